//! Where the reader was when a dialog that filters was opened: Esc goes back there.

use crate::search::Query;
use crate::tui::state::model::Pane;
use crate::tui::state::waiting::Spot;

/// Filter, place and pane.
#[derive(Clone, Debug)]
pub struct Before {
    /// The filter.
    pub query: Query,
    /// The place in the list.
    pub spot: Spot,
    /// The pane the keys went to.
    pub pane: Pane,
}
