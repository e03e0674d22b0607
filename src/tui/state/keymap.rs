//! Which key runs which command: the table's keys, with what the settings change of them.

use std::collections::{BTreeMap, HashMap};

use rustc_hash::FxHashMap;

use crate::domain::Lang;
use crate::tui::state::command::{COMMANDS, Command, Places, Spec};
use crate::tui::state::keys::{Chord, FAKEABLE, Key};

/// Which chord means which command in which place, after the user's settings.
#[derive(Clone, Debug)]
pub struct Keymap {
    chords: FxHashMap<Chord, Vec<(Places, Command)>>,
    shown: FxHashMap<Command, Chord>,
}

/// Why a binding of the settings cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadBinding {
    /// No command of this name.
    UnknownCommand(String),
    /// Not the name of a key.
    UnknownKey(String, String),
    /// A key that a split escape sequence can fake.
    Fakeable(String, String),
    /// Two commands on one key in the same place.
    Conflict(String, String, String),
}

impl BadBinding {
    /// The fault as a sentence.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            BadBinding::UnknownCommand(name) => lang.pick(
                format!("[keys] 没有叫 {name} 的命令"),
                format!("[keys] there is no command {name}"),
            ),
            BadBinding::UnknownKey(name, key) => lang.pick(
                format!("[keys] {name} = \"{key}\"：不认识这个键"),
                format!("[keys] {name} = \"{key}\": not the name of a key"),
            ),
            BadBinding::Fakeable(name, key) => lang.pick(
                format!("[keys] {name} = \"{key}\"：断开的转义序列会误发这个键，不能用"),
                format!("[keys] {name} = \"{key}\": a split escape sequence can fake this key"),
            ),
            BadBinding::Conflict(key, one, other) => lang.pick(
                format!("[keys] 键 {key} 同时给了 {one} 和 {other}"),
                format!("[keys] key {key} is given to both {one} and {other}"),
            ),
        }
    }
}

impl Keymap {
    /// The table's keys with the settings' changes: `name = "key"`.
    ///
    /// # Errors
    /// Every binding that cannot be, together.
    pub fn new(changes: &BTreeMap<String, String>) -> Result<Keymap, Vec<BadBinding>> {
        let mut faults = Vec::new();
        let mut changed: HashMap<&str, Chord> = HashMap::new();
        for (name, key) in changes {
            if !COMMANDS.iter().any(|spec| spec.name == name) {
                faults.push(BadBinding::UnknownCommand(name.clone()));
                continue;
            }
            match Chord::parse(key) {
                None => faults.push(BadBinding::UnknownKey(name.clone(), key.clone())),
                Some(Chord {
                    first: Key::Char(c),
                    ..
                }) if FAKEABLE.contains(c) => {
                    faults.push(BadBinding::Fakeable(name.clone(), key.clone()));
                }
                Some(chord) => {
                    changed.insert(name, chord);
                }
            }
        }
        let mut map = Keymap {
            chords: FxHashMap::default(),
            shown: FxHashMap::default(),
        };
        for spec in COMMANDS {
            let chords: Vec<Chord> = match changed.get(spec.name) {
                Some(chord) => vec![*chord],
                None => spec
                    .keys
                    .iter()
                    .filter_map(|key| Chord::parse(key))
                    .collect(),
            };
            for chord in &chords {
                map.bind(*chord, spec, &mut faults);
            }
            if let Some(first) = chords.first() {
                map.shown.insert(spec.command, *first);
            }
        }
        if faults.is_empty() {
            Ok(map)
        } else {
            Err(faults)
        }
    }

    fn bind(&mut self, chord: Chord, spec: &'static Spec, faults: &mut Vec<BadBinding>) {
        let clashes = |other: &Chord| {
            other.first == chord.first
                && (other.second == chord.second
                    || other.second.is_none()
                    || chord.second.is_none())
        };
        for (other, bound) in self.chords.iter().filter(|(other, _)| clashes(other)) {
            for (places, command) in bound.iter().filter(|(places, _)| places & spec.places != 0) {
                debug_assert!(places & spec.places != 0);
                let key = if other.second.is_none() {
                    other
                } else {
                    &chord
                };
                faults.push(BadBinding::Conflict(
                    key.to_string(),
                    command.spec().name.to_owned(),
                    spec.name.to_owned(),
                ));
            }
        }
        self.chords
            .entry(chord)
            .or_default()
            .push((spec.places, spec.command));
    }

    /// The command of a chord in a place.
    pub fn command(&self, chord: Chord, place: Places) -> Option<Command> {
        self.chords
            .get(&chord)?
            .iter()
            .find(|(places, _)| places & place != 0)
            .map(|(_, command)| *command)
    }

    /// Whether `key` opens a choice in a place.
    pub fn is_prefix(&self, key: Key, place: Places) -> bool {
        self.following(key, place).next().is_some()
    }

    /// What can follow a prefix key in a place, in the order of the table.
    pub fn following(&self, key: Key, place: Places) -> impl Iterator<Item = (Key, Command)> + '_ {
        COMMANDS.iter().filter_map(move |spec| {
            let chord = self.shown.get(&spec.command)?;
            let fits = chord.first == key && spec.places & place != 0;
            chord
                .second
                .filter(|_| fits)
                .map(|second| (second, spec.command))
        })
    }

    /// The key shown for a command; `None` for those of the palette alone.
    pub fn shown(&self, command: Command) -> Option<Chord> {
        self.shown.get(&command).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::state::command::{BROWSE, HISTORY};

    #[test]
    fn the_keys_of_the_table_go_together() {
        assert!(Keymap::new(&BTreeMap::new()).is_ok());
    }

    #[test]
    fn a_conflict_names_the_key_and_both_commands() {
        let changes = BTreeMap::from([("note".to_owned(), "s".to_owned())]);
        let faults = Keymap::new(&changes).unwrap_err();
        assert_eq!(
            faults,
            [BadBinding::Conflict(
                "s".into(),
                "status".into(),
                "note".into()
            )]
        );
        let shadowed = BTreeMap::from([("note".to_owned(), "f".to_owned())]);
        assert!(Keymap::new(&shadowed).is_err());
    }

    #[test]
    fn unknown_names_keys_and_fakeable_keys_are_reported_together() {
        let changes = BTreeMap::from([
            ("statsu".to_owned(), "s".to_owned()),
            ("note".to_owned(), "Hyper-N".to_owned()),
            ("edit".to_owned(), "M".to_owned()),
        ]);
        assert_eq!(Keymap::new(&changes).unwrap_err().len(), 3);
    }

    #[test]
    fn the_same_key_may_mean_different_things_in_different_places() {
        let map = Keymap::new(&BTreeMap::new()).unwrap();
        let b = Chord::parse("b").unwrap();
        assert_eq!(map.command(b, BROWSE), Some(Command::Facets));
        assert_eq!(map.command(b, HISTORY), Some(Command::FilterPerson));
        assert!(map.is_prefix(Key::Char('f'), BROWSE) && !map.is_prefix(Key::Char('f'), HISTORY));
    }
}
