//! Somebody changed the task since: theirs beside mine.

use serde_json::Value;

use super::{Dialog, Next};
use crate::domain::{Change, Edit, Field, StatusEdit, Task};
use crate::ledger::Target;
use crate::tui::keys::Key;
use crate::tui::model::Model;
use crate::tui::msg::{EditJob, Effect};

/// The two versions.
#[derive(Clone, Debug)]
pub struct Stale {
    /// What I wanted to write.
    pub job: EditJob,
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
    pub fn open(job: EditJob, theirs: Task, model: &mut Model) -> Dialog {
        let seen = model
            .details
            .get(&theirs.id)
            .map(|detail| detail.task.clone());
        let moved = seen.map_or(Vec::new(), |seen| Change::between(&seen.body, &theirs.body));
        // A move that is not lawful from their state is shown all the same: it is what I wanted.
        let wanted = |edit: &Edit| match edit.status {
            Some(StatusEdit::To(to)) => Change::of(Field::Status, &theirs.body, to.id().into()),
            _ => None,
        };
        let mine = job.edit.changes(&theirs);
        let mine = mine.unwrap_or_else(|_| wanted(&job.edit).into_iter().collect());
        Dialog::Stale(Box::new(Stale {
            job,
            theirs: Box::new(theirs),
            mine,
            moved,
            from: model.sent.take().map(Box::new),
        }))
    }

    /// The lines of both sides: field, theirs, mine; a field only one side has stands alone.
    pub fn sides(&self) -> Vec<(Field, Option<&Value>, Option<&Value>)> {
        let mut sides: Vec<(Field, Option<&Value>, Option<&Value>)> = self
            .moved
            .iter()
            .map(|change| (change.field, Some(&change.new), None))
            .collect();
        for change in &self.mine {
            let new = Some(&change.new);
            match sides.iter_mut().find(|(field, ..)| *field == change.field) {
                Some(side) => side.2 = new,
                None if change.field.is_event() => sides.push((change.field, None, new)),
                None => sides.push((change.field, Some(&change.old), new)),
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
                let job = EditJob::of([seen], self.job.edit);
                model.is_saving = true;
                model.sent = self.from.map(|dialog| *dialog);
                (None, vec![Effect::Update(Box::new(job))])
            }
            Key::Char('t') => (None, Vec::new()),
            Key::Esc | Key::Ctrl('c') => {
                let from = self.from.map(|dialog| match *dialog {
                    // What it asked about is another by now.
                    Dialog::Bulk(bulk) => bulk.renewed(model),
                    other => other,
                });
                (from, Vec::new())
            }
            _ => (Some(Dialog::Stale(self)), Vec::new()),
        }
    }
}
