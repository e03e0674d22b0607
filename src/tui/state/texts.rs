//! The words of the filter in the requirement texts, which lie on the disk: the list without them
//! is shown at once, and what they add follows.

use std::sync::Arc;

use crate::import::Watch;
use crate::search::{Query, Test, TextFound};

/// What is known of the texts for the words of the filter.
#[derive(Debug, Default)]
pub struct TextHits {
    words: Query,
    found: Option<Arc<TextFound>>,
    is_wanted: bool,
    /// Nobody has read them yet for these words.
    is_open: bool,
    /// The reading under way or the last one.
    watch: Watch,
}

impl TextHits {
    /// The words of a filter: what facets and fields choose changes nothing about their texts.
    pub fn words_of(query: &Query) -> Query {
        let words = query
            .terms
            .iter()
            .filter(|term| matches!(term.test, Test::Words(_)));
        Query {
            terms: words.cloned().collect(),
        }
    }

    /// A list of `query` is made: what was found for other words holds no more.
    pub fn follow(&mut self, query: &Query) {
        let words = TextHits::words_of(query);
        if words != self.words {
            self.watch.stop();
            self.found = None;
            self.is_wanted = !words.is_empty();
            self.is_open = self.is_wanted;
            self.words = words;
        }
    }

    /// Texts may have changed: they are read again, and what was found holds until then.
    pub fn renew(&mut self) {
        self.is_wanted = !self.words.is_empty();
    }

    /// Another ledger: nothing holds.
    pub fn forget(&mut self) {
        self.watch.stop();
        *self = TextHits::default();
    }

    /// Whether they are to be read once nobody waits for anything else.
    pub fn is_wanted(&self) -> bool {
        self.is_wanted
    }

    /// Whether they may still add hits: "nothing found" would be said too soon.
    pub fn are_open(&self) -> bool {
        self.is_open
    }

    /// What they change, as far as it is known.
    pub fn found(&self) -> Option<Arc<TextFound>> {
        self.found.clone()
    }

    /// Begins a reading; the one before is given up.
    pub fn ask(&mut self) -> Watch {
        self.watch.stop();
        self.watch = Watch::default();
        self.is_wanted = false;
        self.watch.clone()
    }

    /// There is nothing to ask.
    pub fn leave(&mut self) {
        self.is_wanted = false;
        self.is_open = false;
    }

    /// Takes what a reading found; answers whether it changes the list. One that was given up
    /// comes too late.
    pub fn take(&mut self, watch: &Watch, found: TextFound) -> bool {
        if *watch != self.watch || watch.is_stopped() {
            return false;
        }
        self.is_open = false;
        let is_new = match &self.found {
            None => !found.is_empty(),
            Some(known) => **known != found,
        };
        self.found = Some(Arc::new(found));
        is_new
    }
}
