//! Choosing the columns of the table and their order.

use crate::domain::column::SortKey;

/// The popup.
#[derive(Clone, Debug)]
pub struct ColumnsPick {
    /// The line under its cursor.
    pub cursor: usize,
    /// Every column, the shown ones in their order first.
    pub order: Vec<SortKey>,
}
