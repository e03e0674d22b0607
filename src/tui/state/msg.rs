//! What happens to the model, and what the model wants done outside.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::column::Order;
use crate::domain::row::Touch;
use crate::domain::task_field::TaskBody;
use crate::domain::{
    DocumentId, Edit, Entry, EntryId, Refusal, Region, RegionKey, SourceDocument, Task, TaskId,
};
use crate::import::{FileReading, Mapping, Watch};
use crate::ledger::{AsOf, BatchPage, Compensation, IntakePlan, Recorded, Target, UndoPlan};
use crate::packed::Blocks;
use crate::search::{TextFound, TextStage};
use crate::tui::state::data::Loaded;
use crate::tui::state::draft::{KeptDraft, Unkept};
use crate::tui::state::keys::Key;
use crate::tui::state::review::Overlay;
use crate::tui::state::saved::{ViewsAnswer, ViewsAsk};
use crate::tui::state::trail::{EntriesAsk, TrailAsk, TrailBy};

/// Something that happened.
#[derive(Debug)]
pub enum Msg {
    /// A key.
    Key(Key),
    /// Text pasted as such.
    Paste(String),
    /// Input that was dropped because it came from an input method or a stray paste.
    Garbled,
    /// So many characters were dropped: the rest of a paste whose first line closed a box.
    Rest(usize),
    /// So many characters were dropped: they were typed for a box that could not be opened.
    TypedOn(usize),
    /// The terminal has this size now.
    Resize(u16, u16),
    /// The first rows of the ledger were read; the rest follows. And whether that is so much that
    /// nothing waits for it.
    FirstRows(Box<Loaded>, bool),
    /// The whole ledger was read.
    Loaded(Box<Loaded>),
    /// A frame of the model as it is was sent to the terminal.
    Drawn,
    /// What is waited for takes so long that its line shows; and whether keys typed meanwhile were
    /// dropped.
    TakesLong(bool),
    /// Nobody waits for anything else: the list that is still to be made is made, then texts are
    /// asked for.
    Idle,
    /// Nobody has typed for a moment: what may be wanted next can be read.
    Calm,
    /// The words of the filter were looked for in the requirement texts.
    Texts(Watch, TextFound),
    /// Tasks read whole, with their trails.
    Details(Vec<Detail>),
    /// The ledger moved on.
    Refreshed(Box<Refreshed>),
    /// The ledger was restored from a backup under the screen: what is known of it is no more.
    Restored,
    /// An update was recorded.
    Recorded(Box<Done>),
    /// A registration was recorded.
    Registered(Box<Task>),
    /// Nothing was recorded: the tasks moved on.
    Stale(Box<EditJob>, Vec<Task>),
    /// Nothing was recorded, for these reasons.
    Refused(Box<EditJob>, Vec<(TaskId, Refusal)>),
    /// An undo or redo was done.
    Compensated(UndoWay, Compensation),
    /// Batches read for the history screen.
    Trail(TrailAsk, BatchPage),
    /// Entries of a batch that is unfolded.
    BatchEntries(EntriesAsk, Vec<Entry>),
    /// What the history screen can be narrowed to, each with the number of batches.
    TrailChoices(TrailBy, Vec<(String, usize)>),
    /// What taking a batch back would do.
    UndoPlanned(Box<UndoPlan>),
    /// Nothing was taken back: the ledger moved on, and this is what it would be now.
    UndoMoved(Box<UndoPlan>),
    /// What the session did last was to put back what somebody else wrote; nothing was done.
    UndoAsked(Box<UndoPlan>),
    /// The ledger as of a past moment; `None` when back at now.
    AsOf(Option<PastMoment>),
    /// Rows written to a file.
    Exported(usize, PathBuf),
    /// Nothing was written: a file is there that no export wrote.
    NotExported(ExportJob),
    /// A ledger was made at first start.
    Created(Made),
    /// Paths that a typed one can go on to.
    Completed(String, Vec<String>),
    /// Something a person waits for has gone on for so many seconds.
    GoesOn(u64),
    /// A file was read, or why not.
    FileRead(Watch, Result<Box<FileReading>, String>),
    /// What taking a file in would do; with the number of the question.
    Planned(u64, Box<IntakePlan>),
    /// The ledger moved on: what taking the file in would do now. Nothing was recorded.
    PlanMoved(Box<IntakePlan>),
    /// A file was taken in.
    TakenIn(Box<IntakePlan>),
    /// The saved views, after what was asked of them.
    Views(Box<ViewsAnswer>),
    /// What an earlier process left unrecorded.
    Drafts(Vec<KeptDraft>),
    /// Drafts cannot be written any more; `None` when they can again.
    Unkept(Option<Unkept>),
    /// A new day has begun.
    Today(NaiveDate),
    /// Something failed; the sentence and hint to show.
    Failed(String),
    /// Somebody holds the ledger: the sentence says who, and that a change is saved or something is
    /// read once they let go of it. Empty: they did.
    Waiting(String),
    /// Somebody has written to the ledger, or may have.
    Stirred,
    /// The ledger cannot be reached any more.
    Lost(String),
    /// The files at the ledger's place are not the ones that are open; `None` when they are again.
    Replaced(Option<Replaced>),
    /// The clock is behind the trail; the sentence to show.
    Clock(String),
}

/// What there is to say of a ledger whose files are not in their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// A line for the screen.
    pub line: String,
    /// All of it, for whoever has left the screen.
    pub whole: String,
}

/// A past moment of the ledger.
#[derive(Debug)]
pub struct PastMoment {
    /// How it is called on the screen.
    pub label: String,
    /// The day, for the lights of that day.
    pub day: NaiveDate,
    /// The ledger then.
    pub loaded: Box<Loaded>,
}

/// Undo or redo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UndoWay {
    /// Taken back.
    Undo,
    /// Put in force again.
    Redo,
}

/// A task read whole, with its trail.
#[derive(Clone, Debug, PartialEq)]
pub struct Detail {
    /// The task.
    pub task: Task,
    /// Its entries, oldest first, at most [`Detail::TRAIL`] newest.
    pub trail: Vec<Entry>,
}

impl Detail {
    /// How many entries of a task are read with it.
    pub const TRAIL: u32 = 200;
}

/// A change somebody wants recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct EditJob {
    /// On which tasks, as they were seen.
    pub targets: Vec<Target>,
    /// The change.
    pub edit: Edit,
}

impl EditJob {
    /// `edit` on some tasks. One that only adds replaces nothing, so no revision is held against it.
    pub fn of(targets: impl IntoIterator<Item = Target>, edit: Edit) -> EditJob {
        let only_adds = edit.only_adds();
        let targets = targets.into_iter().map(|target| Target {
            seen: target.seen.filter(|_| !only_adds),
            ..target
        });
        EditJob {
            targets: targets.collect(),
            edit,
        }
    }
}

/// A change that was recorded.
#[derive(Debug)]
pub struct Done {
    /// What was asked for.
    pub job: EditJob,
    /// What came of it.
    pub recorded: Recorded,
}

/// A reviewed file on its way into the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct Intake {
    /// What was read.
    pub reading: Arc<FileReading>,
    /// What lies over it.
    pub overlay: Overlay,
    /// Also hand new tasks out.
    pub assign: bool,
    /// Also record what differs from the ledger.
    pub accept_changes: bool,
    /// Also record what is held back for a doubt.
    pub accept_doubtful: bool,
    /// What it would do, as the person saw it.
    pub seen: Option<Arc<IntakePlan>>,
}

/// What happened in the ledger since it was last read.
#[derive(Debug, Default)]
pub struct Refreshed {
    /// The blocks of the tasks that changed.
    pub blocks: Blocks,
    /// Who touched what.
    pub touches: Vec<Touch>,
    /// The documents and regions now.
    pub documents: std::collections::BTreeMap<DocumentId, SourceDocument>,
    /// The regions now.
    pub regions: std::collections::BTreeMap<RegionKey, Region>,
    /// The last entry now.
    pub last_entry: Option<EntryId>,
}

/// What a new ledger begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// The five sample plans.
    Sample,
    /// Nothing.
    Empty,
    /// The simulated ledger, thrown away afterwards.
    Demo,
}

/// A ledger that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Its file.
    pub path: PathBuf,
    /// Whether it holds simulated data.
    pub is_demo: bool,
    /// The day its lights are computed for, where that is fixed.
    pub today: Option<NaiveDate>,
}

/// What a load makes ready.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// The day of the lights.
    pub today: NaiveDate,
    /// The orders the list goes through its tasks in.
    pub orders: Vec<Order>,
    /// How many restores it comes after.
    pub restores: u32,
}

/// An export somebody wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportJob {
    /// Which tasks.
    pub ids: Vec<TaskId>,
    /// The day of their lights.
    pub day: NaiveDate,
    /// To which file.
    pub path: PathBuf,
    /// Whether a file there that no export wrote is replaced: somebody was asked.
    pub may_replace_anything: bool,
}

/// Something the model wants done outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Read so many rows, the first in the order a list opens with, where the ledger is so large
    /// that the rest takes longer.
    FirstRows(usize),
    /// Read the whole ledger.
    Load(Wanted),
    /// Read what happened since.
    Refresh,
    /// Begin to listen for what others write.
    Listen,
    /// Look for the words of the filter in the requirement texts.
    ReadTexts(Watch, Box<TextStage>),
    /// Read these tasks whole.
    Details(Vec<TaskId>),
    /// Record a change.
    Update(Box<EditJob>),
    /// Register a task.
    Register(Box<TaskBody>, Option<String>),
    /// Take back this session's last batch.
    Undo,
    /// Put the last undone batch back.
    Redo,
    /// Read batches.
    Trail(TrailAsk),
    /// Read entries of a batch.
    BatchEntries(EntriesAsk),
    /// Read what the history screen can be narrowed to; the days of this person alone.
    TrailChoices(TrailBy, Option<String>),
    /// Find out what taking the batch of this entry back would do.
    PlanUndo(EntryId),
    /// Take a batch back, as it was shown.
    UndoPlanned(Box<UndoPlan>),
    /// Go to a past moment, or back to now.
    AsOf(Option<AsOf>),
    /// Write these tasks to a file.
    Export(ExportJob),
    /// Find the paths a typed one can go on to.
    Complete(String),
    /// Read a file for review, and remember these forms of ledgers before.
    ReadFile(PathBuf, Watch, Vec<Mapping>),
    /// Find out what taking a file in would do; with the number of the question.
    PlanIntake(u64, Box<Intake>),
    /// Take a file in.
    TakeIn(Box<Intake>),
    /// Make the ledger.
    Create(Beginning),
    /// Read, keep or remove saved views.
    Views(ViewsAsk),
    /// Put text on the reader's clipboard.
    Copy(String),
    /// Draw everything anew, whatever others have written on the screen.
    Redraw,
    /// Stop until `fg`.
    Suspend,
    /// End with this exit code.
    Quit(i32),
}

impl Effect {
    /// Whether it changes the tasks of the ledger.
    pub fn is_change(&self) -> bool {
        matches!(
            self,
            Effect::Update(_)
                | Effect::Register(..)
                | Effect::Undo
                | Effect::UndoPlanned(_)
                | Effect::Redo
                | Effect::TakeIn(_)
        )
    }

    /// Whether it reads what the screen shows.
    pub fn is_reading(&self) -> bool {
        matches!(
            self,
            Effect::FirstRows(_)
                | Effect::Load(_)
                | Effect::Refresh
                | Effect::Details(_)
                | Effect::Trail(_)
                | Effect::BatchEntries(_)
                | Effect::TrailChoices(..)
                | Effect::PlanUndo(_)
                | Effect::AsOf(_)
        )
    }
}

/// The clock of the interface, handed down from `main`.
pub type Clock = std::sync::Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;
