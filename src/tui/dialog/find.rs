//! Help and palette: both made from the command table, both found by typing.

use std::cmp::Reverse;

use super::{Dialog, Next, closed};
use crate::search::{MAX_VALUE, Needle};
use crate::tui::command::{COMMANDS, Command, Spec};
use crate::tui::field::TextField;
use crate::tui::keys::Key;
use crate::tui::model::Model;
use crate::tui::saved::filter_text;
use crate::tui::update::{apply_view, obstacle, run};
use crate::views::{Keeper, View};
use crate::wording::{ViewTexts, fill};

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindKind {
    /// Shows what there is.
    Help,
    /// Runs it.
    Palette,
}

/// A command or a saved view found.
#[derive(Clone, Debug)]
pub struct CommandFound {
    /// Its row of the table; of a view the row of its key, where it has one, else of all views.
    pub spec: &'static Spec,
    /// The view.
    pub view: Option<(Keeper, View)>,
    /// Why it cannot act now.
    pub obstacle: Option<String>,
}

impl CommandFound {
    /// The key that calls it; empty where there is none.
    pub fn key(&self, model: &Model) -> String {
        if self.view.is_some() && self.spec.command == Command::Views {
            return String::new();
        }
        let chord = model.keymap.shown(self.spec.command);
        chord.map_or(String::new(), |chord| chord.to_string())
    }

    /// Its short label.
    pub fn label(&self, model: &Model) -> String {
        match &self.view {
            None => self.spec.command.label(model.lang).to_owned(),
            Some((_, view)) => format!("@{}", view.name),
        }
    }

    /// What it does.
    pub fn help(&self, model: &Model) -> String {
        let t = ViewTexts::of(model.lang);
        match &self.view {
            None => model
                .lang
                .pick(self.spec.help.0, self.spec.help.1)
                .to_owned(),
            Some((_, view)) => {
                let filter = filter_text(view, model.lang);
                fill(t.palette_help, &[("filter", &filter)])
            }
        }
    }
}

/// The dialog.
#[derive(Clone, Debug)]
pub struct Find {
    /// Which of the two.
    pub kind: FindKind,
    /// What is typed.
    pub field: TextField,
    /// The line under the cursor.
    pub cursor: usize,
}

impl Find {
    /// Opens it.
    pub fn open(kind: FindKind) -> Dialog {
        Dialog::Find(Box::new(Find {
            kind,
            field: TextField::line(""),
            cursor: 0,
        }))
    }

    /// The commands that fit what is typed: in the palette those of this screen, in the help all.
    pub fn found(&self, model: &Model) -> Vec<CommandFound> {
        let wanted = self.field.text().trim();
        let mut found: Vec<(Reverse<usize>, CommandFound)> = COMMANDS
            .iter()
            .filter(|spec| self.kind == FindKind::Help || spec.places & model.place() != 0)
            .flat_map(|spec| self.of_row(spec, wanted, model))
            .map(|(worth, found)| (Reverse(worth), found))
            .collect();
        // Stable: what fits as well stands in the order of the table.
        found.sort_by_key(|(worth, _)| *worth);
        found.into_iter().map(|(_, found)| found).collect()
    }

    /// What a row of the table gives, with how well it fits. In the palette the views stand by
    /// their names in the place of the rows that call them by their digits.
    fn of_row(
        &self,
        spec: &'static Spec,
        wanted: &str,
        model: &Model,
    ) -> Vec<(usize, CommandFound)> {
        let place = match self.kind {
            FindKind::Help => None,
            FindKind::Palette => spec.command.view_place(),
        };
        let Some(place) = place else {
            let found = CommandFound {
                spec,
                view: None,
                obstacle: obstacle(spec.command, model),
            };
            let worth = worth(spec, wanted);
            return worth.map(|worth| (worth, found)).into_iter().collect();
        };
        let is_last = spec.command == Command::View9;
        let views = model.saved.views.all().enumerate();
        views
            .filter(|(at, _)| *at == place || (is_last && *at > place))
            .filter_map(|(at, (keeper, view))| {
                let has_key = at == place && spec.keys.contains(&wanted);
                let worth = match has_key {
                    true => usize::MAX,
                    false => worth_of_name(&view.name, wanted)?,
                };
                let found = CommandFound {
                    // Only the first nine have keys.
                    spec: match at == place {
                        true => spec,
                        false => Command::Views.spec(),
                    },
                    view: Some((keeper, view.clone())),
                    obstacle: None,
                };
                Some((worth, found))
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
                let Some(found) = found.get(self.cursor.min(last)) else {
                    return (Some(Dialog::Find(self)), Vec::new());
                };
                if let Some((keeper, view)) = &found.view {
                    apply_view(model, *keeper, view);
                    return closed();
                }
                let effects = run(found.spec.command, model);
                return (model.dialog.take(), effects);
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

/// How well the name of a view fits what is typed, with or without the `@` before it.
fn worth_of_name(name: &str, wanted: &str) -> Option<usize> {
    let wanted = wanted.trim_start_matches(['@', '＠']);
    let of_word = |word: &str| {
        let found = Needle::new(word, false).find(name)?;
        Some(1 + found.kind as usize)
    };
    wanted.split_whitespace().map(of_word).sum()
}

/// A typed word that labels may fit: as it stands, in pinyin or in its initials.
pub struct Typed(Option<Needle>);

impl Typed {
    /// Made ready for many labels; one longer than any value fits none.
    pub fn new(word: &str) -> Typed {
        let is_short = word.chars().nth(MAX_VALUE).is_none();
        Typed(is_short.then(|| Needle::new(word, false)))
    }

    /// Whether it fits a label.
    pub fn fits(&self, label: &str) -> bool {
        let needle = self.0.as_ref();
        needle.is_some_and(|needle| needle.find(label).is_some())
    }
}
