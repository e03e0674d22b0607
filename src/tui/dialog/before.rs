//! Where the reader was when a dialog that filters was opened: Esc goes back there.

use crate::domain::TaskId;
use crate::search::Query;
use crate::tui::model::{Model, Pane};
use crate::tui::update::{place_cursor, relist};

/// Filter, selected task and scroll.
#[derive(Clone, Debug)]
pub struct Before {
    query: Query,
    cursor: Option<TaskId>,
    offset: usize,
    preview_scroll: usize,
    pane: Pane,
}

impl Before {
    /// The place as it is.
    pub fn of(model: &Model) -> Before {
        let browse = &model.browse;
        Before {
            query: browse.query.clone(),
            cursor: browse.cursor,
            offset: browse.offset,
            preview_scroll: browse.preview_scroll,
            pane: browse.pane,
        }
    }

    /// Goes back there; to another row only where somebody took the task out meanwhile.
    pub fn restore(self, model: &mut Model) {
        if model.browse.query != self.query {
            model.browse.query = self.query;
            relist(model);
        }
        if self.cursor.is_some_and(|id| model.browse.lists(id)) {
            model.browse.cursor = self.cursor;
            model.browse.preview_scroll = self.preview_scroll;
        }
        model.browse.offset = self.offset;
        model.browse.pane = self.pane;
        place_cursor(model);
    }
}
