//! What taking a batch back would do, in words, and the keys of that question.

use super::bulk::{examples, labelled};
use crate::domain::Action;
use crate::domain::china::local;
use crate::ledger::{LeftAlone, UndoPlan};
use crate::report::trail::{person, who};
use crate::tui::layout::briefly_called;
use crate::tui::state::dialog::{Dialog, UndoAsk};
use crate::tui::state::keys::Key;
use crate::tui::state::model::Model;
use crate::tui::state::msg::Effect;
use crate::tui::update::dialog::{Next, closed};
use crate::tui::update::saving::save;
use crate::wording::{batch, fill};

/// So many of the tasks left are named with who came after.
const LEFT: usize = 3;

impl UndoAsk {
    /// Opens it.
    pub fn open(plan: UndoPlan, model: &Model) -> Dialog {
        let words = model.words();
        let lang = model.lang;
        let head = fill(words.undo_question, &[("n", &plan.tasks.len())]);
        let at = local(plan.at).format("%Y-%m-%d %H:%M").to_string();
        let what = match plan.gist.fields.is_empty() {
            true => plan.action.label(lang).to_owned(),
            // Told as it would be set back.
            false => batch::what(&plan.gist, lang),
        };
        let what = match plan.action {
            Action::Update => what,
            other => format!("{} ({what})", other.label(lang)),
        };
        let mut lines = vec![
            (words.history_who, who(&plan.actor, lang)),
            (words.history_when, at),
            (words.undo_sets, what),
        ];
        lines.extend(labelled(words.bulk_cannot, left(&plan.left, model)));
        lines.extend(examples(plan.tasks.iter().copied(), model));
        Dialog::Undo(Box::new(UndoAsk { plan, head, lines }))
    }

    /// Takes a key: Enter takes back, Esc does not.
    pub fn key(self: Box<Self>, key: Key, model: &mut Model) -> Next {
        match key {
            Key::Enter if !self.plan.tasks.is_empty() => {
                let change = Effect::UndoPlanned(Box::new(self.plan.clone()));
                (None, save(model, Some(Dialog::Undo(self)), change))
            }
            Key::Esc | Key::Char('q') | Key::Ctrl('c') | Key::Enter => closed(),
            _ => (Some(Dialog::Undo(self)), Vec::new()),
        }
    }
}

/// The tasks that somebody changed since, the first ones by name.
fn left(left: &[LeftAlone], model: &Model) -> Vec<String> {
    let words = model.words();
    let told = left.iter().take(LEFT).map(|left| {
        let task = briefly_called(left.task, model);
        let by = person(&left.by, left.login.as_deref(), model.lang);
        let at = local(left.at).format("%m-%d %H:%M").to_string();
        fill(
            words.undo_left,
            &[("task", &task), ("by", &by), ("at", &at)],
        )
    });
    let mut told: Vec<String> = told.collect();
    if left.len() > told.len() {
        let more = left.len() - told.len();
        told.push(fill(words.bulk_more, &[("n", &more)]));
    }
    told
}
