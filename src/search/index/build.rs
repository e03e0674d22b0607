//! All the sheets of an index at once, on all threads where it pays.

use rayon::prelude::*;

use super::super::alphabet::Alphabet;
use super::lights::Lights;
use super::names::Interner;
use super::sheet::Sheet;
use crate::domain::Row;
use crate::packed::{Block, BlockNumber, LetterTable};

/// From how many blocks on the threads are woken.
const WORTH_IT: usize = 128;

/// The texts that the sheets of an index share.
#[derive(Default)]
pub(super) struct Shared {
    pub names: Interner,
    pub regions: Interner,
    /// The letters of the titles.
    pub alphabet: Alphabet,
}

/// The rows, packed.
pub(super) fn blocks(rows: &[Row]) -> Vec<Block> {
    let mut sorted: Vec<&Row> = rows.iter().collect();
    sorted.sort_by_key(|row| row.id);
    let number = |row: &Row| BlockNumber::of(row.id).0;
    let groups: Vec<&[&Row]> = sorted.chunk_by(|a, b| number(a) == number(b)).collect();
    let pack = |rows: &&[&Row]| Some(Block::of(number(rows.first()?), rows.iter().copied()));
    match groups.len() < WORTH_IT {
        true => groups.iter().filter_map(pack).collect(),
        false => groups.par_iter().filter_map(pack).collect(),
    }
}

/// The sheets of blocks, by number, with what they share. Each thread numbers the names it meets
/// by itself, and its sheets are given the common numbers afterwards.
pub(super) fn sheets(mut blocks: Vec<Block>, lights: &Lights) -> (Vec<Sheet>, Shared) {
    blocks.retain(|block| block.present() != 0);
    blocks.sort_by_key(Block::number);
    // The later one of two is the one that counts.
    blocks.dedup_by(|next, kept| {
        let same = next.number() == kept.number();
        if same {
            std::mem::swap(next, kept);
        }
        same
    });
    let shares = match blocks.len() < WORTH_IT {
        true => 1,
        false => rayon::current_num_threads(),
    };
    let size = blocks.len().div_ceil(shares).max(1);
    let mut parts: Vec<Vec<Block>> = Vec::with_capacity(shares);
    while blocks.len() > size {
        let rest = blocks.split_off(size);
        parts.push(std::mem::replace(&mut blocks, rest));
    }
    parts.push(blocks);
    let make = |blocks: Vec<Block>| {
        let mut own = Shared::default();
        let mut letters = LetterTable::default();
        let sheet = |block: Block| {
            block.texts().note_letters(&mut letters);
            own.alphabet.push(block.number().get(), &mut letters);
            Sheet::of(block, lights, &mut own.names, &mut own.regions)
        };
        let sheets: Vec<Sheet> = blocks.into_iter().map(sheet).collect();
        (sheets, own)
    };
    let mut made: Vec<(Vec<Sheet>, Shared)> = match parts.len() {
        0 | 1 => parts.into_iter().map(make).collect(),
        _ => parts.into_par_iter().map(make).collect(),
    };
    let mut rest = made.split_off(made.len().min(1)).into_iter();
    let (mut all, mut shared) = made.pop().unwrap_or_default();
    for (mut sheets, own) in rest.by_ref() {
        let names: Vec<u32> = own
            .names
            .texts()
            .map(|it| shared.names.intern(it))
            .collect();
        let regions: Vec<u32> = own
            .regions
            .texts()
            .map(|it| shared.regions.intern(it))
            .collect();
        sheets
            .par_iter_mut()
            .for_each(|sheet| sheet.rename(&names, &regions));
        all.append(&mut sheets);
        shared.alphabet.append(own.alphabet);
    }
    shared.alphabet.settle();
    (all, shared)
}
