//! The commands and saved views that fit what is typed, for help and palette.

use std::cmp::Reverse;

use crate::search::Needle;
use crate::tui::layout::obstacle;
use crate::tui::state::command::{COMMANDS, Command, Spec};
use crate::tui::state::dialog::{Find, FindKind};
use crate::tui::state::model::Model;
use crate::tui::state::saved::filter_text;
use crate::views::{View, ViewOwner};
use crate::wording::{ViewTexts, fill};

/// A command or a saved view found.
#[derive(Clone, Debug)]
pub struct CommandFound {
    /// Its row of the table; of a view the row of its key, where it has one, else of all views.
    pub spec: &'static Spec,
    /// The view.
    pub view: Option<(ViewOwner, View)>,
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

impl Find {
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
}

/// How well a command fits what is typed: by its key, its name, else somewhere in its sentence.
fn worth(spec: &Spec, wanted: &str) -> Option<usize> {
    // Ctrl-L by any case; a letter alone is another key in each.
    let is_key = |key: &&str| {
        *key == wanted || (key.chars().count() > 1 && key.eq_ignore_ascii_case(wanted))
    };
    if spec.keys.iter().any(is_key) {
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
