//! Going back to where the reader was when a dialog that filters was opened.

use crate::tui::state::dialog::Before;
use crate::tui::state::model::Model;
use crate::tui::state::waiting::{Aim, Spot};
use crate::tui::update::{go_back, relist_to};

impl Before {
    /// The place as it is.
    pub fn of(model: &Model) -> Before {
        let browse = &model.browse;
        Before {
            query: browse.query.clone(),
            spot: Spot {
                cursor: browse.cursor,
                offset: browse.offset,
                preview_scroll: browse.preview_scroll,
            },
            pane: browse.pane,
        }
    }

    /// Goes back there.
    pub fn restore(self, model: &mut Model) {
        model.browse.pane = self.pane;
        if model.browse.query == self.query && !model.browse.is_outdated() {
            go_back(model, self.spot);
        } else {
            model.browse.query = self.query;
            relist_to(model, Aim::Back(self.spot));
        }
    }
}
