//! The rows of sixty-four neighbouring ids.

use chrono::DateTime;

use super::bytes::{BadBlock, Reader, Writer};
use super::facts::{Facts, Vocabulary, facts_of, names_of, read_facts, write_facts};
use super::party::{PartyRef, parties_of};
use super::texts::{Letters, Texts};
use super::titles::Titles;
use super::words::{Collector, WordId, Words};
use super::{FORMAT, ROWS};
use crate::domain::{Party, RegionKey, Role, Row, TaskId};

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
    present: u64,
    /// One a bit.
    facts: Vec<Option<Facts>>,
    titles: Titles,
    /// Regions, numbers, authors, people.
    words: Words,
    parties: Vec<PartyRef>,
    /// Where the parties of each bit end.
    party_ends: Vec<u32>,
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
        let mut titles = [""; ROWS];
        let (mut parties, mut party_ends) = (Vec::new(), Vec::with_capacity(ROWS));
        let mut facts = Vec::with_capacity(ROWS);
        let mut present = 0;
        for (bit, slot) in slots.iter().enumerate() {
            titles[bit] = slot.map_or("", |row| &row.title);
            facts.push(slot.map(|row| facts_of(row, &mut words)));
            if let Some(row) = slot {
                present |= 1 << bit;
                parties.extend(parties_of(row, &mut words));
            }
            party_ends.push(u32::try_from(parties.len()).unwrap_or(u32::MAX));
        }
        Block {
            number,
            present,
            facts,
            titles: Titles::of(&titles),
            words: words.words,
            parties,
            party_ends,
        }
    }

    /// Which block it is.
    pub fn number(&self) -> BlockNumber {
        self.number
    }

    /// The bits that stand for a row.
    pub fn present(&self) -> u64 {
        self.present
    }

    /// What the row with this bit says.
    pub fn facts(&self, bit: usize) -> Option<&Facts> {
        self.facts.get(bit)?.as_ref()
    }

    /// Every row's bit with what it says, in the order of ids.
    pub fn all_facts(&self) -> impl Iterator<Item = (usize, &Facts)> {
        let slots = self.facts.iter().enumerate();
        slots.filter_map(|(bit, facts)| Some((bit, facts.as_ref()?)))
    }

    /// The title of the row with this bit.
    pub fn title(&self, bit: usize) -> String {
        self.titles.get(bit)
    }

    /// The titles as they are compared, by bit.
    pub fn texts(&self) -> &Texts {
        self.titles.texts()
    }

    /// Takes the characters of the titles away, for a search that keeps them in an order of its
    /// own: what is left of the block tells its rows as before, but is not worth writing.
    pub fn take_letters(&mut self) -> Letters {
        self.titles.take_letters()
    }

    /// The names of the block.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// The leaders of the row with this bit, then its units, lead first.
    pub fn parties(&self, bit: usize) -> &[PartyRef] {
        let start = match bit.checked_sub(1) {
            None => 0,
            Some(before) => self.party_ends.get(before).map_or(0, |end| *end as usize),
        };
        let end = self.party_ends.get(bit).map_or(start, |end| *end as usize);
        self.parties.get(start..end).unwrap_or_default()
    }

    /// The row with this bit, as it was before it was packed.
    pub fn row(&self, bit: usize) -> Option<Row> {
        let facts = self.facts(bit)?;
        let parties = self.parties(bit).iter();
        let party = |it: &PartyRef| Party {
            name: self.words.get(it.name()).to_owned(),
            printed: it.printed().map(|id| self.words.get(id).to_owned()),
        };
        let (leaders, units): (Vec<&PartyRef>, Vec<&PartyRef>) =
            parties.partition(|it| it.role() == Role::Leader);
        Some(Row {
            id: self.number.id_at(bit)?,
            revision: facts.revision,
            number: self.words.get(facts.number).to_owned(),
            parent: facts.parent,
            document: facts.document,
            region: RegionKey::from(self.words.get(facts.region).to_owned()),
            sector: facts.sector,
            title: self.title(bit),
            leaders: leaders.into_iter().map(party).collect(),
            units: units.into_iter().map(|it| (it.role(), party(it))).collect(),
            status: facts.status,
            progress: facts.progress,
            deadline: facts.deadline,
            original_deadline: facts.original_deadline,
            extended: facts.extended,
            standing: facts.standing,
            open_due: facts.open_due,
            has_data: facts.has_data,
            updated_at: DateTime::from_timestamp_millis(facts.updated_at)?,
            updated_by: self.words.get(facts.updated_by).to_owned(),
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
        let names: Vec<u32> = self.facts.iter().flatten().flat_map(names_of).collect();
        into.numbers(&names);
        for facts in &self.facts {
            write_facts(facts.as_ref(), &mut into);
        }
        let roles: Vec<u8> = self.parties.iter().map(|it| it.role() as u8).collect();
        let names: Vec<u32> = self.parties.iter().map(|it| it.name().0).collect();
        let printed: Vec<u32> = self.parties.iter().map(|it| it.printed).collect();
        into.u8s(&roles);
        into.numbers(&names);
        into.numbers(&printed);
        into.numbers(&self.party_ends);
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
        let mut vocabulary = Vocabulary::new(&words);
        let titles = Titles::read(&mut from)?;
        let mut shared = from.numbers()?.into_iter();
        // One that may fail cannot say how many it collects, and would grow step by step.
        let mut facts = Vec::with_capacity(ROWS);
        for _ in 0..ROWS {
            facts.push(read_facts(&mut from, &mut shared, &mut vocabulary)?);
        }
        let (roles, names, printed) = (from.u8s()?, from.numbers()?, from.numbers()?);
        let party_ends = from.numbers()?;
        from.end()?;
        let mut parties = Vec::with_capacity(roles.len());
        for ((role, name), printed) in roles.iter().zip(&names).zip(&printed) {
            parties.push(PartyRef::raw(*role, *name, *printed).ok_or(BadBlock)?);
        }
        let is_there = |id: WordId| id.index() < words.len();
        let fits = titles.len() == ROWS
            && shared.next().is_none()
            && roles.len() == names.len()
            && names.len() == printed.len()
            && party_ends.len() == ROWS
            && party_ends.is_sorted()
            && party_ends.last().map_or(0, |end| *end as usize) == parties.len()
            && parties
                .iter()
                .all(|it| is_there(it.name()) && it.printed().is_none_or(is_there));
        if !fits {
            return Err(BadBlock);
        }
        let present = facts.iter().enumerate();
        let present = present.fold(0, |mask, (bit, facts)| {
            mask | u64::from(facts.is_some()) << bit
        });
        Ok(Block {
            number,
            present,
            facts,
            titles,
            words,
            parties,
            party_ends,
        })
    }
}

#[cfg(test)]
#[path = "block_tests.rs"]
mod tests;
