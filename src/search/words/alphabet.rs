//! Which rows each character is in, over all blocks.
//!
//! The letters of one block answer that for sixty-four rows, but a search that goes from block to
//! block would fetch a few lines of memory for each, scattered everywhere, and at a million rows
//! wait for nothing else. Here the masks of one character lie one after another in the order of
//! blocks, so that it reads them through.

use rustc_hash::FxHashMap;

use crate::packed::{LetterTable, Letters, Texts};

/// The masks of every character.
#[derive(Clone, Debug, Default)]
pub(in crate::search) struct Alphabet {
    /// By unit one more than the place of its posting, zero for none; empty when there are none.
    places: Vec<u16>,
    postings: Vec<(u16, Posting)>,
    /// One more than the number of the last block.
    blocks: usize,
}

/// The masks of one character.
#[derive(Clone, Debug)]
enum Posting {
    /// One a block.
    Dense(Vec<u64>),
    /// Those that are not empty, with the numbers of their blocks, rising.
    Sparse(Vec<u32>, Vec<u64>),
}

/// A character in fewer blocks than one in this many is kept with their numbers.
const SPARSE: usize = 2;

/// The letters of blocks as they come, to be turned into an [`Alphabet`].
#[derive(Debug, Default)]
pub(in crate::search) struct Pile {
    table: LetterTable,
    blocks: Vec<TakenLetters>,
}

/// The letters of one block.
#[derive(Debug)]
struct TakenLetters {
    number: u32,
    units: Vec<u16>,
    /// Of the unit at the same place.
    masks: Vec<u64>,
}

impl Pile {
    /// Adds the letters of a block, which must not have been added before.
    pub fn add(&mut self, number: u32, texts: &Texts) {
        texts.note_letters(&mut self.table);
        let count = self.table.len();
        let mut taken = TakenLetters {
            number,
            units: Vec::with_capacity(count),
            masks: Vec::with_capacity(count),
        };
        self.table.drain(|unit, mask| {
            taken.units.push(unit);
            taken.masks.push(mask);
        });
        self.blocks.push(taken);
    }
}

impl Alphabet {
    /// The letters of all blocks of some piles.
    pub fn of(piles: &[Pile]) -> Alphabet {
        let mut taken: Vec<&TakenLetters> = piles.iter().flat_map(|pile| &pile.blocks).collect();
        taken.sort_unstable_by_key(|block| block.number);
        let blocks = taken.last().map_or(0, |last| last.number as usize + 1);
        let mut all = Alphabet {
            blocks,
            ..Alphabet::default()
        };
        // Counted first: lists that grow while they fill take twice the memory, and clearing it
        // takes longer than filling it.
        let mut counts: Vec<usize> = Vec::new();
        for unit in taken.iter().flat_map(|block| &block.units) {
            let at = all.place_of(*unit);
            counts.resize(all.postings.len(), 0);
            counts[at] += 1;
        }
        for ((_, posting), count) in all.postings.iter_mut().zip(counts) {
            *posting = Posting::with_capacity(count, blocks);
        }
        for block in taken {
            for (unit, mask) in block.units.iter().zip(&block.masks) {
                all.posting(*unit).append(block.number, *mask);
            }
        }
        all
    }

    fn known(&self, unit: u16) -> Option<&Posting> {
        let place = self.places.get(usize::from(unit)).copied().unwrap_or(0);
        let place = usize::from(place).checked_sub(1)?;
        self.postings.get(place).map(|(_, posting)| posting)
    }

    /// The rows of a block that have this unit.
    pub fn with(&self, unit: u16, block: u32) -> u64 {
        self.known(unit).map_or(0, |posting| posting.of(block))
    }

    /// Every unit there is, in no order.
    pub fn units(&self) -> impl Iterator<Item = u16> {
        self.postings.iter().map(|(unit, _)| *unit)
    }

    /// Puts the letters of a block in the place of those it had.
    pub fn replace(&mut self, block: u32, old: &Letters, new: &Letters) {
        let mut changes: FxHashMap<u16, u64> = old.iter().map(|(unit, _)| (unit, 0)).collect();
        changes.extend(new.iter());
        self.blocks = self.blocks.max(block as usize + 1);
        for (unit, mask) in changes {
            let blocks = self.blocks;
            self.posting(unit).set(block, mask, blocks);
        }
    }

    fn posting(&mut self, unit: u16) -> &mut Posting {
        let at = self.place_of(unit);
        &mut self.postings[at].1
    }

    /// The place of the unit's posting, an empty one where it has none.
    fn place_of(&mut self, unit: u16) -> usize {
        if self.places.is_empty() {
            // Written before it is ever read: memory that is read first costs the kernel twice.
            self.places.resize(usize::from(u16::MAX) + 1, 0);
        }
        let place = &mut self.places[usize::from(unit)];
        if *place == 0 {
            let empty = Posting::Sparse(Vec::new(), Vec::new());
            self.postings.push((unit, empty));
            // There are fewer units in use than numbers for them: surrogates alone leave 2,048.
            *place = u16::try_from(self.postings.len()).unwrap_or(u16::MAX);
        }
        usize::from(*place) - 1
    }
}

impl Posting {
    /// Empty, with room for so many masks among so many blocks.
    fn with_capacity(count: usize, blocks: usize) -> Posting {
        match count * SPARSE >= blocks {
            true => Posting::Dense(vec![0; blocks]),
            false => Posting::Sparse(Vec::with_capacity(count), Vec::with_capacity(count)),
        }
    }

    /// Adds the mask of a block behind all that have one.
    fn append(&mut self, block: u32, mask: u64) {
        match self {
            Posting::Dense(masks) => masks[block as usize] = mask,
            Posting::Sparse(blocks, masks) => {
                blocks.push(block);
                masks.push(mask);
            }
        }
    }

    fn of(&self, block: u32) -> u64 {
        match self {
            Posting::Dense(masks) => masks.get(block as usize).copied().unwrap_or(0),
            Posting::Sparse(blocks, masks) => match blocks.binary_search(&block) {
                Ok(at) => masks[at],
                Err(_) => 0,
            },
        }
    }

    fn set(&mut self, block: u32, mask: u64, blocks: usize) {
        match self {
            Posting::Dense(masks) => {
                if masks.len() <= block as usize && mask != 0 {
                    // A block far off: the numbers are worth keeping after all.
                    if block as usize > masks.len().saturating_mul(SPARSE) {
                        self.scatter();
                        return self.set(block, mask, blocks);
                    }
                    masks.resize(block as usize + 1, 0);
                }
                if let Some(known) = masks.get_mut(block as usize) {
                    *known = mask;
                }
            }
            Posting::Sparse(numbers, masks) => match (numbers.binary_search(&block), mask) {
                (Ok(at), 0) => {
                    numbers.remove(at);
                    masks.remove(at);
                }
                (Ok(at), mask) => masks[at] = mask,
                (Err(_), 0) => {}
                (Err(at), mask) => {
                    numbers.insert(at, block);
                    masks.insert(at, mask);
                    self.thicken(blocks);
                }
            },
        }
    }

    /// One mask a block, where most blocks have one.
    fn thicken(&mut self, blocks: usize) {
        let Posting::Sparse(numbers, masks) = self else {
            return;
        };
        if numbers.len() * SPARSE >= blocks {
            let mut dense = vec![0; blocks];
            for (number, mask) in numbers.iter().zip(masks) {
                dense[*number as usize] = *mask;
            }
            *self = Posting::Dense(dense);
        }
    }

    fn scatter(&mut self) {
        if let Posting::Dense(masks) = self {
            let all = (0u32..).zip(masks.iter().copied());
            let (numbers, masks) = all.filter(|(_, mask)| *mask != 0).unzip();
            *self = Posting::Sparse(numbers, masks);
        }
    }
}

/// The letters of up to sixty-four texts: their own, or those of a block in an alphabet.
#[derive(Clone, Copy)]
pub(in crate::search) enum LettersOf<'a> {
    /// Their own.
    Texts(&'a Letters),
    /// Those of the block with this number.
    Block(&'a Alphabet, u32),
    /// None are kept: these texts are looked through.
    Scanned(&'a Texts),
}

impl LettersOf<'_> {
    /// The texts that hold this unit.
    pub fn with(&self, unit: u16) -> u64 {
        match self {
            LettersOf::Texts(letters) => letters.with(unit),
            LettersOf::Block(alphabet, block) => alphabet.with(unit, *block),
            LettersOf::Scanned(texts) => texts.with(unit),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn letters(text: &str) -> Letters {
        Texts::of(text.split(' ')).letters()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn what_was_put_in_is_what_the_blocks_say(
            first in proptest::collection::vec("[a-d教育 ]{0,12}", 0..6),
            puts in proptest::collection::vec((0..9u32, "[a-d教育 ]{0,12}"), 0..12),
            cut in 0..6usize,
        ) {
            let mut blocks: Vec<Letters> = first.iter().map(|text| letters(text)).collect();
            let texts: Vec<Texts> = first.iter().map(|text| Texts::of(text.split(' '))).collect();
            let numbered: Vec<(u32, &Texts)> = (0u32..).zip(&texts).collect();
            let (one, other) = numbered.split_at(cut.min(numbered.len()));
            // The later blocks may be piled up first.
            let piles = [other, one].map(|part| {
                let mut pile = Pile::default();
                part.iter().for_each(|(number, texts)| pile.add(*number, texts));
                pile
            });
            let mut all = Alphabet::of(&piles);
            for (number, text) in puts {
                blocks.resize_with(blocks.len().max(number as usize + 1), || letters(""));
                let new = letters(&text);
                all.replace(number, &blocks[number as usize], &new);
                blocks[number as usize] = new;
            }
            for (number, of_block) in (0u32..).zip(&blocks) {
                for unit in "abcd教育x".encode_utf16() {
                    prop_assert_eq!(all.with(unit, number), of_block.with(unit));
                }
            }
        }
    }
}
