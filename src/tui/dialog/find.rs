//! Help and palette: both made from the command table, both found by typing.

use std::cmp::Reverse;

use super::{Dialog, Next, closed};
use crate::search::Needle;
use crate::tui::command::{COMMANDS, Command, Spec};
use crate::tui::field::Field;
use crate::tui::keys::Key;
use crate::tui::model::Model;
use crate::tui::update::{obstacle, run};

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindKind {
    /// Shows what there is.
    Help,
    /// Runs it.
    Palette,
}

/// A command found.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its row of the table.
    pub spec: &'static Spec,
    /// Why it cannot act now.
    pub obstacle: Option<String>,
}

/// The dialog.
#[derive(Clone, Debug)]
pub struct Find {
    /// Which of the two.
    pub kind: FindKind,
    /// What is typed.
    pub field: Field,
    /// The line under the cursor.
    pub cursor: usize,
}

impl Find {
    /// Opens it.
    pub fn open(kind: FindKind) -> Dialog {
        Dialog::Find(Box::new(Find {
            kind,
            field: Field::line(""),
            cursor: 0,
        }))
    }

    /// The commands that fit what is typed: in the palette those of this screen, in the help all.
    pub fn found(&self, model: &Model) -> Vec<Found> {
        let wanted = self.field.text().trim();
        let mut found: Vec<(Reverse<usize>, Found)> = COMMANDS
            .iter()
            .filter(|spec| self.kind == FindKind::Help || spec.places & model.place() != 0)
            .filter_map(|spec| {
                let found = Found {
                    spec,
                    obstacle: obstacle(spec.command, model),
                };
                Some((Reverse(worth(spec, wanted)?), found))
            })
            .collect();
        // Stable: what fits as well stands in the order of the table.
        found.sort_by_key(|(worth, _)| *worth);
        found.into_iter().map(|(_, found)| found).collect()
    }

    /// Takes a key.
    pub fn key(mut self: Box<Self>, key: Key, model: &mut Model) -> Next {
        let found = self.found(model);
        let last = found.len().saturating_sub(1);
        match key {
            Key::Esc | Key::Ctrl('c') => return closed(),
            Key::Down => self.cursor = (self.cursor + 1).min(last),
            Key::Up => self.cursor = self.cursor.min(last).saturating_sub(1),
            Key::PageDown => self.cursor = (self.cursor + 10).min(last),
            Key::PageUp => self.cursor = self.cursor.min(last).saturating_sub(10),
            Key::Enter if self.kind == FindKind::Palette => {
                let command: Option<Command> =
                    found.get(self.cursor.min(last)).map(|f| f.spec.command);
                return match command {
                    None => (Some(Dialog::Find(self)), Vec::new()),
                    Some(command) => {
                        let effects = run(command, model);
                        (model.dialog.take(), effects)
                    }
                };
            }
            Key::Enter => {}
            other => {
                if self.field.handle(other) {
                    self.cursor = 0;
                }
            }
        }
        (Some(Dialog::Find(self)), Vec::new())
    }
}

/// How well a command fits what is typed: by its key, its name, else somewhere in its sentence.
fn worth(spec: &Spec, wanted: &str) -> Option<usize> {
    if spec.keys.contains(&wanted) {
        return Some(usize::MAX);
    }
    let of_word = |word: &str| {
        let needle = Needle::new(word, false);
        let names = [spec.label.0, spec.label.1, spec.name];
        let name = names.iter().filter_map(|text| needle.find(text)).max();
        let help = [spec.help.0, spec.help.1];
        let in_help = || help.iter().any(|text| needle.find(text).is_some());
        match name {
            Some(found) => Some(1 + found.kind as usize),
            None => in_help().then_some(1),
        }
    };
    wanted.split_whitespace().map(of_word).sum()
}

/// Whether a typed word fits a label: as it stands, in pinyin or in its initials.
pub fn fits(word: &str, text: &str) -> bool {
    Needle::new(word, false).find(text).is_some()
}
