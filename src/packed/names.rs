//! The names that the rows of a ledger share: regions, people, units, authors. A block holds their
//! numbers, so that a search looks at each name once, however many rows bear it.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::words::Words;

/// A name by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameId(u32);

impl NameId {
    /// The name with this number.
    pub fn new(number: u32) -> NameId {
        NameId(number)
    }

    /// Its number.
    pub fn get(self) -> u32 {
        self.0
    }

    /// Its number, as a place in a list.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Names by number, from zero without a gap.
#[derive(Clone, Debug, Default)]
pub struct NameTable {
    texts: Words,
    /// Their numbers, once somebody asked for one.
    ids: OnceLock<FxHashMap<Box<str>, NameId>>,
}

impl NameTable {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// The name with this number; empty for a number nobody has.
    pub fn text(&self, id: NameId) -> &str {
        self.texts.get(id.0)
    }

    /// Every name, by number.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter()
    }

    fn ids(&self) -> &FxHashMap<Box<str>, NameId> {
        self.ids.get_or_init(|| {
            let all = (0u32..).zip(self.texts.iter());
            all.map(|(id, text)| (text.into(), NameId(id))).collect()
        })
    }

    /// The number of a name, if it has one.
    pub fn id(&self, text: &str) -> Option<NameId> {
        self.ids().get(text).copied()
    }

    /// The number of a name, new or there already.
    pub fn intern(&mut self, text: &str) -> NameId {
        if let Some(id) = self.id(text) {
            return id;
        }
        let id = self.push(text);
        if let Some(ids) = self.ids.get_mut() {
            ids.insert(text.into(), id);
        }
        id
    }

    /// Adds a name that is known to be new.
    pub fn push(&mut self, text: &str) -> NameId {
        NameId(self.texts.push(text))
    }
}
