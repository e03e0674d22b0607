//! Which rows each character is in, over all blocks.
//!
//! The letters of one block answer that for sixty-four rows, but a search that goes from block to
//! block would fetch a few lines of memory for each, scattered everywhere, and at a million rows
//! wait for nothing else. Here the masks of one character lie one after another in the order of
//! blocks, so that it reads them through.

use std::collections::BTreeSet;

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
    /// The letters of the texts of blocks, with rising numbers.
    pub fn of<'t>(blocks: impl Iterator<Item = (u32, &'t Texts)> + Clone) -> Alphabet {
        let mut table = LetterTable::default();
        // Counted first: lists that grow while they fill take twice the memory, and clearing it
        // takes longer than filling it.
        let mut counts = vec![0u32; usize::from(u16::MAX) + 1];
        for (_, texts) in blocks.clone() {
            texts.note_letters(&mut table);
            table.drain(|unit, _| counts[usize::from(unit)] += 1);
        }
        let mut all = Alphabet::default();
        for (unit, count) in (0..=u16::MAX).zip(counts).filter(|(_, count)| *count > 0) {
            let (blocks, masks) = match all.posting(unit) {
                Posting::Sparse(blocks, masks) => (blocks, masks),
                Posting::Dense(_) => continue,
            };
            blocks.reserve_exact(count as usize);
            masks.reserve_exact(count as usize);
        }
        for (number, texts) in blocks {
            all.blocks = number as usize + 1;
            texts.note_letters(&mut table);
            table.drain(|unit, mask| {
                if let Posting::Sparse(blocks, masks) = all.posting(unit) {
                    blocks.push(number);
                    masks.push(mask);
                }
            });
        }
        all.settle();
        all
    }

    /// All of these, each of blocks behind those of the one before.
    pub fn joined(parts: Vec<Alphabet>) -> Alphabet {
        let mut all = Alphabet {
            blocks: parts.iter().map(|part| part.blocks).max().unwrap_or(0),
            ..Alphabet::default()
        };
        let units: BTreeSet<u16> = parts.iter().flat_map(Alphabet::units).collect();
        for unit in units {
            let postings = || parts.iter().filter_map(|part| part.known(unit));
            let count = postings().map(|it| it.each().count()).sum::<usize>();
            let joined = match count * SPARSE >= all.blocks {
                true => {
                    let mut masks = vec![0; all.blocks];
                    for (block, mask) in postings().flat_map(Posting::each) {
                        masks[block as usize] = mask;
                    }
                    Posting::Dense(masks)
                }
                false => {
                    let (mut blocks, mut masks) = (Vec::new(), Vec::new());
                    blocks.reserve_exact(count);
                    masks.reserve_exact(count);
                    for (block, mask) in postings().flat_map(Posting::each) {
                        blocks.push(block);
                        masks.push(mask);
                    }
                    Posting::Sparse(blocks, masks)
                }
            };
            *all.posting(unit) = joined;
        }
        all
    }

    /// Lays out what was added so that it is quick to read.
    fn settle(&mut self) {
        for (_, posting) in &mut self.postings {
            posting.thicken(self.blocks);
        }
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

    /// The masks that are not empty with the numbers of their blocks, rising.
    fn each(&self) -> Box<dyn Iterator<Item = (u32, u64)> + '_> {
        match self {
            Posting::Dense(masks) => {
                let all = (0u32..).zip(masks.iter().copied());
                Box::new(all.filter(|(_, mask)| *mask != 0))
            }
            Posting::Sparse(blocks, masks) => {
                Box::new(blocks.iter().copied().zip(masks.iter().copied()))
            }
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
            let parts = [one, other].map(|part| Alphabet::of(part.iter().copied()));
            let mut all = Alphabet::joined(parts.into());
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
