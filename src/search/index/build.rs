//! All the sheets of an index at once, on all threads where it pays.

use rayon::prelude::*;

use super::names::PeopleCollector;
use super::sheet::Sheet;
use crate::domain::light::DayLights;
use crate::packed::{Block, BlockNumber};
use crate::search::threads::block_feed::spread;
use crate::search::words::alphabet::Pile;

/// From how many blocks on the threads are woken.
const WORTH_IT: usize = 128;

/// What an index is made of.
#[derive(Default)]
pub(in crate::search) struct Material {
    /// In any order, each number once.
    pub sheets: Vec<Sheet>,
    /// The letters of their titles.
    pub titles: Vec<Pile>,
}

/// What one thread made of the blocks it got.
#[derive(Default)]
struct ReadBlocks {
    sheets: Vec<Sheet>,
    titles: Pile,
    unreadable: Vec<BlockNumber>,
}

/// The material of the stored blocks that `feed` hands over, each once, in a ledger with so many
/// names; and the numbers of those that could not be read.
///
/// # Errors
/// Whatever `feed` reports.
pub(in crate::search) fn read<E>(
    names: usize,
    lights: &DayLights,
    feed: impl FnOnce(&mut dyn FnMut(BlockNumber, &[u8])) -> Result<(), E>,
) -> Result<(Material, Vec<BlockNumber>), E> {
    let start = || (ReadBlocks::default(), PeopleCollector::default());
    let threads = spread(
        feed,
        start,
        |(read, people), number, bytes| match Block::from_bytes(number, bytes, names) {
            Ok(block) => {
                // While they are still near.
                read.titles.add(number.get(), block.texts());
                read.sheets.push(Sheet::of(block, lights, people));
            }
            Err(_) => read.unreadable.push(number),
        },
    )?;
    let (mut material, mut unreadable) = (Material::default(), Vec::new());
    for (read, _) in threads {
        material.sheets.extend(read.sheets);
        material.titles.push(read.titles);
        unreadable.extend(read.unreadable);
    }
    Ok((material, unreadable))
}

/// The material of blocks. Of two with one number the later one counts.
pub(in crate::search) fn of_blocks(mut blocks: Vec<Block>, lights: &DayLights) -> Material {
    blocks.sort_by_key(Block::number);
    blocks.dedup_by(|next, kept| {
        let same = next.number() == kept.number();
        if same {
            std::mem::swap(next, kept);
        }
        same
    });
    let mut titles = Pile::default();
    for block in &blocks {
        titles.add(block.number().get(), block.texts());
    }
    let sheet = |people: &mut PeopleCollector, block| Sheet::of(block, lights, people);
    let sheets = match blocks.len() < WORTH_IT {
        true => {
            let mut people = PeopleCollector::default();
            let blocks = blocks.into_iter();
            blocks.map(|block| sheet(&mut people, block)).collect()
        }
        false => {
            let blocks = blocks.into_par_iter();
            blocks.map_init(PeopleCollector::default, sheet).collect()
        }
    };
    Material {
        sheets,
        titles: vec![titles],
    }
}

/// Puts sheets in the order of their numbers, those without rows left out.
pub(in crate::search) fn in_order(mut sheets: Vec<Sheet>) -> Vec<Sheet> {
    sheets.retain(|sheet| sheet.block.present() != 0);
    sheets.sort_by_key(|sheet| sheet.block.number());
    sheets
}
