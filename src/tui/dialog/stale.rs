//! Somebody changed the task since: theirs beside mine.

use super::{Dialog, Next};
use crate::domain::{Change, Field, Task};
use crate::ledger::Target;
use crate::tui::keys::Key;
use crate::tui::model::Model;
use crate::tui::msg::{Effect, Job};

/// The two versions.
#[derive(Clone, Debug)]
pub struct Stale {
    /// What I wanted to write.
    pub job: Job,
    /// The task as it is now.
    pub theirs: Box<Task>,
    /// What I would still change in it: field, theirs, mine.
    pub mine: Vec<Change>,
    /// The fields that differ from what I had seen.
    pub moved: Vec<Change>,
    /// The dialog it came from, with what was typed.
    pub from: Option<Box<Dialog>>,
}

impl Stale {
    /// The dialog over a job that came too late.
    pub fn open(job: Job, theirs: Task, model: &mut Model) -> Dialog {
        let seen = model
            .details
            .get(&theirs.id)
            .map(|detail| detail.task.clone());
        let moved = seen.map_or(Vec::new(), |seen| Change::between(&seen.body, &theirs.body));
        let mine = job.edit.changes(&theirs).unwrap_or_default();
        Dialog::Stale(Box::new(Stale {
            job,
            theirs: Box::new(theirs),
            mine,
            moved,
            from: model.sent.take().map(Box::new),
        }))
    }

    /// The lines of both sides: field, theirs, mine; a field only one side has stands alone.
    pub fn sides(&self) -> Vec<(Field, Option<String>, Option<String>)> {
        let mut sides: Vec<(Field, Option<String>, Option<String>)> = self
            .moved
            .iter()
            .map(|change| (change.field, Some(value_text(&change.new)), None))
            .collect();
        for change in &self.mine {
            let text = value_text(&change.new);
            match sides.iter_mut().find(|(field, ..)| *field == change.field) {
                Some(side) => side.2 = Some(text),
                None if change.field.is_event() => sides.push((change.field, None, Some(text))),
                None => sides.push((change.field, Some(value_text(&change.old)), Some(text))),
            }
        }
        sides
    }

    /// Takes a key: mine on top, theirs, or neither with what was typed kept.
    pub fn key(self: Box<Self>, key: Key, model: &mut Model) -> Next {
        match key {
            Key::Char('m') => {
                let seen = Target {
                    id: self.theirs.id,
                    seen: Some(self.theirs.revision),
                };
                let job = Job {
                    targets: vec![seen],
                    edit: self.job.edit,
                };
                model.is_saving = true;
                model.sent = self.from.map(|dialog| *dialog);
                (None, vec![Effect::Update(job)])
            }
            Key::Char('t') => (None, Vec::new()),
            Key::Esc | Key::Ctrl('c') => (self.from.map(|dialog| *dialog), Vec::new()),
            _ => (Some(Dialog::Stale(self)), Vec::new()),
        }
    }
}

/// A recorded value in one line, as people read it.
pub fn value_text(value: &serde_json::Value) -> String {
    use serde_json::Value;
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => items.iter().map(value_text).collect::<Vec<_>>().join("、"),
        Value::Object(fields) => {
            // The telling part of a structure: a party's name, a milestone's date and words.
            let parts: Vec<String> = ["name", "due", "to", "text", "title"]
                .iter()
                .filter_map(|key| fields.get(*key))
                .map(value_text)
                .filter(|text| !text.is_empty())
                .collect();
            parts.join(" ")
        }
    }
}
