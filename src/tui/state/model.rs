//! Everything the screen knows. Drawing reads it, `update` changes it, nothing else does.

use std::collections::{HashMap, HashSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::domain::light::LightRules;
use crate::domain::{Actor, EntryId, Lang, TaskId};
use crate::search::Scope;
use crate::tui::state::areas::Layout;
use crate::tui::state::command::{BROWSE, HISTORY, IMPORT, LATER, Places, TASK};
use crate::tui::state::data::Data;
use crate::tui::state::dialog::{Dialog, Form, TaskTargets};
use crate::tui::state::draft::{KeptDraft, Leftovers};
use crate::tui::state::keymap::Keymap;
use crate::tui::state::keys::Key;
use crate::tui::state::msg::{Detail, Msg, Replaced};
use crate::tui::state::review::Import;
use crate::tui::state::saved::Saved;
use crate::tui::state::waiting::Interrupt;
use crate::wording::{Review as ReviewWords, Screen as Words};

pub use crate::tui::state::browse::{Browse, Looser, Pane, Touched};
pub use crate::tui::state::trail::History;

/// The state of the interface.
#[derive(Debug)]
pub struct Model {
    /// Language of the interface.
    pub lang: Lang,
    /// Keys to commands.
    pub keymap: Keymap,
    /// Stand-ins for ambiguous characters of documents.
    pub ascii: bool,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// Today, workdays, limits.
    pub rules: LightRules,
    /// Who sits here.
    pub actor: Actor,
    /// Today, while the lights are those of a past day.
    pub today_before: Option<NaiveDate>,
    /// What ledger this is.
    pub shown: ShownLedger,
    /// Its lines.
    pub data: Data,
    /// Whether the first load has arrived.
    pub is_loaded: bool,
    /// Whether so many rows follow the first ones that nothing waits for them.
    pub much_to_come: bool,
    /// How often the ledger was restored from a backup under this screen.
    pub restores: u32,
    /// The last entry the lines are the fold of.
    pub last_entry: Option<EntryId>,
    /// Tasks read whole.
    pub details: HashMap<TaskId, Arc<Detail>>,
    /// Whether tasks in view may be read before they are wanted, once nobody types.
    pub reads_ahead: bool,
    /// Tasks being read.
    pub awaited: HashSet<TaskId>,
    /// The browse screen.
    pub browse: Browse,
    /// The saved views.
    pub saved: Saved,
    /// The task view.
    pub page: Page,
    /// The history screen.
    pub history: History,
    /// The import screen.
    pub import: Import,
    /// Which screen is shown.
    pub screen: Screen,
    /// The dialog over it.
    pub dialog: Option<Dialog>,
    /// The first key of a chord.
    pub prefix: Option<Key>,
    /// What the message line says.
    pub message: String,
    /// A change is on its way to the disk.
    pub is_saving: bool,
    /// What is waited for takes long: its line shows, and keys that command are dropped.
    pub takes_long: bool,
    /// The last key was dropped for it.
    pub has_dropped: bool,
    /// What the open box asked when it was last sent to the terminal.
    pub seen_question: Option<String>,
    /// The dialog whose change is on its way; it comes back if nothing was recorded.
    pub sent: Option<Dialog>,
    /// The task whose form is opened as soon as it is read.
    pub opening: Option<TaskTargets>,
    /// Notes typed and not recorded, by the tasks they were typed for.
    pub drafts: HashMap<Vec<TaskId>, String>,
    /// Forms left open, by task; `None` for a new one.
    pub form_drafts: HashMap<Option<TaskId>, Box<Form>>,
    /// What else was typed in boxes that were closed: reasons, dates, names, fields of several.
    pub aside: Vec<KeptDraft>,
    /// Drafts of an earlier start.
    pub leftovers: Leftovers,
    /// The line chosen on the welcome screen.
    pub welcome_cursor: usize,
    /// `q` was pressed once while there were drafts.
    pub quit_asked: bool,
    /// A box that writes was refused: what is typed on was meant for it.
    pub has_refused_box: bool,
    /// Asked during a long listing whether somebody waits for something else.
    pub interrupt: Interrupt,
    /// Keys that need rows not read yet, and those after them; they act once all are there.
    pub typed_ahead: VecDeque<Msg>,
}

/// What ledger is open.
#[derive(Clone, Debug, Default)]
pub struct ShownLedger {
    /// Its file.
    pub path: PathBuf,
    /// Simulated data.
    pub is_demo: bool,
    /// The five sample plans and nothing else.
    pub is_sample: bool,
    /// Only reading.
    pub is_read_only: bool,
    /// What there is to say while the files at its place are not the ones that are open: nothing is
    /// written then.
    pub replaced: Option<Replaced>,
    /// The past moment shown.
    pub as_of: Option<String>,
}

/// The screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// 1: the ledger.
    Browse,
    /// One task, opened from browse.
    Task,
    /// 5: the trail.
    History,
    /// 6: a file on its way in.
    Import,
    /// 2, 3, 4: not available yet.
    Later(u8),
    /// First start, before there is a ledger.
    Welcome,
}

/// The view of one task: a text with places to go to.
#[derive(Debug, Default)]
pub struct Page {
    /// The task.
    pub task: Option<TaskId>,
    /// The line under the cursor.
    pub cursor: usize,
    /// The first line drawn.
    pub offset: usize,
    /// Whether the original wording is shown.
    pub clause_open: bool,
    /// Opened from the history screen, which Esc goes back to.
    pub came_from_history: bool,
}

impl Model {
    /// The texts of the interface.
    pub fn words(&self) -> &'static Words {
        Words::of(self.lang)
    }

    /// The texts of the import screen.
    pub fn review_words(&self) -> &'static ReviewWords {
        ReviewWords::of(self.lang)
    }

    /// The layout of the browse screen at this size.
    pub fn layout(&self) -> Layout {
        Layout::new(self.size, self.browse.is_full, self.browse.facets_hidden)
    }

    /// Where commands act now.
    pub fn place(&self) -> Places {
        match self.screen {
            Screen::Browse => BROWSE,
            Screen::Task => TASK,
            Screen::History => HISTORY,
            Screen::Import => IMPORT,
            Screen::Later(_) | Screen::Welcome => LATER,
        }
    }

    /// The task commands act on; one that is not in the ledger any more is none.
    pub fn current(&self) -> Option<TaskId> {
        let id = match self.screen {
            Screen::Browse => self.browse.cursor?,
            Screen::Task => self.page.task?,
            Screen::History => self.history.task()?,
            Screen::Import | Screen::Later(_) | Screen::Welcome => return None,
        };
        Some(id).filter(|id| self.data.contains(*id))
    }

    /// The tasks others changed, as the search wants them.
    pub fn changed_ids(&self) -> HashSet<TaskId> {
        self.browse.touched.keys().copied().collect()
    }

    /// Whether anything on the screen may be another after this message: what is read ahead comes
    /// for every page turned, and a frame that shows none of it would only make the next key wait.
    pub fn shows(&self, msg: &Msg) -> bool {
        match msg {
            Msg::Details(details) => {
                let is_whole = self.screen == Screen::Browse && self.layout().preview.is_none();
                let current = self.current();
                let is_there = || details.iter().any(|detail| Some(detail.task.id) == current);
                self.dialog.is_some() || !is_whole && is_there()
            }
            Msg::Stirred => false,
            _ => true,
        }
    }

    /// What a search looks at besides the rows.
    pub fn scope<'a>(&'a self, changed: &'a HashSet<TaskId>) -> Scope<'a> {
        Scope {
            rules: &self.rules,
            regions: &self.data.regions,
            documents: &self.data.documents,
            changed,
            me: &self.actor.user,
        }
    }

    /// The tasks in the filter for a file: with those that stand under them, shown or folded. Of a
    /// task that is there for a hit below it alone, only the hit.
    pub fn in_filter(&self) -> Vec<TaskId> {
        let mut ids = Vec::new();
        let mut is_whole = false;
        for line in self.browse.lines.all() {
            match (line.id(), line.is_nested()) {
                (Some(id), false) => {
                    is_whole = line.fits();
                    if is_whole {
                        ids.push(id);
                        ids.extend(self.data.children(id));
                    }
                }
                (Some(id), true) if !is_whole && line.fits() => ids.push(id),
                _ => {}
            }
        }
        ids
    }

    /// Whether something is on its way that keys have to wait for.
    pub fn waits(&self) -> bool {
        self.is_saving || self.opening.is_some() || self.history.planning.is_some()
    }

    /// How many texts are typed and not recorded.
    pub fn draft_count(&self) -> usize {
        let review = self.import.review().filter(|review| review.effort() > 0);
        let of_boxes = self.form_drafts.len() + self.aside.len();
        self.drafts.len() + of_boxes + usize::from(review.is_some())
    }

    /// Whether somebody is typing text, so that letters are no commands.
    pub fn is_typing(&self) -> bool {
        self.dialog.as_ref().is_some_and(Dialog::is_typing)
    }
}
