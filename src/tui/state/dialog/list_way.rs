//! What the form of several tasks does with the names typed for a list.

use crate::domain::vocabulary::vocabulary;

vocabulary! {
    /// Whether names join a list, take its place or leave it. At first they join: that loses
    /// nothing. A draft keeps it by its name.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub enum ListWay {
        /// They join those that are there.
        #[default]
        Add "add",
        /// They are all that is in it.
        Replace "replace",
        /// They leave it.
        Remove "remove",
    }
}

impl ListWay {
    /// The next way round.
    pub fn next(self) -> ListWay {
        match self {
            ListWay::Add => ListWay::Replace,
            ListWay::Replace => ListWay::Remove,
            ListWay::Remove => ListWay::Add,
        }
    }
}
