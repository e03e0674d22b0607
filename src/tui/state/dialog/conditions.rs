//! The conditions of the filter, one a line: a long filter does not fit its line.

/// The popup.
#[derive(Clone, Copy, Debug)]
pub struct Conditions {
    /// The line under its cursor.
    pub cursor: usize,
}
