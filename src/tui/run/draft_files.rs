//! The files that drafts outlast their process in: one a session, so that two sessions of one
//! person on one ledger never write over each other's. A lock beside it says that its session is
//! alive; the next start takes over what a dead one left.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::files::{self, Life, Links, Sharing};
use crate::tui::state::draft::{KeptDraft, What};

/// The drafts of one session.
#[derive(Debug)]
pub(super) struct DraftFiles {
    folder: PathBuf,
    /// What the names of this ledger's files begin with.
    stem: String,
    session: String,
    /// The id of the ledger. Drafts of another one that lay at the same path stay where they are.
    ledger: Option<String>,
    life: Option<Life>,
    is_there: bool,
}

/// What stands in a file. Drafts are read one by one: of those a later version wrote, the ones
/// this version knows.
#[derive(Serialize, Deserialize)]
struct Content {
    #[serde(default)]
    ledger: Option<String>,
    drafts: Vec<Value>,
}

/// No file of drafts is larger: a text has at most a megabyte, a review its corrections.
const LARGEST: u64 = 1 << 26;
const DRAFTS: &str = "json";
const LOCK: &str = "lock";

impl DraftFiles {
    /// Those beside the file of the place, `place-NAME.json`.
    pub(super) fn beside(place: &Path, session: &str, ledger: Option<String>) -> DraftFiles {
        let name = place.file_stem().unwrap_or_default().to_string_lossy();
        let name = name.strip_prefix("place-").unwrap_or(&name);
        DraftFiles {
            folder: place.parent().unwrap_or(Path::new("")).to_owned(),
            stem: format!("drafts-{name}-"),
            session: session.to_owned(),
            ledger,
            life: None,
            is_there: false,
        }
    }

    fn path(&self, session: &str, ending: &str) -> PathBuf {
        self.folder.join(format!("{}{session}.{ending}", self.stem))
    }

    /// Takes over what dead sessions left: it stands in our own file before theirs goes.
    pub(super) fn take_over(&mut self) -> Vec<KeptDraft> {
        let mut drafts: Vec<KeptDraft> = Vec::new();
        let mut taken = Vec::new();
        for session in self.others() {
            let Some(life) = self.life_of_dead(&session) else {
                continue;
            };
            let path = self.path(&session, DRAFTS);
            let found = self.read(&path);
            if !matches!(found, Ok(Some(_))) {
                let _ = std::fs::remove_file(self.path(&session, LOCK));
            }
            match found {
                Ok(Some(found)) => {
                    let new = found.into_iter().filter(|draft| !drafts.contains(draft));
                    let new: Vec<KeptDraft> = new.collect();
                    drafts.extend(new);
                    taken.push((session, life));
                }
                Ok(None) => {}
                Err(error) => {
                    tracing::warn!("{} was left alone: {error}", path.display());
                }
            }
        }
        if let Err(error) = self.write(&drafts) {
            tracing::warn!("drafts were not taken over: {error}");
            return drafts;
        }
        for (session, life) in taken {
            let _ = std::fs::remove_file(self.path(&session, DRAFTS));
            let _ = std::fs::remove_file(self.path(&session, LOCK));
            drop(life);
        }
        drafts
    }

    /// Puts these in place of what was kept; none takes the file away.
    pub(super) fn write(&mut self, drafts: &[KeptDraft]) -> io::Result<()> {
        let path = self.path(&self.session, DRAFTS);
        if drafts.is_empty() {
            if std::mem::take(&mut self.is_there) {
                std::fs::remove_file(path)?;
            }
            return Ok(());
        }
        files::make_private_folder(&path)?;
        if self.life.is_none() {
            // Before there is anything to take over: whoever finds the file finds the lock held.
            match files::live(&self.path(&self.session, LOCK))? {
                Life::Others => return Err(io::ErrorKind::WouldBlock.into()),
                life => self.life = Some(life),
            }
        }
        let drafts = drafts
            .iter()
            .map(|draft| serde_json::to_value(settled(draft)));
        let content = Content {
            ledger: self.ledger.clone(),
            drafts: drafts.collect::<Result<_, _>>()?,
        };
        let text = serde_json::to_vec_pretty(&content)?;
        files::replace(&path, &text, Sharing::Private, Links::Own)?;
        self.is_there = true;
        Ok(())
    }

    /// The session is over: what is left waits for the next start.
    pub(super) fn close(mut self) {
        if !self.is_there && self.life.is_some() {
            let _ = std::fs::remove_file(self.path(&self.session, LOCK));
        }
        self.life = None;
    }

    /// The other sessions that left a file, the oldest first.
    fn others(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(&self.folder) else {
            return Vec::new();
        };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let sessions = names.filter_map(|name| {
            let session = name.strip_prefix(&self.stem)?;
            let session = session.strip_suffix(&format!(".{DRAFTS}"))?;
            (session != self.session).then(|| session.to_owned())
        });
        let mut sessions: Vec<String> = sessions.collect();
        sessions.sort();
        sessions
    }

    /// The lock of a session that is over; `None` while it lives. Where the file system keeps no
    /// locks the number of its process has to do.
    fn life_of_dead(&self, session: &str) -> Option<Life> {
        match files::live(&self.path(session, LOCK)).ok()? {
            Life::Others => None,
            Life::Unknown if is_alive(session) => None,
            life => Some(life),
        }
    }

    /// What a file says; nothing for one that is gone, or of another ledger.
    fn read(&self, path: &Path) -> io::Result<Option<Vec<KeptDraft>>> {
        let text = match files::read_text(path, LARGEST, Links::Own) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let content: Content = serde_json::from_str(&text)?;
        let other =
            content.ledger.is_some() && self.ledger.is_some() && content.ledger != self.ledger;
        if other {
            return Ok(None);
        }
        let drafts = content.drafts.into_iter();
        let drafts = drafts.filter_map(|draft| serde_json::from_value(draft).ok());
        Ok(Some(drafts.collect()))
    }
}

/// A relative path means something else in the folder of the next start.
fn settled(draft: &KeptDraft) -> KeptDraft {
    let mut draft = draft.clone();
    if let What::Review(kept) = &mut draft.what
        && !kept.path.starts_with("~")
        && let Ok(path) = std::path::absolute(&kept.path)
    {
        kept.path = path;
    }
    draft
}

/// Whether the process of a session is still there; its number is the last part of the name.
fn is_alive(session: &str) -> bool {
    let number = session.rsplit('-').next().unwrap_or_default();
    i32::from_str_radix(number, 16).is_ok_and(files::is_running)
}

#[cfg(test)]
#[path = "draft_files_tests.rs"]
mod tests;
