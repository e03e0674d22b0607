//! Everything the screen knows. Drawing reads it, `update` changes it, nothing else does.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::command::{BROWSE, HISTORY, IMPORT, Keymap, LATER, Places, TASK};
use super::data::{ById, Data};
use super::dialog::{Dialog, Form};
use super::keys::Key;
use super::layout::Layout;
use super::listing::{Grouping, Line};
use super::msg::Detail;
use super::review::Import;
use super::saved::Saved;
use crate::domain::column::{Order, SortKey};
use crate::domain::light::LightRules;
use crate::domain::{Actor, Entry, EntryId, Lang, LightColor, TaskId};
use crate::ledger::HistoryFilter;
use crate::search::{Facet, FacetValue, HitCounts, Query, Scope};
use crate::wording::{Review as ReviewWords, Screen as Words};

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
    pub face: Face,
    /// Its lines.
    pub data: Data,
    /// Whether the first load has arrived.
    pub is_loaded: bool,
    /// The last entry the lines are the fold of.
    pub last_entry: Option<EntryId>,
    /// Tasks read whole.
    pub details: HashMap<TaskId, Arc<Detail>>,
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
    /// The dialog whose change is on its way; it comes back if nothing was recorded.
    pub sent: Option<Dialog>,
    /// Notes typed and not recorded, by task; `None` for one meant for several.
    pub drafts: HashMap<Option<TaskId>, String>,
    /// Forms left open, by task; `None` for a new one.
    pub form_drafts: HashMap<Option<TaskId>, Box<Form>>,
    /// The line chosen on the welcome screen.
    pub welcome_cursor: usize,
    /// `q` was pressed once while there were drafts.
    pub quit_asked: bool,
}

/// What ledger is open.
#[derive(Clone, Debug, Default)]
pub struct Face {
    /// Its file.
    pub path: PathBuf,
    /// Simulated data.
    pub is_demo: bool,
    /// The five sample plans and nothing else.
    pub is_sample: bool,
    /// Only reading.
    pub is_read_only: bool,
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

/// The panes of the browse screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pane {
    /// The facets.
    Facets,
    /// The table.
    Table,
    /// The preview.
    Preview,
}

/// A change by somebody else that the reader has not looked at yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// Who.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The cursor has been on the row; leaving it ends the mark.
    pub seen: bool,
}

/// The browse screen.
#[derive(Debug)]
pub struct Browse {
    /// The filter in force.
    pub query: Query,
    /// The order.
    pub order: Order,
    /// The grouping.
    pub grouping: Grouping,
    /// The columns after the number, in order.
    pub columns: Vec<SortKey>,
    /// Facets hidden by `b`.
    pub facets_hidden: bool,
    /// Table alone, by `z`.
    pub is_full: bool,
    /// Where keys go.
    pub pane: Pane,
    /// The lines of the table; set by [`Browse::set_lines`] alone.
    pub lines: Vec<Line>,
    /// The tasks of the lines in order, and each one's place among lines and tasks: a cursor that
    /// is an id must not cost a search through ten thousand lines a key.
    ids: Vec<TaskId>,
    places: ById<(usize, usize)>,
    /// How many tasks that fit and stand under no other have each light.
    pub lights: [usize; LightColor::ALL.len()],
    /// How many tasks without a parent fit the filter.
    pub shown: usize,
    /// How many tasks fit that stand under one that does not.
    pub kids_shown: usize,
    /// Where the words hit.
    pub hits: HitCounts,
    /// The task under the cursor.
    pub cursor: Option<TaskId>,
    /// The first line drawn.
    pub offset: usize,
    /// Marked tasks.
    pub marks: BTreeSet<TaskId>,
    /// Where `V` began.
    pub range_from: Option<TaskId>,
    /// Tasks whose children are shown.
    pub unfolded: HashSet<TaskId>,
    /// Tasks others changed.
    pub touched: ById<Touched>,
    /// First line of the preview drawn.
    pub preview_scroll: usize,
    /// Whether the preview shows the original wording.
    pub clause_open: bool,
    /// Values and counts of every facet under the filter in force.
    pub facets: Vec<(Facet, Vec<FacetValue>)>,
    /// The line of the facet pane under its cursor.
    pub facet_cursor: usize,
}

impl Default for Browse {
    fn default() -> Self {
        Browse {
            query: Query::default(),
            order: Order::opening(),
            grouping: Grouping::default(),
            columns: Browse::COLUMNS.to_vec(),
            facets_hidden: false,
            is_full: false,
            pane: Pane::Table,
            lines: Vec::new(),
            ids: Vec::new(),
            places: ById::default(),
            lights: [0; LightColor::ALL.len()],
            shown: 0,
            kids_shown: 0,
            hits: HitCounts::default(),
            cursor: None,
            offset: 0,
            marks: BTreeSet::new(),
            range_from: None,
            unfolded: HashSet::new(),
            touched: ById::default(),
            preview_scroll: 0,
            clause_open: false,
            facets: Vec::new(),
            facet_cursor: 0,
        }
    }
}

impl Browse {
    /// The columns a table begins with after the number, in their first order.
    pub const COLUMNS: [SortKey; 7] = [
        SortKey::Region,
        SortKey::Title,
        SortKey::Leaders,
        SortKey::Status,
        SortKey::Progress,
        SortKey::Deadline,
        SortKey::Light,
    ];

    /// Every column a table can have after the number.
    pub fn every_column() -> impl Iterator<Item = SortKey> {
        let more = [SortKey::Sector, SortKey::LeadUnits, SortKey::UpdatedBy];
        Browse::COLUMNS.into_iter().chain(more)
    }

    /// Takes new lines.
    pub fn set_lines(&mut self, lines: Vec<Line>) {
        self.ids.clear();
        self.places.clear();
        for (at, id) in lines
            .iter()
            .enumerate()
            .filter_map(|(at, line)| Some((at, line.id()?)))
        {
            self.places.insert(id, (at, self.ids.len()));
            self.ids.push(id);
        }
        self.lines = lines;
    }

    /// The place of the cursor among the lines.
    pub fn cursor_line(&self) -> Option<usize> {
        Some(self.places.get(&self.cursor?)?.0)
    }

    /// The place of a task among the tasks of the list.
    pub fn task_place(&self, id: TaskId) -> Option<usize> {
        Some(self.places.get(&id)?.1)
    }

    /// Whether a task is in the list, fitting the filter or not.
    pub fn lists(&self, id: TaskId) -> bool {
        self.places.contains_key(&id)
    }

    /// The tasks of the list in order, those shown though they do not fit the filter among them.
    pub fn ids(&self) -> &[TaskId] {
        &self.ids
    }

    /// The marked tasks that fit the filter, in no order; looked at for every frame.
    pub fn marks_in_filter(&self) -> impl Iterator<Item = TaskId> + '_ {
        self.marks.iter().copied().filter(|id| {
            let place = self.places.get(id);
            place.is_some_and(|(line, _)| self.lines.get(*line).is_some_and(Line::fits))
        })
    }

    /// The marked tasks that fit the filter, in the order of the list.
    pub fn marked_in_filter(&self) -> Vec<TaskId> {
        let mut marked: Vec<TaskId> = self.marks_in_filter().collect();
        marked.sort_by_key(|id| self.places.get(id));
        marked
    }
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

/// The history screen.
#[derive(Debug, Default)]
pub struct History {
    /// What is read.
    pub filter: HistoryFilter,
    /// The entries, oldest first.
    pub entries: Vec<Entry>,
    /// The entry under the cursor.
    pub cursor: Option<EntryId>,
    /// The first line drawn.
    pub offset: usize,
    /// Whether older entries may be left unread.
    pub may_have_more: bool,
    /// The screen to go back to.
    pub came_from_task: bool,
}

impl History {
    /// How many entries are read at a time.
    pub const PAGE: u32 = 500;
    /// A rule and the seven parts of an entry, two of them on a second line.
    const DETAIL: u16 = 10;

    /// How many of a screen's rows list the entries; the one under the cursor stands below, with
    /// more room where the trail is short: a registration is long.
    pub fn list_rows(&self, rows: u16) -> u16 {
        let half = (rows / 2).max(1);
        let entries = u16::try_from(self.entries.len()).unwrap_or(u16::MAX);
        rows.saturating_sub(Self::DETAIL).min(entries).max(half)
    }

    /// The place of the cursor among the entries.
    pub fn cursor_line(&self) -> usize {
        let at = self
            .cursor
            .and_then(|id| self.entries.iter().position(|entry| entry.id == id));
        at.unwrap_or(self.entries.len().saturating_sub(1))
    }
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
            Screen::History => {
                let line = self.history.entries.get(self.history.cursor_line())?;
                line.task()?
            }
            Screen::Import | Screen::Later(_) | Screen::Welcome => return None,
        };
        self.data.row(id).map(|row| row.id)
    }

    /// The tasks others changed, as the search wants them.
    pub fn changed_ids(&self) -> HashSet<TaskId> {
        self.browse.touched.keys().copied().collect()
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
        for line in &self.browse.lines {
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

    /// How many texts are typed and not recorded.
    pub fn draft_count(&self) -> usize {
        let review = self.import.review().filter(|review| review.effort() > 0);
        self.drafts.len() + self.form_drafts.len() + usize::from(review.is_some())
    }

    /// Whether somebody is typing text, so that letters are no commands.
    pub fn is_typing(&self) -> bool {
        self.dialog.as_ref().is_some_and(Dialog::is_typing)
    }
}
