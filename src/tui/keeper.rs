//! Keeps place and drafts while the screen is open, on a thread of its own: no key waits for a
//! disk. Written when typing pauses, and at every way out that leaves time for it.

use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::draft::{self, KeptDraft};
use super::draft_files::DraftFiles;
use super::model::Model;
use super::msg::Msg;
use super::place::{KeptPlace, PlaceFile};
use super::terminal::Waker;

/// After so long without a key what was typed is written.
const PAUSE: Duration = Duration::from_millis(1500);
/// Who types without a pause loses no more than this.
const LONGEST: Duration = Duration::from_secs(10);

/// The files of a session.
pub(super) struct StateFiles {
    place: PlaceFile,
    drafts: DraftFiles,
    kept: Vec<KeptDraft>,
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
        }
    }

    /// What dead sessions left.
    pub(super) fn take_over(&mut self) -> Vec<KeptDraft> {
        self.kept = self.drafts.take_over();
        self.kept.clone()
    }

    /// Writes what has changed. What cannot be kept is told to the log: nobody can do anything
    /// about it while typing.
    pub(super) fn write(&mut self, snapshot: Snapshot) {
        let place = snapshot
            .place
            .map_or(Ok(()), |place| self.place.write(&place));
        if let Err(error) = place {
            tracing::warn!("the place was not kept: {error}");
        }
        let Some(drafts) = snapshot.drafts.filter(|drafts| *drafts != self.kept) else {
            return;
        };
        match self.drafts.write(&drafts) {
            Ok(()) => self.kept = drafts,
            Err(error) => tracing::warn!("drafts were not kept: {error}"),
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
        let is_place = model.is_loaded && model.face.as_of.is_none() && !model.face.is_demo;
        let are_known = model.leftovers.are_known && !model.face.is_demo;
        Snapshot {
            place: is_place.then(|| KeptPlace::of(model)),
            drafts: are_known.then(|| draft::all(model)),
        }
    }
}

/// Who keeps it, and when it is due.
#[derive(Default)]
pub(super) struct Keeper {
    thread: Option<(Sender<Snapshot>, JoinHandle<()>)>,
    /// When the first key came that is not kept yet, and when the last one.
    typed: Option<(Instant, Instant)>,
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
            if answers.send(vec![Msg::Drafts(found)]).is_ok() {
                waker.wake();
            }
            drop((answers, waker));
            for snapshot in snapshots {
                files.write(snapshot);
            }
            files.close();
        };
        let thread = std::thread::Builder::new().name("keeper".to_owned());
        Ok(Keeper {
            thread: Some((send, thread.spawn(work)?)),
            typed: None,
        })
    }

    /// A message came that may have changed what is to be kept.
    pub(super) fn heed(&mut self, msg: &Msg) {
        let now = Instant::now();
        match msg {
            Msg::Key(_) | Msg::Paste(_) => {
                let first = self.typed.map_or(now, |(first, _)| first);
                self.typed = Some((first, now));
            }
            // What is recorded must not be offered again: at once.
            Msg::Recorded(_) | Msg::Registered(_) | Msg::TakenIn(_) => {
                let long_ago = now.checked_sub(LONGEST).unwrap_or(now);
                self.typed = Some((long_ago, now));
            }
            _ => {}
        }
    }

    /// How long to wait at most.
    pub(super) fn wait(&self, wait: Duration) -> Duration {
        let left = self
            .due()
            .map(|due| due.saturating_duration_since(Instant::now()));
        left.map_or(wait, |left| left.min(wait))
    }

    fn due(&self) -> Option<Instant> {
        let (first, last) = self.typed?;
        self.thread.as_ref()?;
        Some((last + PAUSE).min(first + LONGEST))
    }

    /// Keeps what there is, if it is time.
    pub(super) fn keep_when_due(&mut self, model: &Model) {
        if self.due().is_some_and(|due| due <= Instant::now()) {
            self.keep(model);
        }
    }

    /// Keeps what there is now.
    pub(super) fn keep(&mut self, model: &Model) {
        self.typed = None;
        if let Some((send, _)) = &self.thread {
            let _ = send.send(Snapshot::of(model));
        }
    }

    /// Keeps what there is for the last time, and waits until it is written.
    pub(super) fn finish(mut self, model: &Model) {
        self.keep(model);
        if let Some((send, thread)) = self.thread.take() {
            drop(send);
            let _ = thread.join();
        }
    }
}
