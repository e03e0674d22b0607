//! Keeps place and drafts while the screen is open, on a thread of its own: no key waits for a
//! disk. Written when typing pauses, and at every way out that leaves time for it.

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::tui::layout::all_drafts;
use crate::tui::run::draft_files::DraftFiles;
use crate::tui::run::place::{KeptPlace, PlaceFile};
use crate::tui::state::draft::{KeptDraft, Unkept};
use crate::tui::state::keys::Key;
use crate::tui::state::model::Model;
use crate::tui::state::msg::Msg;
use crate::tui::terminal::Waker;

/// After so long without a key what was typed is written.
const PAUSE: Duration = Duration::from_millis(1500);
/// Who types without a pause loses no more than this.
const LONGEST: Duration = Duration::from_secs(4);
/// What could not be written is tried again after so long: room may have been made.
const AGAIN: Duration = Duration::from_secs(2);

/// The files of a session.
pub(super) struct StateFiles {
    place: PlaceFile,
    drafts: DraftFiles,
    kept: Vec<KeptDraft>,
    /// What could not be written, until something can be.
    failed: Option<Vec<KeptDraft>>,
}

/// What is to be kept of this moment.
pub(super) struct Snapshot {
    place: Option<KeptPlace>,
    /// `None` while nobody knows yet what an earlier process left: it would be lost.
    drafts: Option<Vec<KeptDraft>>,
}

impl StateFiles {
    /// The files of a session at a ledger, beside that of the place.
    pub(super) fn new(place: &Path, session: &str, ledger: Option<String>) -> StateFiles {
        StateFiles {
            place: PlaceFile::new(place),
            drafts: DraftFiles::beside(place, session, ledger),
            kept: Vec::new(),
            failed: None,
        }
    }

    /// What dead sessions left.
    pub(super) fn take_over(&mut self) -> Vec<KeptDraft> {
        self.kept = self.drafts.take_over();
        self.kept.clone()
    }

    /// Writes what has changed. Answers when drafts cannot be kept any more, or can again; a place
    /// that cannot is told to the log.
    pub(super) fn write(&mut self, snapshot: Snapshot) -> Told {
        let place = snapshot
            .place
            .map_or(Ok(()), |place| self.place.write(&place));
        if let Err(error) = place {
            tracing::warn!("the place was not kept: {error}");
        }
        self.write_drafts(snapshot.drafts?)
    }

    /// Tries again what could not be written.
    fn write_again(&mut self) -> Told {
        let drafts = self.failed.clone()?;
        self.write_drafts(drafts)
    }

    fn write_drafts(&mut self, drafts: Vec<KeptDraft>) -> Told {
        if drafts == self.kept && self.failed.is_none() {
            return None;
        }
        let is_nothing = drafts.is_empty();
        match self.drafts.write(&drafts) {
            Ok(()) => {
                self.kept = drafts;
                // That nothing is there to be written says nothing about the disk.
                match is_nothing && self.failed.is_some() {
                    true => {
                        self.failed = Some(Vec::new());
                        None
                    }
                    false => self.failed.take().map(|_| None),
                }
            }
            Err(error) => {
                tracing::warn!("drafts were not kept: {error}");
                let is_news = self.failed.replace(drafts).is_none();
                is_news.then(|| {
                    Some(Unkept {
                        why: error.to_string(),
                        kept: self.kept.clone(),
                    })
                })
            }
        }
    }

    /// The session is over.
    pub(super) fn close(self) {
        self.drafts.close();
    }
}

impl Snapshot {
    /// Of the model as it is; nothing of a ledger that is thrown away afterwards, and no place in
    /// one of a past day.
    pub(super) fn of(model: &Model) -> Snapshot {
        let is_place = model.is_loaded && model.shown.as_of.is_none() && !model.shown.is_demo;
        let are_known = model.leftovers.are_known && !model.shown.is_demo;
        Snapshot {
            place: is_place.then(|| KeptPlace::of(model)),
            drafts: are_known.then(|| all_drafts(model)),
        }
    }
}

/// What was last told of drafts that could not be kept; `None` when they always could.
type Told = Option<Option<Unkept>>;

/// The next snapshot; `Some(None)` when it is time to try again, `None` when the session is over.
fn next(snapshots: &Receiver<Snapshot>, files: &StateFiles) -> Option<Option<Snapshot>> {
    let has_failed = files
        .failed
        .as_ref()
        .is_some_and(|drafts| !drafts.is_empty());
    if !has_failed {
        return snapshots.recv().ok().map(Some);
    }
    match snapshots.recv_timeout(AGAIN) {
        Ok(snapshot) => Some(Some(snapshot)),
        Err(RecvTimeoutError::Timeout) => Some(None),
        Err(RecvTimeoutError::Disconnected) => None,
    }
}

/// What was typed since it was last kept.
#[derive(Clone, Copy, Debug, Default)]
struct Unsaved {
    /// When the first key came that is not kept yet, and when the last one.
    typed: Option<(Instant, Instant)>,
}

impl Unsaved {
    /// A message came that may have changed what is to be kept.
    fn heed(&mut self, msg: &Msg, now: Instant) {
        let since = match msg {
            // A box that was closed is not on the screen any more: what stood in it is taken for
            // kept. What is recorded must not be offered again. At once.
            Msg::Key(Key::Esc | Key::Enter)
            | Msg::Recorded(_)
            | Msg::Registered(_)
            | Msg::TakenIn(_) => now.checked_sub(LONGEST).unwrap_or(now),
            Msg::Key(_) | Msg::Paste(_) => self.typed.map_or(now, |(first, _)| first),
            _ => return,
        };
        self.typed = Some((since, now));
    }

    /// When it is to be kept.
    fn due(&self) -> Option<Instant> {
        let (first, last) = self.typed?;
        Some((last + PAUSE).min(first + LONGEST))
    }
}

/// Who keeps it, and when it is due.
#[derive(Default)]
pub(super) struct Keeper {
    thread: Option<(Sender<Snapshot>, JoinHandle<Told>)>,
    unsaved: Unsaved,
}

impl Keeper {
    /// Begins to keep in these files; what dead sessions left comes as a message.
    ///
    /// # Errors
    /// When there can be no further thread.
    pub(super) fn begin(
        mut files: StateFiles,
        takes_over: bool,
        answers: Sender<Vec<Msg>>,
        waker: Waker,
    ) -> std::io::Result<Keeper> {
        let (send, snapshots): (_, Receiver<Snapshot>) = channel();
        let work = move || {
            let found = match takes_over {
                true => files.take_over(),
                false => Vec::new(),
            };
            let tell = |msg| {
                if answers.send(vec![msg]).is_ok() {
                    waker.wake();
                }
            };
            tell(Msg::Drafts(found));
            let mut last = None;
            while let Some(snapshot) = next(&snapshots, &files) {
                let told = match snapshot {
                    Some(snapshot) => files.write(snapshot),
                    None => files.write_again(),
                };
                if let Some(told) = told {
                    last = Some(told.clone());
                    tell(Msg::Unkept(told));
                }
            }
            files.close();
            last
        };
        let thread = std::thread::Builder::new().name("keeper".to_owned());
        Ok(Keeper {
            thread: Some((send, thread.spawn(work)?)),
            unsaved: Unsaved::default(),
        })
    }

    /// A message came that may have changed what is to be kept.
    pub(super) fn heed(&mut self, msg: &Msg) {
        self.unsaved.heed(msg, Instant::now());
    }

    /// How long to wait at most.
    pub(super) fn wait(&self, wait: Duration) -> Duration {
        let left = self
            .due()
            .map(|due| due.saturating_duration_since(Instant::now()));
        left.map_or(wait, |left| left.min(wait))
    }

    fn due(&self) -> Option<Instant> {
        self.thread.as_ref()?;
        self.unsaved.due()
    }

    /// Keeps what there is, if it is time.
    pub(super) fn keep_when_due(&mut self, model: &Model) {
        // Whoever is asked whether to leave wants to know what becomes of it.
        let is_asked = model.quit_asked && self.unsaved.due().is_some();
        if is_asked || self.due().is_some_and(|due| due <= Instant::now()) {
            self.keep(model);
        }
    }

    /// Keeps what there is now.
    pub(super) fn keep(&mut self, model: &Model) {
        self.unsaved = Unsaved::default();
        if let Some((send, _)) = &self.thread {
            let _ = send.send(Snapshot::of(model));
        }
    }

    /// Keeps what there is for the last time, and waits until it is written. Answers what was last
    /// told of drafts that could not be.
    pub(super) fn finish(mut self, model: &Model) -> Told {
        self.keep(model);
        let (send, thread) = self.thread.take()?;
        drop(send);
        thread.join().ok().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due_after(keys: &[Key]) -> (Instant, Instant) {
        let now = Instant::now() + LONGEST;
        let mut unsaved = Unsaved::default();
        for key in keys {
            unsaved.heed(&Msg::Key(*key), now);
        }
        (unsaved.due().expect("something was typed"), now)
    }

    #[test]
    fn what_is_typed_is_kept_when_typing_pauses() {
        let (due, now) = due_after(&[Key::Char('a')]);
        assert_eq!(due, now + PAUSE);
    }

    #[test]
    fn what_stood_in_a_box_that_is_closed_or_sent_is_kept_at_once() {
        for key in [Key::Esc, Key::Enter] {
            let (due, now) = due_after(&[Key::Char('a'), key]);
            assert!(due <= now, "{key:?}");
        }
    }
}
