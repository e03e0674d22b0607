//! Help and palette: both made from the command table, both found by typing.

use super::{Dialog, Next, closed};
use crate::search::{Needle, QueryField};
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
        COMMANDS
            .iter()
            .filter(|spec| self.kind == FindKind::Help || spec.places & model.place() != 0)
            .filter(|spec| {
                let texts = [
                    spec.label.0,
                    spec.label.1,
                    spec.help.0,
                    spec.help.1,
                    spec.name,
                ];
                let keys = spec.keys.contains(&wanted);
                keys || wanted
                    .split_whitespace()
                    .all(|word| texts.iter().any(|text| fits(word, text)))
            })
            .map(|spec| Found {
                spec,
                obstacle: obstacle(spec.command, model),
            })
            .collect()
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

/// Whether a typed word fits a label: as it stands, in pinyin or in its initials.
pub fn fits(word: &str, text: &str) -> bool {
    Needle::new(word, false).find(text).is_some()
}

/// What the word being typed in the search box can be completed to: a field name, or the first
/// value of a field that fits.
pub fn completion(word: &str, model: &Model) -> Option<String> {
    let parted = word.split_once([':', '：', '=']);
    let Some((name, typed)) = parted else {
        let field = QueryField::all()
            .find(|field| !word.is_empty() && fits(word, field.name(model.lang)))?;
        return Some(format!("{}:", field.name(model.lang)));
    };
    let sign = &word[name.len()..word.len() - typed.len()];
    let facet =
        crate::search::Facet::all().find(|facet| QueryField::parse(name) == Some(facet.field()))?;
    let (_, values) = model
        .browse
        .facets
        .iter()
        .find(|(known, _)| *known == facet)?;
    let fitting = values
        .iter()
        .find(|value| typed.is_empty() || fits(typed, &value.label));
    let everywhere = || {
        let changed = model.changed_ids();
        let query = crate::search::Query::default();
        crate::search::facet(
            &model.data.tops,
            &query,
            &model.scope(&changed),
            facet,
            model.lang,
        )
        .into_iter()
        .find(|value| fits(typed, &value.label))
    };
    let value = fitting.cloned().or_else(everywhere)?;
    Some(format!("{name}{sign}{}", value.label.trim()))
}
