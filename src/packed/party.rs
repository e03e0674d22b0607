//! The people and units of rows, by the names of their block.

use super::ROWS;
use super::bytes::{BadBlock, Reader, Writer};
use super::column::Column;
use super::words::{Collector, WordId, Words};
use crate::domain::{Role, Row};

/// A leader or a unit of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartyRef {
    /// What it is there for.
    pub role: Role,
    /// The name.
    pub name: WordId,
    /// The words it was printed with, where they differ.
    pub printed: Option<WordId>,
}

/// The parties of the rows of a block: of each row the leaders, then the units, lead first.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PartyTable {
    /// Where the parties of each bit end.
    ends: Column,
    /// By party its name and its role, see [`ROLES`].
    named: Column,
    printed: Column,
}

/// A name and a role are one number: the name this many times, and the role.
const ROLES: i64 = Role::ALL.len() as i64;

/// Parties being collected.
#[derive(Default)]
pub(super) struct PartyCollector {
    ends: Vec<Option<i64>>,
    named: Vec<Option<i64>>,
    printed: Vec<Option<i64>>,
}

impl PartyCollector {
    /// Adds the parties of the next bit.
    pub fn add<'r>(&mut self, row: Option<&'r Row>, words: &mut Collector<'r>) {
        let leaders = row.into_iter().flat_map(|row| &row.leaders);
        let leaders = leaders.map(|leader| (Role::Leader, leader));
        let units = row.into_iter().flat_map(|row| &row.units);
        for (role, party) in leaders.chain(units.map(|(role, unit)| (*role, unit))) {
            let name = i64::from(words.id(&party.name).0);
            self.named.push(Some(name * ROLES + role as i64));
            let printed = party.printed.as_deref().map(|printed| words.id(printed).0);
            self.printed.push(printed.map(i64::from));
        }
        self.ends.push(i64::try_from(self.named.len()).ok());
    }

    pub fn done(self) -> PartyTable {
        PartyTable {
            ends: Column::of(&self.ends),
            named: Column::of(&self.named),
            printed: Column::of(&self.printed),
        }
    }
}

impl PartyTable {
    fn end(&self, bit: usize) -> usize {
        let end = self.ends.get(bit).and_then(|end| usize::try_from(end).ok());
        end.unwrap_or(0)
    }

    /// The parties of a row.
    pub fn of(&self, bit: usize) -> impl Iterator<Item = PartyRef> + '_ {
        let begin = bit.checked_sub(1).map_or(0, |before| self.end(before));
        (begin..self.end(bit)).filter_map(|at| {
            let named = self.named.get(at)?;
            let word = |number: i64| u32::try_from(number).ok().map(WordId);
            Some(PartyRef {
                role: *Role::ALL.get(usize::try_from(named % ROLES).ok()?)?,
                name: word(named / ROLES)?,
                printed: self.printed.get(at).and_then(word),
            })
        })
    }

    pub fn write(&self, into: &mut Writer) {
        for column in [&self.ends, &self.named, &self.printed] {
            column.write(into);
        }
    }

    pub fn read(from: &mut Reader, words: &Words) -> Result<PartyTable, BadBlock> {
        let table = PartyTable {
            ends: Column::read(from)?,
            named: Column::read(from)?,
            printed: Column::read(from)?,
        };
        let count = table.end(ROWS - 1);
        let names = i64::try_from(words.len()).map_err(|_| BadBlock)?;
        let ends = (0..ROWS).map(|bit| table.end(bit));
        let is_sound = table.ends.fits(ROWS, u64::MAX, true, (0, i64::MAX))
            && ends.is_sorted()
            && (count == 0 || table.named.fits(count, u64::MAX, true, (0, names * ROLES - 1)))
            && (count == 0 || table.printed.fits(count, 0, false, (0, names - 1)));
        if is_sound { Ok(table) } else { Err(BadBlock) }
    }
}
