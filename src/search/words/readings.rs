//! How characters are read: every reading of every character, looked up once a process.

use std::sync::OnceLock;

use ib_pinyin::pinyin::{PinyinData, PinyinNotation};
use rustc_hash::FxHashMap;

/// The characters that are tabled: the common Hanzi and those about them. The rest are looked up
/// one by one.
const TABLED: std::ops::RangeInclusive<u32> = 0x3000..=0x9FFF;

/// A syllable in plain letters, ü as `v`, by its place in [`Readings::syllables`].
pub(in crate::search) type SyllableId = u16;

/// The table.
pub(in crate::search) struct Readings {
    data: PinyinData,
    syllables: Vec<Box<str>>,
    /// Where the readings of each tabled character end.
    ends: Vec<u32>,
    all: Vec<SyllableId>,
}

impl Readings {
    /// The table, made when it is first asked for: some two milliseconds.
    pub fn table() -> &'static Readings {
        static TABLE: OnceLock<Readings> = OnceLock::new();
        TABLE.get_or_init(Readings::new)
    }

    fn new() -> Readings {
        let mut readings = Readings {
            data: PinyinData::new(PinyinNotation::Ascii),
            syllables: Vec::new(),
            ends: Vec::new(),
            all: Vec::new(),
        };
        let mut ids: FxHashMap<Box<str>, SyllableId> = FxHashMap::default();
        for number in TABLED {
            for syllable in
                char::from_u32(number).map_or(Vec::new(), |c| syllables_of(&readings.data, c))
            {
                let next =
                    SyllableId::try_from(readings.syllables.len()).unwrap_or(SyllableId::MAX);
                let id = *ids.entry(syllable.clone()).or_insert(next);
                if id == next {
                    readings.syllables.push(syllable);
                }
                readings.all.push(id);
            }
            readings
                .ends
                .push(u32::try_from(readings.all.len()).unwrap_or(u32::MAX));
        }
        readings
    }

    /// Every syllable there is, by id.
    pub fn syllables(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.syllables.iter().map(|syllable| syllable.as_bytes())
    }

    /// The readings of a tabled character, once each; `None` for the rest.
    pub fn tabled(&self, c: char) -> Option<&[SyllableId]> {
        let at = u32::from(c).checked_sub(*TABLED.start())? as usize;
        let end = *self.ends.get(at)? as usize;
        let start = at
            .checked_sub(1)
            .map_or(0, |before| self.ends[before] as usize);
        self.all.get(start..end)
    }

    /// The readings of any character, looked up anew.
    pub fn looked_up(&self, c: char) -> Vec<Box<str>> {
        syllables_of(&self.data, c)
    }
}

/// The readings of `c`, each once whatever its tones.
fn syllables_of(data: &PinyinData, c: char) -> Vec<Box<str>> {
    let mut all: Vec<Box<str>> = Vec::new();
    data.get_pinyins_and_for_each(c, |pinyin| {
        if let Some(letters) = pinyin.notation(PinyinNotation::Ascii) {
            all.push(letters.into());
        }
    });
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_looking_up_says() {
        let table = Readings::table();
        for c in "重银乐单中教龥〇々の".chars() {
            let ids = table.tabled(c).unwrap().iter();
            let read: Vec<&str> = ids.map(|id| &*table.syllables[usize::from(*id)]).collect();
            let looked_up = table.looked_up(c);
            assert_eq!(
                read,
                looked_up.iter().map(|it| &**it).collect::<Vec<_>>(),
                "{c}"
            );
        }
        assert_eq!(table.tabled('a'), None);
        assert_eq!(table.tabled('𤭢'), None);
    }
}
