//! A typed word that labels may fit.

use crate::search::{MAX_VALUE, Needle};

/// A typed word that labels may fit: as it stands, in pinyin or in its initials.
pub struct Typed(Option<Needle>);

impl Typed {
    /// Made ready for many labels; one longer than any value fits none.
    pub fn new(word: &str) -> Typed {
        let is_short = word.chars().nth(MAX_VALUE).is_none();
        Typed(is_short.then(|| Needle::new(word, false)))
    }

    /// Whether it fits a label.
    pub fn fits(&self, label: &str) -> bool {
        let needle = self.0.as_ref();
        needle.is_some_and(|needle| needle.find(label).is_some())
    }
}
