//! The keys of the box that shows theirs beside mine.

use crate::domain::{Change, Edit, Field, StatusEdit, Task};
use crate::ledger::Target;
use crate::tui::state::dialog::{Dialog, Stale};
use crate::tui::state::keys::Key;
use crate::tui::state::model::Model;
use crate::tui::state::msg::{EditJob, Effect};
use crate::tui::update::dialog::Next;
use crate::tui::update::saving::save;

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

    /// Takes a key: mine on top, theirs, or neither with what was typed kept.
    pub fn key(self: Box<Self>, key: Key, model: &mut Model) -> Next {
        match key {
            Key::Char('m') => {
                let seen = Target {
                    id: self.theirs.id,
                    seen: Some(self.theirs.revision),
                };
                let change = Effect::Update(Box::new(EditJob::of([seen], self.job.edit)));
                (None, save(model, self.from.map(|dialog| *dialog), change))
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
