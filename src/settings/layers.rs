//! The files settings are read from, one over the other: that of the system, then one's own.

use std::path::{Path, PathBuf};

use super::fault::{self, SettingsError};
use super::{Settings, text_of};

/// What the files come to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layers {
    /// The settings in force: what no file says keeps its default.
    pub settings: Settings,
    /// The files that were there, in the order they were read.
    pub files: Vec<PathBuf>,
    /// The file that names the ledger in force.
    pub ledger_named_in: Option<PathBuf>,
    /// What is wrong with files that were not taken. Where a ledger is named in one, it holds all
    /// the same: whoever goes on without the settings must not work on another ledger.
    pub faults: Vec<SettingsError>,
}

impl Layers {
    /// Reads the system's file, if it is there, and one's own over it.
    pub fn read(system: Option<&Path>, own: Option<&Path>) -> Layers {
        let system = system.filter(|file| file.exists());
        let mut layers = Layers::default();
        for file in system.into_iter().chain(own) {
            layers.take(file);
        }
        layers
    }

    fn take(&mut self, file: &Path) {
        let before = self.settings.ledger.clone();
        match self.settings.clone().over(file) {
            Ok(settings) => self.settings = settings,
            Err(error) => {
                let text = text_of(file).unwrap_or_default();
                let named = fault::ledger_named_in(&text);
                self.settings.ledger = named.or(self.settings.ledger.take());
                self.faults.push(error);
            }
        }
        if self.settings.ledger != before {
            self.ledger_named_in = Some(file.to_owned());
        }
        self.files.push(file.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Lang;

    /// The layers of two files with these texts.
    fn layers(system: &str, own: &str) -> (Layers, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let [first, second] = ["system.toml", "own.toml"].map(|name| folder.path().join(name));
        std::fs::write(&first, system).unwrap();
        std::fs::write(&second, own).unwrap();
        (Layers::read(Some(&first), Some(&second)), first)
    }

    #[test]
    fn ones_own_file_lies_over_that_of_the_system_key_by_key() {
        let (found, _) = layers(
            "[ui]\nlanguage = \"en\"\nascii = true\n[keys]\nnote = \"w\"\nassign = \"A\"\n[rules]\ndue_soon_workdays = 5\n",
            "[ui]\nascii = false\n[keys]\nnote = \"x\"\n",
        );
        assert_eq!(found.faults, []);
        let settings = &found.settings;
        assert_eq!((settings.ui.language, settings.ui.ascii), (Lang::En, false));
        assert_eq!(settings.rules.due_soon_workdays, 5);
        assert_eq!(
            (
                settings.keys["note"].as_str(),
                settings.keys["assign"].as_str()
            ),
            ("x", "A")
        );
        assert_eq!(found.files.len(), 2);
    }

    #[test]
    fn the_ledger_is_named_by_the_last_file_that_names_one() {
        let both = "[ledger]\npath = \"/srv/a.db\"\n";
        let (found, system) = layers(both, "[ui]\nascii = true\n");
        assert_eq!(
            found.settings.ledger.as_deref(),
            Some(Path::new("/srv/a.db"))
        );
        assert_eq!(found.ledger_named_in, Some(system));
        let (found, system) = layers(both, "[ledger]\npath = \"/home/b.db\"\n");
        assert_eq!(
            found.settings.ledger.as_deref(),
            Some(Path::new("/home/b.db"))
        );
        assert_ne!(found.ledger_named_in, Some(system));
        let (found, _) = layers("", "");
        assert_eq!((found.settings.ledger, found.ledger_named_in), (None, None));
    }

    #[test]
    fn a_file_with_a_fault_still_names_the_ledger() {
        for faulty in [
            "[ui]\nlangauge = \"en\"\n[ledger]\npath = \"/srv/a.db\"\n",
            "[ledger]\npath = '/srv/a.db' # the office's\n[ui\n",
            "[ledger]\n  path=\"/srv/a.db\"\n\n[ui]\nascii = maybe\n",
        ] {
            let (found, system) = layers(faulty, "[ui]\nascii = true\n");
            assert_eq!(found.faults.len(), 1, "{faulty}");
            assert!(found.settings.ui.ascii, "what is right is taken");
            assert_eq!(
                found.settings.ledger.as_deref(),
                Some(Path::new("/srv/a.db"))
            );
            assert_eq!(found.ledger_named_in, Some(system));
        }
        let missing = Layers::read(None, Some(Path::new("/nobody/settings.toml")));
        assert_eq!(missing.faults.len(), 1);
        assert_eq!(missing.settings, Settings::default());
    }
}
