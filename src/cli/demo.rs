//! `duban` and `duban demo`: what leads to the terminal interface.

use std::path::{Path, PathBuf};

use super::job::Job;
use crate::domain::{Actor, Origin, TaskId};
use crate::files::{self, PrivateFolder};
use crate::ledger::{self, IntakeOptions, Ledger, LedgerError, Opening, Target};
use crate::sample::demo::{self, Act, DemoStep};
use crate::wording::{Exit, Failure, fill, foreign};

/// Opens the terminal interface on the ledger; one that is not there is the welcome screen's
/// business. Answers the exit code of the interface: 128 and the signal that ended it, if one did.
pub fn open_ledger(job: &mut Job) -> Result<u8, Failure> {
    let path = job.ledger_file()?.to_owned();
    Ok(job.open_screen(path, false, None))
}

/// Opens the terminal interface on a simulated ledger that is gone afterwards.
pub fn run(job: &mut Job) -> Result<u8, Failure> {
    let session = job.actor.session.clone();
    let folder = Folder::make(&job.context().temp_folder, &session).map_err(|why| {
        let sentence = fill(
            job.texts().no_temp,
            &[("why", &foreign::told(&why, job.lang))],
        );
        Failure::new(Exit::Failed, sentence, job.texts().no_temp_hint)
    })?;
    let path = folder.ledger();
    play(&path, job.opening()).map_err(job.failed())?;
    Ok(job.open_screen(path, true, Some(demo::today())))
}

/// Makes a ledger of the simulated eighteen months at `path`, through the same commands people
/// give.
///
/// # Errors
/// Whatever the ledger answers; nothing is left behind then.
pub fn play(path: &Path, how: &Opening) -> Result<(), LedgerError> {
    ledger::create_throw_away(path, how, |ledger| {
        let mut places = Vec::new();
        for step in demo::steps() {
            take(&step, ledger, &mut places)?;
        }
        Ok(())
    })
}

fn take(step: &DemoStep, ledger: &mut Ledger, places: &mut Vec<TaskId>) -> Result<(), LedgerError> {
    let actor = Actor {
        user: step.user.to_owned(),
        host: "demo".to_owned(),
        session: format!("demo-{}", step.user),
        origin: Origin::default(),
    };
    match &step.act {
        Act::TakeIn(documents) => {
            let options = IntakeOptions::default();
            let plan = ledger.take_in(&actor, step.at, documents, &options)?;
            places.extend(plan.registered);
        }
        Act::Edit(at, edit) => {
            let ids = at.iter().filter_map(|place| places.get(*place));
            let targets: Vec<Target> = ids
                .map(|id| Target {
                    id: *id,
                    seen: None,
                })
                .collect();
            ledger.update(&actor, step.at, &targets, edit)?;
        }
    }
    Ok(())
}

/// How the folders of simulated ledgers begin.
const NAME: &str = "duban-demo-";

/// A folder of one's own that goes with its content.
pub struct Folder(PrivateFolder);

impl Folder {
    /// A new folder below `temp`, for this user alone.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn make(temp: &Path, session: &str) -> std::io::Result<Folder> {
        sweep(temp);
        PrivateFolder::make(temp, &format!("{NAME}{session}-")).map(Folder)
    }

    /// Where the ledger goes in it.
    pub fn ledger(&self) -> PathBuf {
        self.0.join("demo.db")
    }
}

/// Takes away this user's folders of sessions that were killed.
fn sweep(temp: &Path) {
    for folder in std::fs::read_dir(temp).into_iter().flatten().flatten() {
        let name = folder.file_name();
        let session = name.to_str().and_then(|name| name.strip_prefix(NAME));
        // Session names end in the process number (Actor::session), a first start adds a letter;
        // what comes after is random.
        let number = session.and_then(|session| session.split('-').nth(1));
        let number = number.map(|number| number.trim_end_matches('w'));
        let process = number.and_then(|number| i32::from_str_radix(number, 16).ok());
        let is_own = folder.metadata().is_ok_and(|facts| files::is_own(&facts));
        if is_own && process.is_some_and(|process| !files::is_running(process)) {
            let _ = std::fs::remove_dir_all(folder.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::light::LightRules;
    use crate::domain::{LightColor, Thresholds};

    #[test]
    fn the_folder_of_a_killed_session_goes_with_the_next_start() {
        let temp = tempfile::tempdir().unwrap();
        let living = format!("1a202-{:x}", std::process::id());
        // The highest number Linux gives is 400000 in this notation.
        let killed = Folder::make(temp.path(), "1a201-40005f").unwrap();
        std::fs::write(killed.ledger(), "left").unwrap();
        let left = killed.0.path().to_owned();
        std::mem::forget(killed);
        let first = Folder::make(temp.path(), &living).unwrap();
        let second = Folder::make(temp.path(), &format!("{living}w")).unwrap();
        assert!(!left.exists());
        assert!(first.0.path().exists() && second.0.path().exists());
    }

    #[test]
    fn the_demo_ledger_is_whole_and_has_lights_of_every_colour() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("demo.db");
        play(&path, &ledger::Access::Write.into()).unwrap();
        let ledger = ledger::open(&path, ledger::Access::Write).unwrap();
        assert!(ledger.audit().unwrap().is_clean());
        let rules = LightRules {
            today: demo::today(),
            calendar: crate::sample::calendar(),
            thresholds: Thresholds::default(),
        };
        let rows = ledger.rows().unwrap();
        assert_eq!(rows.len(), 227);
        for color in LightColor::ALL {
            let count = rows
                .iter()
                .filter(|row| row.light(&rules).color == color)
                .count();
            assert!(count >= 5, "{color:?}: {count}");
        }
        let entries = ledger.history(&ledger::HistoryFilter::default()).unwrap();
        for field in ["extension", "returned", "note", "progress", "status"] {
            assert!(
                entries.iter().any(|entry| entry.change.field.id() == field),
                "{field}"
            );
        }
    }
}
