//! The rows of sixty-four neighbouring ids.

use chrono::DateTime;

use super::bytes::{BadBlock, Reader, Writer};
use super::facts::{FactCollector, FactTable, Facts};
use super::party::{PartyCollector, PartyRef, PartyTable};
use super::texts::Texts;
use super::titles::Titles;
use super::words::{Collector, WordId, Words};
use super::{FORMAT, ROWS};
use crate::domain::{DocumentId, Party, RegionKey, Role, Row, Sector, Status, TaskId};

/// Which block: that of the ids from `64 n + 1` to `64 n + 64`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockNumber(u32);

impl BlockNumber {
    /// The block with this number.
    pub fn new(number: u32) -> BlockNumber {
        BlockNumber(number)
    }

    /// The block a task is in, and its bit there.
    pub fn of(id: TaskId) -> (BlockNumber, usize) {
        let from_zero = u32::try_from(id.get() - 1).unwrap_or(u32::MAX);
        let bit = from_zero as usize % ROWS;
        (BlockNumber(from_zero / ROWS as u32), bit)
    }

    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }

    /// The task with this bit; `None` past the end of all ids.
    pub fn id_at(self, bit: usize) -> Option<TaskId> {
        TaskId::new(i64::from(self.0) * ROWS as i64 + i64::try_from(bit).ok()? + 1)
    }
}

/// The rows of a block.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    number: BlockNumber,
    titles: Titles,
    /// Regions, numbers, authors, people.
    words: Words,
    facts: FactTable,
    parties: PartyTable,
}

impl Block {
    /// The block with these rows; rows of other blocks are left out.
    pub fn of<'r>(number: BlockNumber, rows: impl IntoIterator<Item = &'r Row>) -> Block {
        let mut slots: [Option<&Row>; ROWS] = [None; ROWS];
        for row in rows {
            let (own, bit) = BlockNumber::of(row.id);
            if own == number {
                slots[bit] = Some(row);
            }
        }
        let mut words = Collector::default();
        let mut facts = FactCollector::new();
        let mut parties = PartyCollector::default();
        for (bit, slot) in slots.iter().enumerate() {
            if let Some(row) = slot {
                facts.add(bit, row, &mut words);
            }
            parties.add(*slot, &mut words);
        }
        Block {
            number,
            titles: Titles::of(&slots.map(|slot| slot.map_or("", |row| &row.title))),
            words: words.words,
            facts: facts.done(),
            parties: parties.done(),
        }
    }

    /// Which block it is.
    pub fn number(&self) -> BlockNumber {
        self.number
    }

    /// The bits that stand for a row.
    pub fn present(&self) -> u64 {
        self.facts.present()
    }

    /// What the row with this bit says.
    pub fn facts(&self, bit: usize) -> Option<Facts<'_>> {
        self.facts.of(bit)
    }

    /// Every row's bit with what it says, in the order of ids.
    pub fn all_facts(&self) -> impl Iterator<Item = (usize, Facts<'_>)> {
        (0..ROWS).filter_map(|bit| Some((bit, self.facts(bit)?)))
    }

    /// The rows of each region, by the word of its key.
    pub fn regions(&self) -> impl Iterator<Item = (WordId, u64)> + use<> {
        self.facts.regions()
    }

    /// The rows of each document.
    pub fn documents(&self) -> impl Iterator<Item = (DocumentId, u64)> + use<> {
        self.facts.documents()
    }

    /// The rows of each status.
    pub fn statuses(&self) -> impl Iterator<Item = (Status, u64)> {
        self.facts.statuses()
    }

    /// The rows of each sector.
    pub fn sectors(&self) -> impl Iterator<Item = (Sector, u64)> {
        self.facts.sectors()
    }

    /// The rows that name a task above them.
    pub fn with_parent(&self) -> u64 {
        self.facts.with_parent()
    }

    /// The title of the row with this bit.
    pub fn title(&self, bit: usize) -> String {
        self.titles.get(bit)
    }

    /// The titles as they are compared, by bit.
    pub fn texts(&self) -> &Texts {
        self.titles.texts()
    }

    /// The names of the block.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// The leaders of the row with this bit, then its units, lead first.
    pub fn parties(&self, bit: usize) -> impl Iterator<Item = PartyRef> + '_ {
        self.parties.of(bit)
    }

    /// The row with this bit, as it was before it was packed.
    pub fn row(&self, bit: usize) -> Option<Row> {
        let facts = self.facts(bit)?;
        let text = |id: WordId| self.words.get(id).to_owned();
        let party = |it: PartyRef| Party {
            name: text(it.name),
            printed: it.printed.map(text),
        };
        let (leaders, units): (Vec<PartyRef>, Vec<PartyRef>) =
            self.parties(bit).partition(|it| it.role == Role::Leader);
        Some(Row {
            id: self.number.id_at(bit)?,
            revision: facts.revision(),
            number: text(facts.number()),
            parent: facts.parent(),
            document: facts.document(),
            region: RegionKey::from(text(facts.region())),
            sector: facts.sector(),
            title: self.title(bit),
            leaders: leaders.into_iter().map(party).collect(),
            units: units.into_iter().map(|it| (it.role, party(it))).collect(),
            status: facts.status(),
            progress: facts.progress(),
            deadline: facts.deadline(),
            original_deadline: facts.original_deadline(),
            extended: facts.extended(),
            standing: facts.standing(),
            open_due: facts.open_due(),
            has_data: facts.has_data(),
            updated_at: DateTime::from_timestamp_millis(facts.updated_at())?,
            updated_by: text(facts.updated_by()),
        })
    }

    /// Every row, in the order of ids.
    pub fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        (0..ROWS).filter_map(|bit| self.row(bit))
    }

    /// As it is kept on the disk.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut into = Writer::default();
        into.u8(FORMAT);
        self.words.write(&mut into);
        self.titles.write(&mut into);
        self.facts.write(&mut into);
        self.parties.write(&mut into);
        into.done()
    }

    /// As it was kept.
    ///
    /// # Errors
    /// When the bytes are anything else, another format among them.
    pub fn from_bytes(number: BlockNumber, bytes: &[u8]) -> Result<Block, BadBlock> {
        let mut from = Reader::new(bytes);
        if from.u8()? != FORMAT {
            return Err(BadBlock);
        }
        let words = Words::read(&mut from)?;
        let titles = Titles::read(&mut from)?;
        let facts = FactTable::read(&mut from, &words)?;
        let parties = PartyTable::read(&mut from, &words)?;
        from.end()?;
        if titles.len() != ROWS {
            return Err(BadBlock);
        }
        Ok(Block {
            number,
            titles,
            words,
            facts,
            parties,
        })
    }
}

#[cfg(test)]
#[path = "block_tests.rs"]
mod tests;
