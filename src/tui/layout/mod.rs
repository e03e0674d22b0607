//! Texts and areas made from the state: what a task is called, what a dialog says, which rows a
//! pane has. Changing the state needs them, and drawing it. Nothing here changes or draws anything.

mod areas;
pub mod complete;
mod dialog_heads;
mod drafts;
mod found;
mod names;
mod obstacle;
mod targets;
mod typed_days;

pub use areas::{LARGEST, Layout};
pub use drafts::{
    ASKED, DATE, FROM, KIND, REASON, TEXT, TO, UNIT, all_drafts, draft_of, draft_of_form, id_of,
    lost_drafts, typed_drafts, way_of,
};
pub use found::CommandFound;
pub use names::{briefly_called, called, full_name, name_of, number_text};
pub use obstacle::obstacle;
pub use targets::marked;
pub use typed_days::read_when;
