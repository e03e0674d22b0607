//! Reading the correction of one field of what was read.

use crate::domain::draft::{DocumentHead, TaskDraft};
use crate::domain::{
    Comparison, Field as Word, Indicator, Milestone, Precision, Progress, Status, name,
};
use crate::tui::state::dialog::{Correct, Dialog};
use crate::tui::state::field::TextField;
use crate::tui::state::keys::Key;
use crate::tui::state::model::Model;
use crate::tui::state::review::{
    FieldSlot, HeadField, Overlay, ReviewLine, date_of as set_date, set_names,
};
use crate::tui::update::corrected;
use crate::tui::update::dialog::form_values::{cycle_of, date_of, names, sector_of, title_of};
use crate::tui::update::dialog::{Next, closed};
use crate::wording::fill;

impl Correct {
    /// Opens it with what stands there.
    pub fn open(line: ReviewLine, slot: FieldSlot, text: &str) -> Dialog {
        let field = match Correct::takes_lines(slot) {
            true => TextField::lines(text),
            false => TextField::line(text),
        };
        Dialog::Correct(Box::new(Correct { line, slot, field }))
    }

    /// Takes a key.
    pub fn key(mut self: Box<Self>, key: Key, model: &mut Model) -> Next {
        match key {
            Key::Esc | Key::Ctrl('c') => closed(),
            Key::Enter => match self.read(model) {
                Err(why) => {
                    model.message = why;
                    (Some(Dialog::Correct(self)), Vec::new())
                }
                Ok(overlay) => (None, corrected(model, overlay)),
            },
            other => {
                self.field.handle(other);
                (Some(Dialog::Correct(self)), Vec::new())
            }
        }
    }

    /// What lies over the reading with this correction.
    fn read(&self, model: &Model) -> Result<Overlay, String> {
        let gone = || model.words().recorded_none.to_owned();
        let review = model.import.review().ok_or_else(gone)?;
        let mut overlay = review.overlay.clone();
        let text = self.field.text().trim();
        match (self.line, self.slot) {
            (ReviewLine::Head(document), FieldSlot::Head(field)) => {
                let mut head = review.head(document).cloned().unwrap_or_default();
                set_head(&mut head, field, text, model)?;
                overlay.heads.insert(document, head);
            }
            (ReviewLine::Task(at), FieldSlot::Task(field)) => {
                let mut draft = review.draft(at).cloned().unwrap_or_default();
                set(&mut draft, field, text, model)?;
                let returned = draft.returned.as_mut();
                if returned.is_some_and(|returned| !returned.correct(field)) {
                    return Err(model.review_words().fixed.to_owned());
                }
                // Those that detail it name it by its number.
                let kids = match field {
                    Word::Number => review.kids(at),
                    _ => Vec::new(),
                };
                for kid in kids {
                    let mut part = review.draft(kid).cloned().unwrap_or_default();
                    part.parent = Some(draft.number.clone());
                    overlay.put(kid, part, review.read(kid));
                }
                overlay.put(at, draft, review.read(at));
            }
            _ => {}
        }
        Ok(overlay)
    }
}

fn set_head(
    head: &mut DocumentHead,
    field: HeadField,
    text: &str,
    model: &Model,
) -> Result<(), String> {
    let some = (!text.is_empty()).then(|| text.to_owned());
    match field {
        HeadField::Title => head.title = title_of(text, model)?,
        HeadField::Number => head.document_number = some,
        HeadField::Issuer => head.issuer = some,
        HeadField::IssuedOn => head.issued_on = date_of(text, head.issued_on, model)?,
        HeadField::Region => head.region = some.as_deref().map(name::clean),
    }
    Ok(())
}

/// Sets a field of a draft from what was typed, or says why it cannot be.
fn set(draft: &mut TaskDraft, field: Word, text: &str, model: &Model) -> Result<(), String> {
    let words = model.words();
    let some = (!text.is_empty()).then(|| text.to_owned());
    match field {
        Word::Number => draft.number = text.to_owned(),
        Word::Parent => draft.parent = some,
        Word::SectionPath => {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            draft.section_path = lines.map(str::to_owned).collect();
        }
        Word::Title => draft.title = title_of(text, model)?,
        Word::Requirement => draft.requirement = text.to_owned(),
        Word::Sector => draft.sector = sector_of(text, model)?,
        Word::DeadlineText => draft.deadline_text = some,
        Word::Deadline => {
            let date = date_of(text, draft.deadline(), model)?;
            set_date(draft, date);
        }
        Word::Milestones => draft.milestones = milestones_of(text, draft, model)?,
        Word::Indicators => draft.indicators = indicators_of(text, draft, model)?,
        Word::StartedOn => draft.started_on = date_of(text, draft.started_on, model)?,
        Word::ReportCycle => draft.report_cycle = cycle_of(text, model)?,
        Word::Progress => {
            let figure = some.map(|text| text.parse::<Progress>()).transpose();
            draft.progress = figure.map_err(|_| words.bad_progress.to_owned())?;
        }
        Word::Status => {
            let bad = fill(model.review_words().bad_status, &[("text", &text)]);
            draft.status = some
                .map(|text| Status::parse(&text).ok_or(bad))
                .transpose()?;
        }
        other => match (other.free_text(), other.role()) {
            (Some(which), _) => *draft.text_mut(which) = some,
            (_, Some(role)) => {
                let names = names(text, role).into_iter().map(|party| party.name);
                set_names(draft, role, names.collect());
            }
            _ => return Err(model.review_words().fixed.to_owned()),
        },
    }
    Ok(())
}

/// Milestones, one a line: a day or `?`, then what is due.
fn milestones_of(text: &str, draft: &TaskDraft, model: &Model) -> Result<Vec<Milestone>, String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let read = lines.map(|line| {
        let (day, words) = line.split_once(' ').unwrap_or((line, ""));
        let due = match day {
            "?" | "？" => None,
            day => date_of(day, None, model)?,
        };
        let known = draft.milestones.iter();
        let same = known.into_iter().find(|m| m.due == due);
        Ok(Milestone {
            text: words.trim().to_owned(),
            due,
            precision: same.map_or(Precision::Day, |m| m.precision),
            done_on: same.and_then(|m| m.done_on),
        })
    });
    read.collect()
}

/// Indicators, one a line: `name >= 85% 2025-12-31`, the day only where there is one.
fn indicators_of(text: &str, draft: &TaskDraft, model: &Model) -> Result<Vec<Indicator>, String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let bad = |line: &str| fill(model.review_words().bad_indicator, &[("text", &line)]);
    let read = lines.map(|line| {
        let mut words: Vec<&str> = line.split_whitespace().collect();
        let day = words.last().and_then(|word| word.parse().ok());
        if day.is_some() {
            words.pop();
        }
        let sign = words.iter().rposition(|word| sign_of(word).is_some());
        let at = sign.filter(|at| *at > 0).ok_or_else(|| bad(line))?;
        let op = sign_of(words[at]).ok_or_else(|| bad(line))?;
        let name = words[..at].join(" ");
        let target = words[at + 1..].concat();
        let end = target.find(|c: char| !c.is_ascii_digit() && c != '.');
        let (figure, unit) = target.split_at(end.unwrap_or(target.len()));
        let value: f64 = figure.parse().map_err(|_| bad(line))?;
        let known = draft.indicators.iter().find(|known| known.name == name);
        Ok(Indicator {
            text: known.map_or(line.to_owned(), |known| known.text.clone()),
            name,
            op,
            value,
            unit: unit.to_owned(),
            due: day,
        })
    });
    read.collect()
}

fn sign_of(word: &str) -> Option<Comparison> {
    serde_json::from_value(serde_json::Value::from(word)).ok()
}
