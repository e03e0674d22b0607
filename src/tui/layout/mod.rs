//! Texts and areas made from the state: what a task is called, what a dialog says, which rows a
//! pane has. Changing the state needs them, and drawing it. Nothing here changes or draws anything.

mod cells;
pub mod complete;
mod composer;
mod dialog_heads;
mod drafts;
mod entry;
mod facet_lines;
mod found;
mod names;
mod obstacle;
mod page_lines;
mod preview_lines;
mod review_lines;
mod targets;
mod typed_days;
mod unclear;

pub use cells::{cell_text, people, row_text};
pub use composer::{Composer, Goal, PageLine, label_cols};
pub use drafts::{
    ASKED, DATE, FROM, KIND, REASON, TEXT, TO, UNIT, all_drafts, draft_of, draft_of_form, id_of,
    lost_drafts, typed_drafts, way_of,
};
pub use entry::{entry_change, weekday};
pub use facet_lines::{FacetLine, facet_head_line, facet_lines, has_note};
pub use found::CommandFound;
pub use names::{briefly_called, called, full_name, name_of, number_text};
pub use obstacle::obstacle;
pub use page_lines::page_lines;
pub use preview_lines::{preview_length, preview_lines, preview_text};
pub use review_lines::{PaneLine, halves, left_cols, pane_lines, review_areas};
pub use targets::marked;
pub use typed_days::read_when;
pub use unclear::unclear_sentence;
