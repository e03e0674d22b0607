//! The browse screen: filter, order, lines, cursor, marks.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{DateTime, Utc};

use crate::domain::TaskId;
use crate::domain::column::{Order, SortKey};
use crate::domain::grouping::Grouping;
use crate::search::{Compiled, Facet, FacetValue, Query};
use crate::tui::state::data::Data;
use crate::tui::state::lines::{TableLine, TableLines};
use crate::tui::state::listing::Counts;
use crate::tui::state::texts::TextHits;
use crate::tui::state::waiting::Aim;

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

/// What a filter without hits would find without one of its conditions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looser {
    /// The condition as typed.
    pub word: String,
    /// How many tasks there would be.
    pub count: usize,
    /// Whether requirement texts, in which nobody has looked, may add more.
    pub is_least: bool,
}

/// The browse screen.
#[derive(Debug)]
pub struct Browse {
    /// The filter in force.
    pub query: Query,
    /// The filter of the lines, made ready.
    pub compiled: Compiled,
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
    /// The lines of the table.
    pub lines: TableLines,
    /// What they count.
    pub counts: Counts,
    /// The list is to be made anew: the lines are those of before, and so are all counts.
    pub pending: Option<Aim>,
    /// The words of the filter in the requirement texts.
    pub texts: TextHits,
    /// Nothing fits: a part of the query without which something would, and how much.
    pub looser: Option<Looser>,
    /// The task under the cursor.
    pub cursor: Option<TaskId>,
    /// The first line drawn.
    pub offset: usize,
    /// Marked tasks.
    pub marks: BTreeSet<TaskId>,
    /// Whether changes to several tasks take along what stands under them, as last chosen.
    pub takes_kids: bool,
    /// Where `V` began.
    pub range_from: Option<TaskId>,
    /// Tasks whose children are shown.
    pub unfolded: HashSet<TaskId>,
    /// Tasks others changed.
    pub touched: BTreeMap<TaskId, Touched>,
    /// First line of the preview drawn.
    pub preview_scroll: usize,
    /// Whether the preview shows the original wording.
    pub clause_open: bool,
    /// Values and counts of every facet under the filter in force.
    pub facets: Vec<(Facet, Vec<FacetValue>)>,
    /// The line of the facet pane under its cursor.
    pub facet_cursor: usize,
    /// The value the cursor of the facet pane follows to its new line.
    pub facet_followed: Option<(Facet, Option<String>)>,
}

impl Default for Browse {
    fn default() -> Self {
        Browse {
            query: Query::default(),
            compiled: Compiled::default(),
            order: Order::opening(),
            grouping: Grouping::default(),
            columns: SortKey::TABLE.to_vec(),
            facets_hidden: false,
            is_full: false,
            pane: Pane::Table,
            lines: TableLines::default(),
            counts: Counts::default(),
            pending: None,
            texts: TextHits::default(),
            looser: None,
            cursor: None,
            offset: 0,
            marks: BTreeSet::new(),
            takes_kids: false,
            range_from: None,
            unfolded: HashSet::new(),
            touched: BTreeMap::new(),
            preview_scroll: 0,
            clause_open: false,
            facets: Vec::new(),
            facet_cursor: 0,
            facet_followed: None,
        }
    }
}

/// From how many hits on nobody reads as far as those that only their text makes ones.
const ENOUGH: usize = 200;

impl Browse {
    /// Every column a table can have after the number.
    pub fn every_column() -> impl Iterator<Item = SortKey> {
        SortKey::TABLE.into_iter().chain(SortKey::MORE)
    }

    /// The place of the cursor among the lines.
    pub fn cursor_line(&self) -> Option<usize> {
        self.lines.line_of(self.cursor?)
    }

    /// The place of a task among the tasks of the list.
    pub fn task_place(&self, id: TaskId) -> Option<usize> {
        self.lines.task_place(id)
    }

    /// Whether a task is in the list, fitting the filter or not.
    pub fn lists(&self, id: TaskId) -> bool {
        self.lines.line_of(id).is_some()
    }

    /// The marked tasks that fit the filter, in no order; looked at for every frame. One under a
    /// folded row fits where that row does: folding hides it, and excludes nothing.
    pub fn marks_in_filter<'a>(&'a self, data: &'a Data) -> impl Iterator<Item = TaskId> + 'a {
        let fits = |id: TaskId| {
            let line = self.lines.line_of(id);
            let line = line.and_then(|line| self.lines.get(line));
            line.map(TableLine::fits)
        };
        let is_in = move |id: TaskId| match fits(id) {
            Some(fits) => fits,
            None => data.is_kid(id) && fits(data.top_of(id)).unwrap_or(false),
        };
        self.marks.iter().copied().filter(move |id| is_in(*id))
    }

    /// Whether something is left to be done once nobody waits for anything else.
    pub fn has_work(&self) -> bool {
        self.pending.is_some() || self.wants_texts()
    }

    /// Whether texts are to be looked into.
    pub fn wants_texts(&self) -> bool {
        self.texts.is_wanted() && !self.has_enough()
    }

    /// Whether so much was found that the texts are left alone, as with `duban list --limit`. An
    /// excluded word takes hits away, so there they are read in any case.
    pub fn has_enough(&self) -> bool {
        let found = self.counts.shown + self.counts.kids_shown;
        found >= ENOUGH && !self.query.has_excluded_words()
    }

    /// Whether the lines are those of another filter or order than the one in force. What others
    /// changed leaves them worth acting on.
    pub fn is_outdated(&self) -> bool {
        !matches!(self.pending, None | Some(Aim::Quiet))
    }
}
