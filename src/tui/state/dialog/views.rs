//! Saved views: which there are, applying one, keeping what is shown as one, taking one away.

use crate::tui::state::field::TextField;
use crate::views::ViewOwner;

/// The popup.
#[derive(Clone, Debug)]
pub struct ViewsPick {
    /// The view under the cursor, by its place.
    pub cursor: usize,
    /// How many tasks each view shows, where that was counted.
    pub counts: Vec<Option<usize>>,
    /// What is being done.
    pub step: ViewsStep,
}

/// What is being done in the popup.
#[derive(Clone, Debug)]
pub enum ViewsStep {
    /// Choosing.
    List,
    /// Naming what is shown.
    Naming(Box<Naming>),
    /// Asked once more whether the view under the cursor shall go.
    Removing,
}

/// A view being named.
#[derive(Clone, Debug)]
pub struct Naming {
    /// The name.
    pub field: TextField,
    /// Whose it will be.
    pub keeper: ViewOwner,
    /// Enter was pressed on a name that is taken.
    pub replaces: bool,
}

impl ViewsPick {
    /// Whether letters are text in it.
    pub fn is_typing(&self) -> bool {
        matches!(self.step, ViewsStep::Naming(_))
    }
}
