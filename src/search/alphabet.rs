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
pub(super) struct Alphabet {
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

impl Alphabet {
    /// Adds the letters of a block behind the last one. [`Alphabet::settle`] must follow.
    pub fn push(&mut self, block: u32, letters: &mut LetterTable) {
        self.blocks = self.blocks.max(block as usize + 1);
        letters.drain(|unit, mask| match self.posting(unit) {
            Posting::Dense(masks) => {
                masks.resize(block as usize, 0);
                masks.push(mask);
            }
            Posting::Sparse(blocks, masks) => {
                blocks.push(block);
                masks.push(mask);
            }
        });
    }

    /// Adds what was collected of blocks behind the last one. [`Alphabet::settle`] must follow.
    pub fn append(&mut self, more: Alphabet) {
        self.blocks = self.blocks.max(more.blocks);
        for (unit, posting) in more.postings {
            if let (Posting::Sparse(blocks, masks), Posting::Sparse(of, more)) =
                (self.posting(unit), posting)
            {
                blocks.extend(of);
                masks.extend(more);
            }
        }
    }

    /// Lays out what was added so that it is quick to read.
    pub fn settle(&mut self) {
        for (_, posting) in &mut self.postings {
            posting.settle(self.blocks);
        }
    }

    /// The rows of a block that have this unit.
    pub fn with(&self, unit: u16, block: u32) -> u64 {
        let place = self.places.get(usize::from(unit)).copied().unwrap_or(0);
        match usize::from(place).checked_sub(1) {
            Some(place) => self.postings[place].1.of(block),
            None => 0,
        }
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
        if self.places.is_empty() {
            self.places = vec![0; usize::from(u16::MAX) + 1];
        }
        let mut place = usize::from(self.places[usize::from(unit)]);
        if place == 0 {
            let empty = Posting::Sparse(Vec::new(), Vec::new());
            self.postings.push((unit, empty));
            place = self.postings.len();
            // There are fewer units in use than numbers for them: surrogates alone leave 2,048.
            self.places[usize::from(unit)] = u16::try_from(place).unwrap_or(u16::MAX);
        }
        &mut self.postings[place - 1].1
    }
}

impl Posting {
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

    fn settle(&mut self, blocks: usize) {
        self.thicken(blocks);
        if let Posting::Sparse(numbers, masks) = self {
            numbers.shrink_to_fit();
            masks.shrink_to_fit();
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
pub(super) enum LettersOf<'a> {
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
    use crate::search::bits::bits;

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
            let mut parts = [Alphabet::default(), Alphabet::default()];
            for (number, of_block) in (0u32..).zip(&blocks) {
                let mut table = LetterTable::default();
                of_block.iter().for_each(|(unit, mask)| {
                    bits(mask).for_each(|bit| table.add(bit, [unit]));
                });
                parts[usize::from(number as usize >= cut)].push(number, &mut table);
            }
            let [mut all, more] = parts;
            all.append(more);
            all.settle();
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
