//! All the sheets of an index at once, on all threads where it pays.

use rayon::prelude::*;

use super::super::alphabet::Alphabet;
use super::lights::Lights;
use super::names::PeopleCollector;
use super::sheet::Sheet;
use crate::packed::{Block, LetterTable};

/// From how many blocks on the threads are woken.
const WORTH_IT: usize = 128;

/// The sheets of blocks, by number, with the letters of their titles.
pub(super) fn sheets(mut blocks: Vec<Block>, lights: &Lights) -> (Vec<Sheet>, Alphabet) {
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
        let mut alphabet = Alphabet::default();
        let mut letters = LetterTable::default();
        let mut people = PeopleCollector::default();
        let sheet = |block: Block| {
            block.texts().note_letters(&mut letters);
            alphabet.push(block.number().get(), &mut letters);
            Sheet::of(block, lights, &mut people)
        };
        let sheets: Vec<Sheet> = blocks.into_iter().map(sheet).collect();
        (sheets, alphabet)
    };
    let made: Vec<(Vec<Sheet>, Alphabet)> = match parts.len() {
        0 | 1 => parts.into_iter().map(make).collect(),
        _ => parts.into_par_iter().map(make).collect(),
    };
    let mut all: Vec<Sheet> = Vec::with_capacity(made.iter().map(|(sheets, _)| sheets.len()).sum());
    let mut alphabet = Alphabet::default();
    for (sheets, own) in made {
        all.extend(sheets);
        alphabet.append(own);
    }
    alphabet.settle();
    (all, alphabet)
}
