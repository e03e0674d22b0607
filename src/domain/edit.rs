//! What a person may do to a task: the one description of a change that command line and screen
//! build and the ledger carries out.

use super::change::Change;
use super::measure::{Milestone, Progress, ReportCycle};
use super::name::is_same;
use super::people::{Party, Role};
use super::region::RegionKey;
use super::rename::Rename;
use super::sector::Sector;
use super::status::{Move, Status, can_be_returned};
use super::task::{EventBody, Extension, ExtensionDecision, Task};
use super::task_field::Field;
use super::task_field::TaskBody;
use chrono::NaiveDate;

/// A wish to change a task. Empty by default; what is left out stays as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Edit {
    /// A status to move to, or a return.
    pub status: Option<StatusEdit>,
    /// A progress figure; `Some(None)` takes it away.
    pub progress: Option<Option<Progress>>,
    /// A note to add.
    pub note: Option<String>,
    /// A new date in force.
    pub deadline: Option<DeadlineEdit>,
    /// New lists of parties.
    pub parties: Vec<(Role, Vec<Party>)>,
    /// Names that join lists; those that are there already are not doubled.
    pub joining: Vec<(Role, Vec<Party>)>,
    /// Names that leave lists.
    pub leaving: Vec<(Role, Vec<Party>)>,
    /// A name swapped for another wherever it stands.
    pub rename: Option<Rename>,
    /// A new title.
    pub title: Option<String>,
    /// A new requirement.
    pub requirement: Option<String>,
    /// A new number.
    pub number: Option<String>,
    /// A new region.
    pub region: Option<RegionKey>,
    /// A new sector.
    pub sector: Option<Sector>,
    /// Standing or not.
    pub standing: Option<bool>,
    /// A report cycle; `Some(None)` takes it away.
    pub report_cycle: Option<Option<ReportCycle>>,
    /// The milestone at this place, counted from 0, reached on that day or open again.
    pub milestone: Option<(usize, Option<NaiveDate>)>,
    /// Why.
    pub reason: Option<String>,
}

/// A wish about the status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusEdit {
    /// Move to this status.
    To(Status),
    /// 退回: send back what was handed in.
    Return,
}

/// A wish about the date in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeadlineEdit {
    /// The new date; `None` takes the date away (a correction only).
    pub to: Option<NaiveDate>,
    /// Extension approved, asked for, or a correction.
    pub decision: ExtensionDecision,
    /// The day of the asking, where it was said. Else it is that of the request which is decided
    /// now, or today.
    pub asked_on: Option<NaiveDate>,
    /// The day on which this is recorded.
    pub today: NaiveDate,
}

impl DeadlineEdit {
    fn is_correction(&self) -> bool {
        self.decision == ExtensionDecision::Correction
    }

    /// The day on which what is decided now was asked for: late is decided by it, however long the
    /// decision took.
    pub fn day_of_asking(&self, task: &Task) -> NaiveDate {
        if let Some(said) = self.asked_on {
            return said;
        }
        let request = match self.decision {
            ExtensionDecision::Approved => task.open_request(self.to),
            ExtensionDecision::Asked | ExtensionDecision::Correction => None,
        };
        request.map_or(self.today, |request| request.asked_on)
    }
}

/// Why an edit cannot be carried out on a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The move needs a reason and has none.
    ReasonNeeded {
        /// The status it would leave.
        from: Status,
        /// The status it would reach.
        to: Status,
    },
    /// 销号 before 办结.
    ClearBeforeConcluded {
        /// The status it has.
        from: Status,
    },
    /// 退回 of something not handed in.
    NothingToReturn {
        /// The status it has.
        from: Status,
    },
    /// An extension, asked for or approved, that says no reason.
    ExtensionWithoutReason,
    /// A correction of the deadline the document says that says no reason.
    CorrectionWithoutReason,
    /// An extension to a day before this one, the date in force: that is none.
    EarlierThanInForce(NaiveDate),
    /// An extension asked for on a day that has not come.
    AskedInTheFuture(NaiveDate),
    /// A title without a character.
    EmptyTitle,
    /// No milestone at this place.
    NoSuchMilestone(usize),
    /// Longer than [`MAX_TEXT`].
    TextTooLong {
        /// The field it was meant for.
        field: Field,
        /// Its length in characters.
        length: usize,
    },
}

/// The longest note or text a person may enter, in characters. A whole plan has about 20,000.
pub const MAX_TEXT: usize = 100_000;

impl Edit {
    /// The changes this edit makes to `task`, or why it cannot. No change at all is `Ok` and
    /// empty.
    ///
    /// # Errors
    /// A [`Refusal`]: unlawful move, missing reason, unusable value.
    pub fn changes(&self, task: &Task) -> Result<Vec<Change>, Refusal> {
        self.check_texts()?;
        let mut after = task.body.clone();
        let mut events = Vec::new();
        self.apply_status(&mut after, &mut events)?;
        self.apply_deadline(task, &mut after, &mut events)?;
        self.apply_fields(&mut after)?;
        if let Some(text) = self.note.as_ref().filter(|text| !text.trim().is_empty()) {
            events.push(EventBody::Note { text: text.clone() });
        }
        let mut changes = Change::between(&task.body, &after);
        changes.extend(events.iter().map(Change::adding));
        Ok(changes)
    }

    /// Whether the only things it does are additions, which conflict with nothing.
    pub fn only_adds(&self) -> bool {
        let rest = Edit {
            note: None,
            reason: None,
            ..self.clone()
        };
        rest == Edit::default()
    }

    fn has_reason(&self) -> bool {
        self.reason
            .as_ref()
            .is_some_and(|reason| !reason.trim().is_empty())
    }

    fn check_texts(&self) -> Result<(), Refusal> {
        let texts = [
            (Field::Note, &self.note),
            (Field::Title, &self.title),
            (Field::Requirement, &self.requirement),
            (Field::Number, &self.number),
        ];
        for (field, text) in texts {
            let length = text.as_ref().map_or(0, |text| text.chars().count());
            if length > MAX_TEXT {
                return Err(Refusal::TextTooLong { field, length });
            }
        }
        Ok(())
    }

    fn apply_status(
        &self,
        after: &mut TaskBody,
        events: &mut Vec<EventBody>,
    ) -> Result<(), Refusal> {
        let from = after.status;
        match self.status {
            None => {}
            Some(StatusEdit::Return) => {
                if !can_be_returned(from) {
                    return Err(Refusal::NothingToReturn { from });
                }
                if !self.has_reason() {
                    return Err(Refusal::ReasonNeeded {
                        from,
                        to: Status::InProgress,
                    });
                }
                after.status = Status::InProgress;
                events.push(EventBody::Returned {
                    text: self.reason.clone().unwrap_or_default(),
                });
            }
            Some(StatusEdit::To(to)) => {
                let step = Move::between(from, to);
                if !step.is_lawful() {
                    return Err(Refusal::ClearBeforeConcluded { from });
                }
                if step.needs_reason() && !self.has_reason() {
                    return Err(Refusal::ReasonNeeded { from, to });
                }
                after.status = to;
            }
        }
        Ok(())
    }

    fn apply_deadline(
        &self,
        task: &Task,
        after: &mut TaskBody,
        events: &mut Vec<EventBody>,
    ) -> Result<(), Refusal> {
        let Some(edit) = self.deadline else {
            return Ok(());
        };
        let from = match edit.decision {
            ExtensionDecision::Correction => match correct_deadline(task, after, edit.to) {
                true => task.printed_deadline(),
                false => return Ok(()),
            },
            ExtensionDecision::Approved if task.deadline == edit.to => return Ok(()),
            ExtensionDecision::Approved => {
                move_deadline(after, edit.to);
                task.deadline
            }
            ExtensionDecision::Asked => task.deadline,
        };
        if let (false, Some(in_force), Some(to)) = (edit.is_correction(), task.deadline, edit.to)
            && to < in_force
        {
            return Err(Refusal::EarlierThanInForce(in_force));
        }
        let asked_on = edit.day_of_asking(task);
        if asked_on > edit.today {
            return Err(Refusal::AskedInTheFuture(asked_on));
        }
        // The first date a task gets is no extension.
        let is_first = from.is_none() || edit.to.is_none() && !edit.is_correction();
        if !is_first {
            if !self.has_reason() {
                return Err(match edit.is_correction() {
                    true => Refusal::CorrectionWithoutReason,
                    false => Refusal::ExtensionWithoutReason,
                });
            }
            events.push(EventBody::Extension(Extension {
                decision: edit.decision,
                from,
                to: edit.to,
                asked_on,
            }));
        }
        Ok(())
    }

    fn apply_fields(&self, after: &mut TaskBody) -> Result<(), Refusal> {
        if let Some(title) = &self.title {
            if title.trim().is_empty() {
                return Err(Refusal::EmptyTitle);
            }
            after.title = title.trim().to_owned();
        }
        if let Some((place, done_on)) = self.milestone {
            let milestone = after
                .milestones
                .get_mut(place)
                .ok_or(Refusal::NoSuchMilestone(place))?;
            milestone.done_on = done_on;
        }
        for (role, parties) in &self.parties {
            let list = after.parties_mut(*role);
            *list = keep_printed(parties, list);
        }
        self.apply_names(after);
        set(&mut after.progress, &self.progress);
        set(&mut after.requirement, &self.requirement);
        set(&mut after.number, &self.number);
        set(&mut after.region, &self.region);
        set(&mut after.sector, &self.sector);
        set(&mut after.standing, &self.standing);
        set(&mut after.report_cycle, &self.report_cycle);
        Ok(())
    }
}

fn set<T: Clone>(place: &mut T, new: &Option<T>) {
    if let Some(new) = new {
        place.clone_from(new);
    }
}

/// A name that stays keeps the words it was printed with, in whichever way it is written now.
fn keep_printed(wanted: &[Party], before: &[Party]) -> Vec<Party> {
    let kept = wanted.iter().map(|party| {
        let mut old = before.iter();
        let same = old.find(|old| party.printed.is_none() && is_same(&old.name, &party.name));
        Party {
            name: party.name.clone(),
            printed: same.map_or(&party.printed, |old| &old.printed).clone(),
        }
    });
    kept.collect()
}

/// Mends what was printed wrongly: the original date, and the date in force along with it unless an
/// approved extension has set that one. A date that was never printed is taken away altogether.
/// Answers whether anything changed.
fn correct_deadline(task: &Task, body: &mut TaskBody, to: Option<NaiveDate>) -> bool {
    if task.extensions() == 0 || to.is_none() {
        move_deadline(body, to);
    }
    body.original_deadline = to;
    (body.deadline, body.original_deadline) != (task.deadline, task.original_deadline)
}

/// Moves the date in force. The open milestone of the old date moves along, since it is the same
/// promise; a date no milestone stands for gets one. Milestones the document never dated stay.
fn move_deadline(body: &mut TaskBody, to: Option<NaiveDate>) {
    let from = body.deadline;
    if from == to {
        return;
    }
    body.deadline = to;
    if body.original_deadline.is_none() {
        body.original_deadline = to;
    }
    let mut moved = false;
    body.milestones
        .retain(|milestone| to.is_some() || from.is_none() || milestone.open_due() != from);
    for milestone in &mut body.milestones {
        if from.is_some() && milestone.open_due() == from {
            milestone.due = to;
            milestone.precision = super::measure::Precision::Day;
            moved = true;
        }
    }
    if let (Some(due), false) = (to, moved) {
        body.milestones.push(Milestone::on("完成时限", due));
    }
}
