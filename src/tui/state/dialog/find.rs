//! Help and palette: both made from the command table, both found by typing.

use crate::tui::state::field::TextField;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindKind {
    /// Shows what there is.
    Help,
    /// Runs it.
    Palette,
}

/// The dialog.
#[derive(Clone, Debug)]
pub struct Find {
    /// Which of the two.
    pub kind: FindKind,
    /// What is typed.
    pub field: TextField,
    /// The line under the cursor.
    pub cursor: usize,
}
