//! Texts one after another.

use super::bytes::{BadBlock, ByteReader, ByteWriter};

/// Texts by place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    text: String,
    /// Where each ends, in bytes.
    ends: Vec<u32>,
}

impl Words {
    /// These texts.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Words {
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

    /// All of them, with nothing between.
    pub fn all(&self) -> &str {
        &self.text
    }

    /// The text at a place; empty where there is none.
    pub fn get(&self, at: u32) -> &str {
        let at = at as usize;
        let start = match at.checked_sub(1) {
            None => 0,
            Some(before) => self.ends.get(before).map_or(0, |end| *end as usize),
        };
        let end = self.ends.get(at).map_or(start, |end| *end as usize);
        self.text.get(start..end).unwrap_or_default()
    }

    /// Every text, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0u32..).take(self.len()).map(|at| self.get(at))
    }

    /// Adds a text; answers its place.
    pub fn push(&mut self, text: &str) -> u32 {
        let place = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.text.push_str(text);
        self.ends
            .push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        place
    }

    pub fn write(&self, into: &mut ByteWriter) {
        into.text(&self.text);
        into.numbers(&self.ends);
    }

    pub fn read(from: &mut ByteReader) -> Result<Words, BadBlock> {
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
