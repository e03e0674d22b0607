//! What the worker writes for the screen. The lines of what was changed come with each answer.

use chrono::{DateTime, Utc};

use crate::domain::Actor;
use crate::domain::task_field::TaskBody;
use crate::ledger::{Compensation, LedgerError, Planned, UndoPlan, Undone};
use crate::tui::run::intake;
use crate::tui::run::worker::Worker;
use crate::tui::state::msg::{Done, EditJob, Intake, Msg, UndoWay};

impl Worker {
    /// Who acts, and the time of the entries.
    pub(super) fn who_and_when(&self) -> (Actor, DateTime<Utc>) {
        (self.parts.actor.clone(), (self.parts.clock)())
    }

    /// What is there now, with this answer last: the cursor can go to a line only once it is there.
    fn refreshed(&mut self, answer: Msg) -> Result<Vec<Msg>, LedgerError> {
        let mut answers = self.refresh()?;
        answers.push(answer);
        Ok(answers)
    }

    pub(super) fn register(
        &mut self,
        body: &TaskBody,
        reason: Option<&str>,
    ) -> Result<Vec<Msg>, LedgerError> {
        let (actor, now) = self.who_and_when();
        let task = self.ledger()?.register(&actor, now, body, reason)?;
        self.refreshed(Msg::Registered(Box::new(task)))
    }

    pub(super) fn update(&mut self, job: EditJob) -> Result<Vec<Msg>, LedgerError> {
        let (actor, now) = self.who_and_when();
        let answer = match self.ledger()?.update(&actor, now, &job.targets, &job.edit) {
            Ok(recorded) => Msg::Recorded(Box::new(Done { job, recorded })),
            // The revisions of now first, with which the count is asked for again.
            Err(LedgerError::Stale(tasks)) if job.targets.len() > 1 => {
                return self.refreshed(Msg::Stale(Box::new(job), tasks));
            }
            Err(LedgerError::Stale(tasks)) => Msg::Stale(Box::new(job), tasks),
            Err(LedgerError::Refused(reasons)) => Msg::Refused(Box::new(job), reasons),
            Err(other) => return Err(other),
        };
        let mut answers = vec![answer];
        answers.extend(self.refresh()?);
        Ok(answers)
    }

    pub(super) fn undo(&mut self) -> Result<Vec<Msg>, LedgerError> {
        let (actor, now) = self.who_and_when();
        match self.ledger()?.undo_of_session(&actor, now)? {
            Undone::Done(done) => self.compensated(UndoWay::Undo, done),
            Undone::Asked(plan) => Ok(vec![Msg::UndoAsked(plan)]),
        }
    }

    pub(super) fn redo(&mut self) -> Result<Vec<Msg>, LedgerError> {
        let (actor, now) = self.who_and_when();
        let done = self.ledger()?.redo(&actor, now)?;
        self.compensated(UndoWay::Redo, done)
    }

    pub(super) fn undo_planned(&mut self, plan: &UndoPlan) -> Result<Vec<Msg>, LedgerError> {
        let (actor, now) = self.who_and_when();
        match self.ledger()?.undo_planned(&actor, now, plan)? {
            Planned::Done(done) => self.compensated(UndoWay::Undo, done),
            Planned::Moved(plan) => self.refreshed(Msg::UndoMoved(plan)),
        }
    }

    fn compensated(&mut self, way: UndoWay, done: Compensation) -> Result<Vec<Msg>, LedgerError> {
        self.refreshed(Msg::Compensated(way, done))
    }

    pub(super) fn take_in(&mut self, intake: &Intake) -> Result<Vec<Msg>, LedgerError> {
        let (actor, now) = self.who_and_when();
        let answer = intake::take_in(self.ledger()?, &actor, now, intake)?;
        self.refreshed(answer)
    }
}
