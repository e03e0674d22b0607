//! Texts that many rows share, each kept once, and the rows of a block that have them.

use rustc_hash::FxHashMap;

use super::super::alphabet::LettersOf;
use super::super::bits::{bits, count};
use super::super::matcher::{Found, Needle, Seeker};
use crate::packed::{Letters, ROWS, Texts};

/// Texts by number.
#[derive(Clone, Debug, Default)]
pub(in crate::search) struct Interner {
    ids: FxHashMap<Box<str>, u32>,
    texts: Vec<Box<str>>,
}

impl Interner {
    /// The number of `text`, new or there already.
    pub fn intern(&mut self, text: &str) -> u32 {
        if let Some(id) = self.ids.get(text) {
            return *id;
        }
        let id = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.ids.insert(text.into(), id);
        self.texts.push(text.into());
        id
    }

    /// The number of `text`, if it has one.
    pub fn id(&self, text: &str) -> Option<u32> {
        self.ids.get(text).copied()
    }

    /// The text with this number.
    pub fn text(&self, id: u32) -> &str {
        self.texts.get(id as usize).map_or("", |text| text)
    }

    /// Every text, by number.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(|text| &**text)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }
}

/// The names of people and units, and the words they were printed with: a word is looked for in
/// each of them once, never once a row.
#[derive(Clone, Debug, Default)]
pub(in crate::search) struct Names {
    pub all: Interner,
    /// Sixty-four names each, by number, with their characters.
    groups: Vec<(Texts, Letters)>,
}

impl Names {
    /// These names, searchable.
    pub fn of(all: Interner) -> Names {
        let groups = Vec::new();
        let mut names = Names { all, groups };
        names.settle();
        names
    }

    /// Makes the names that came last searchable.
    pub fn settle(&mut self) {
        let known = self.groups.iter().map(|(names, _)| names.len()).sum::<usize>();
        if known < self.all.len() {
            let whole = known / ROWS;
            self.groups.truncate(whole);
            let rest = self.all.texts.get(whole * ROWS..).unwrap_or_default();
            let groups = rest.chunks(ROWS).map(|names| {
                let names = Texts::of(names.iter().map(|name| &**name));
                let letters = names.letters();
                (names, letters)
            });
            self.groups.extend(groups);
        }
    }

    /// The names a word is found in.
    pub fn find(&self, needle: &Needle) -> Vec<(u32, Found)> {
        let mut seeker = Seeker::new(needle);
        let mut all = Vec::new();
        for (group, (texts, letters)) in self.groups.iter().enumerate() {
            let first = group * ROWS;
            seeker.find_all(
                texts,
                LettersOf::Texts(letters),
                u64::MAX,
                |bit, found| {
                    all.push((u32::try_from(first + bit).unwrap_or(u32::MAX), found));
                },
            );
        }
        all
    }
}

/// Which rows of a block have which value.
#[derive(Clone, Debug)]
pub(in crate::search) struct Masks<K> {
    keys: Box<[K]>,
    masks: Box<[u64]>,
}

impl<K: Copy + PartialEq> Masks<K> {
    /// Of values with their masks.
    pub fn of(all: Vec<(K, u64)>) -> Masks<K> {
        let (keys, masks): (Vec<K>, Vec<u64>) = all.into_iter().unzip();
        Masks {
            keys: keys.into(),
            masks: masks.into(),
        }
    }

    /// Every value with the rows that have it.
    pub fn iter(&self) -> impl Iterator<Item = (K, u64)> + '_ {
        self.keys.iter().copied().zip(self.masks.iter().copied())
    }

    /// The rows whose value is wanted.
    pub fn those(&self, wanted: impl Fn(K) -> bool) -> u64 {
        let wanted = self.iter().filter(|(key, _)| wanted(*key));
        wanted.fold(0, |all, (_, mask)| all | mask)
    }

    /// The value of each row that has one; of several the last.
    pub fn each(&self, mut row: impl FnMut(usize, K)) {
        for (key, mask) in self.iter() {
            bits(mask).for_each(|bit| row(bit, key));
        }
    }

    /// Adds to each value the number of its rows within `among`.
    pub fn tally(&self, among: u64, mut add: impl FnMut(K, usize)) {
        for (key, mask) in self.iter().filter(|(_, mask)| mask & among != 0) {
            add(key, count(mask & among));
        }
    }

    /// Gives every value another name.
    pub fn rename(&mut self, name: impl Fn(K) -> K) {
        for key in &mut self.keys {
            *key = name(*key);
        }
    }
}
