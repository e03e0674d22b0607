//! What the texts of a block are made of, so that a search reads only those that may hold a word.

use super::bytes::{BadBlock, ByteReader, ByteWriter};
use super::texts::{LetterTable, Letters};

/// How many heaps the pairs of neighbouring characters are thrown on: so few that they take no
/// more room than the letters, so many that most of a text's pairs have a heap for themselves.
const HEAPS: usize = 512;

/// The letters of up to sixty-four texts, and which pairs of neighbours may be in them: letters
/// alone leave a tenth of long texts for a word of five common characters, pairs nearly none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    letters: Letters,
    /// A mask a heap; empty without texts.
    pairs: Vec<u64>,
}

/// The heap of a pair.
fn heap(first: u16, second: u16) -> usize {
    let mixed = (u32::from(first) << 16 | u32::from(second)).wrapping_mul(0x9E37_79B1);
    (mixed >> 23) as usize % HEAPS
}

impl Marks {
    /// Those of `texts`, each with its bit (below 64).
    pub fn of<U: IntoIterator<Item = u16>>(texts: impl IntoIterator<Item = (usize, U)>) -> Marks {
        Marks::default().with_others(texts, &mut LetterTable::default())
    }

    /// These with other texts in the place of those with their bits; an empty one takes it out.
    /// `table` is one that nobody is using.
    pub fn with_others<U: IntoIterator<Item = u16>>(
        &self,
        texts: impl IntoIterator<Item = (usize, U)>,
        table: &mut LetterTable,
    ) -> Marks {
        let mut replaced = 0u64;
        let mut pairs = vec![0; HEAPS];
        for (bit, units) in texts {
            replaced |= 1 << bit;
            let mut before = None;
            let noted = units.into_iter().inspect(|unit| {
                if let Some(before) = before.replace(*unit) {
                    pairs[heap(before, *unit)] |= 1 << bit;
                }
            });
            table.add(bit, noted);
        }
        for (pair, old) in pairs.iter_mut().zip(&self.pairs) {
            *pair |= old & !replaced;
        }
        let letters = self.letters.without(replaced, table);
        if letters.is_empty() {
            return Marks::default();
        }
        Marks { letters, pairs }
    }

    /// The texts `among` that may hold this word: they have its letters, and its pairs of
    /// neighbours or others of the same heaps.
    pub fn may_hold(&self, word: &[u16], among: u64) -> u64 {
        let pairs = word.windows(2).map(|pair| match pair {
            [first, second] => self.pairs.get(heap(*first, *second)).copied().unwrap_or(0),
            _ => u64::MAX,
        });
        let mut left = pairs.fold(among, |left, mask| left & mask);
        for unit in word {
            if left == 0 {
                break;
            }
            left &= self.letters.with(*unit);
        }
        left
    }

    /// As they are kept on the disk.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut into = ByteWriter::default();
        into.u8(super::FORMAT);
        self.letters.write(&mut into);
        into.u64s(&self.pairs);
        into.done()
    }

    /// As they were kept.
    ///
    /// # Errors
    /// When the bytes are anything else, another format among them.
    pub fn from_bytes(bytes: &[u8]) -> Result<Marks, BadBlock> {
        let mut reader = ByteReader::new(bytes);
        if reader.u8()? != super::FORMAT {
            return Err(BadBlock);
        }
        let letters = Letters::read(&mut reader)?;
        let pairs = reader.u64s()?;
        reader.end()?;
        match pairs.len() == HEAPS || (pairs.is_empty() && letters.is_empty()) {
            true => Ok(Marks { letters, pairs }),
            false => Err(BadBlock),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packed::units_of;

    fn of(texts: &[&str]) -> Marks {
        let each = texts.iter().enumerate();
        Marks::of(each.map(|(bit, text)| (bit, units_of(text))))
    }

    #[test]
    fn another_text_in_the_place_of_one_leaves_nothing_behind() {
        let mut table = LetterTable::default();
        let mut set =
            |marks: &Marks, text: &str| marks.with_others([(0, units_of(text))], &mut table);
        let marks = set(&of(&["教育局", "财政局"]), "卫健委");
        assert_eq!(marks, of(&["卫健委", "财政局"]));
        let marks = set(&marks, "");
        assert_eq!(marks, of(&["", "财政局"]));
        assert_eq!(Marks::from_bytes(&marks.to_bytes()), Ok(marks));
        assert_eq!(set(&of(&["教育局"]), ""), Marks::default());
    }

    #[test]
    fn a_text_with_the_letters_in_another_order_need_not_be_read() {
        let marks = of(&["区县教育局办学", "区育教学县", "办好学前教育"]);
        let word: Vec<u16> = units_of("区育教学县").collect();
        assert_eq!(marks.may_hold(&word, u64::MAX), 0b010);
    }

    proptest! {
        #[test]
        fn no_text_that_holds_a_word_is_left_out(texts in proptest::collection::vec("[学前教育a-c𠮷]{0,9}", 1..9), word in "[学前教育a-c𠮷]{1,3}") {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let units: Vec<u16> = units_of(&word).collect();
            let left = of(&texts).may_hold(&units, u64::MAX);
            for (bit, text) in texts.iter().enumerate() {
                prop_assert!(!text.contains(&word) || left & 1 << bit != 0);
            }
        }

        #[test]
        fn bytes_of_any_kind_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = Marks::from_bytes(&bytes);
        }
    }
}
