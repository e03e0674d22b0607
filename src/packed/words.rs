//! The names of a block: each kept once, however many of its rows bear it.

use rustc_hash::FxHashMap;

use super::bytes::{BadBlock, Reader, Writer};

/// A name by its place among those of its block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordId(pub(super) u32);

impl WordId {
    /// Its place.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Distinct texts, one after another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    text: String,
    /// Where each ends, in bytes.
    ends: Vec<u32>,
}

impl Words {
    /// These texts, which are distinct.
    pub(super) fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Words {
        let mut words = Words::default();
        texts.into_iter().for_each(|text| {
            words.push(text);
        });
        words
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text with this id.
    pub fn get(&self, id: WordId) -> &str {
        let at = id.index();
        let start = match at.checked_sub(1) {
            None => 0,
            Some(before) => self.ends.get(before).map_or(0, |end| *end as usize),
        };
        let end = self.ends.get(at).map_or(start, |end| *end as usize);
        self.text.get(start..end).unwrap_or_default()
    }

    /// Every text, in the order of ids.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0u32..).take(self.len()).map(|at| self.get(WordId(at)))
    }

    pub(super) fn push(&mut self, text: &str) -> WordId {
        let id = WordId(u32::try_from(self.ends.len()).unwrap_or(u32::MAX));
        self.text.push_str(text);
        self.ends
            .push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        id
    }

    pub(super) fn write(&self, into: &mut Writer) {
        into.text(&self.text);
        into.numbers(&self.ends);
    }

    pub(super) fn read(from: &mut Reader) -> Result<Words, BadBlock> {
        let words = Words {
            text: from.text()?,
            ends: from.numbers()?,
        };
        let stands = |end: &u32| words.text.is_char_boundary(*end as usize);
        let fits = words.ends.is_sorted()
            && words.ends.iter().all(stands)
            && words.ends.last().map_or(0, |end| *end as usize) == words.text.len();
        if fits { Ok(words) } else { Err(BadBlock) }
    }
}

/// Words being collected.
#[derive(Default)]
pub(super) struct Collector<'t> {
    pub words: Words,
    ids: FxHashMap<&'t str, WordId>,
}

impl<'t> Collector<'t> {
    /// The id of `text`, new or there already.
    pub fn id(&mut self, text: &'t str) -> WordId {
        let words = &mut self.words;
        *self.ids.entry(text).or_insert_with(|| words.push(text))
    }
}
