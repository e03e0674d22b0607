//! All the sheets of an index at once, on all threads where it pays.

use rayon::prelude::*;

use super::super::alphabet::Alphabet;
use super::super::spread::spread;
use super::lights::Lights;
use super::names::PeopleCollector;
use super::sheet::Sheet;
use crate::packed::{Block, BlockNumber, Texts};

/// From how many blocks on the threads are woken.
const WORTH_IT: usize = 128;

/// Sheets that may come in any order, and the blocks that could not be read.
#[derive(Default)]
pub(super) struct Read {
    pub sheets: Vec<Sheet>,
    pub unreadable: Vec<BlockNumber>,
}

/// The sheets of the stored blocks that `feed` hands over, in a ledger with so many names.
///
/// # Errors
/// Whatever `feed` reports.
pub(super) fn read<E>(
    names: usize,
    lights: &Lights,
    feed: impl FnOnce(&mut dyn FnMut(BlockNumber, &[u8])) -> Result<(), E>,
) -> Result<Read, E> {
    let start = || (Read::default(), PeopleCollector::default());
    let threads = spread(
        feed,
        start,
        |(read, people), number, bytes| match Block::from_bytes(number, bytes, names) {
            Ok(block) => read.sheets.push(Sheet::of(block, lights, people)),
            Err(_) => read.unreadable.push(number),
        },
    )?;
    let mut all = Read::default();
    for (part, _) in threads.into_iter().flatten() {
        all.sheets.extend(part.sheets);
        all.unreadable.extend(part.unreadable);
    }
    Ok(all)
}

/// The sheets of blocks.
pub(super) fn sheets(blocks: Vec<Block>, lights: &Lights) -> Vec<Sheet> {
    let sheet = |people: &mut PeopleCollector, block| Sheet::of(block, lights, people);
    if blocks.len() < WORTH_IT {
        let mut people = PeopleCollector::default();
        return (blocks.into_iter())
            .map(|block| sheet(&mut people, block))
            .collect();
    }
    let blocks = blocks.into_par_iter();
    blocks.map_init(PeopleCollector::default, sheet).collect()
}

/// Puts sheets in order, those without rows left out, and collects the letters of their titles. Of
/// two with one number the later one counts.
pub(super) fn settled(mut sheets: Vec<Sheet>) -> (Vec<Sheet>, Alphabet) {
    sheets.retain(|sheet| sheet.block.present() != 0);
    sheets.sort_by_key(|sheet| sheet.block.number());
    sheets.dedup_by(|next, kept| {
        let same = next.block.number() == kept.block.number();
        if same {
            std::mem::swap(next, kept);
        }
        same
    });
    let blocks: Vec<&Block> = sheets.iter().map(|sheet| &sheet.block).collect();
    let alphabet = match blocks.len() < WORTH_IT {
        true => Alphabet::of(texts(&blocks)),
        false => {
            let size = blocks.len().div_ceil(rayon::current_num_threads());
            let parts: Vec<Alphabet> = (blocks.par_chunks(size))
                .map(|part| Alphabet::of(texts(part)))
                .collect();
            Alphabet::joined(parts)
        }
    };
    (sheets, alphabet)
}

/// The titles of blocks with their numbers.
fn texts<'b>(blocks: &'b [&Block]) -> impl Iterator<Item = (u32, &'b Texts)> + Clone {
    let blocks = blocks.iter();
    blocks.map(|block| (block.number().get(), block.texts()))
}
