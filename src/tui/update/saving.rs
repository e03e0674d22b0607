//! A change on its way to the disk.

use crate::tui::state::dialog::Dialog;
use crate::tui::state::model::Model;
use crate::tui::state::msg::Effect;

/// Sends a change off: keys wait for it. `sent` is the dialog behind it, which comes back where
/// nothing is recorded; without one, none of an older change may.
pub fn save(model: &mut Model, sent: Option<Dialog>, change: Effect) -> Vec<Effect> {
    model.is_saving = true;
    model.sent = sent;
    vec![change]
}
