//! The people and units of rows, by the numbers of their names.

use super::ROWS;
use super::bytes::{BadBlock, ByteReader, ByteWriter};
use super::column::FactColumn;
use super::names::NameId;
use crate::domain::Role;

/// A leader or a unit of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartyRef {
    /// What it is there for.
    pub role: Role,
    /// The name.
    pub name: NameId,
    /// The words it was printed with, where they differ.
    pub printed: Option<NameId>,
}

/// The parties of the rows of a block: of each row the leaders, then the units, lead first.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PartyTable {
    /// Where the parties of each bit end.
    ends: FactColumn,
    /// By party its name and its role, see [`ROLES`].
    named: FactColumn,
    printed: FactColumn,
}

/// A name and a role are one number: the name this many times, and the role.
const ROLES: i64 = Role::ALL.len() as i64;

/// Which names are looked for, in which roles: a look at a party costs no more than one at a table.
#[derive(Clone, Debug)]
pub struct PartyFilter {
    /// By name and role as one number.
    is_wanted: Vec<bool>,
    is_empty: bool,
}

impl PartyFilter {
    /// Of a ledger with so many names, none of which is wanted.
    pub fn none(names: usize) -> PartyFilter {
        PartyFilter {
            is_wanted: vec![false; names * Role::ALL.len()],
            is_empty: true,
        }
    }

    /// Lets through who bears this name, or was printed with it, in this role.
    pub fn want(&mut self, name: NameId, role: Role) {
        let at = name.index() * Role::ALL.len() + role as usize;
        if let Some(is_wanted) = self.is_wanted.get_mut(at) {
            *is_wanted = true;
            self.is_empty = false;
        }
    }

    fn lets_through(&self, named: i64) -> bool {
        let at = usize::try_from(named).ok();
        at.and_then(|at| self.is_wanted.get(at))
            .is_some_and(|it| *it)
    }
}

/// Parties being collected.
#[derive(Default)]
pub(super) struct PartyCollector {
    ends: Vec<Option<i64>>,
    named: Vec<Option<i64>>,
    printed: Vec<Option<i64>>,
}

impl PartyCollector {
    /// Adds the parties of the next bit.
    pub fn add(&mut self, parties: &[PartyRef]) {
        let number = |name: NameId| i64::from(name.get());
        for party in parties {
            let named = number(party.name) * ROLES + party.role as i64;
            self.named.push(Some(named));
            self.printed.push(party.printed.map(number));
        }
        self.ends.push(i64::try_from(self.named.len()).ok());
    }

    pub fn done(self) -> PartyTable {
        PartyTable {
            ends: FactColumn::of(&self.ends),
            named: FactColumn::of(&self.named),
            printed: FactColumn::of(&self.printed),
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
        (begin..self.end(bit)).filter_map(|at| self.party(at, self.named.get(at)?))
    }

    /// Calls `take` with every party and the bit of its row, in the order of ids.
    pub fn each(&self, take: impl FnMut(usize, PartyRef)) {
        self.each_where(|_, _| true, take);
    }

    /// The same with those that a filter lets through.
    pub fn each_in(&self, filter: &PartyFilter, take: impl FnMut(usize, PartyRef)) {
        if filter.is_empty {
            return;
        }
        if self.printed.is_missing() {
            return self.each_where(|_, named| filter.lets_through(named), take);
        }
        let as_printed = |at, named: i64| {
            let printed = self.printed.get(at);
            printed.is_some_and(|name| filter.lets_through(name * ROLES + named % ROLES))
        };
        self.each_where(
            |at, named| filter.lets_through(named) || as_printed(at, named),
            take,
        );
    }

    /// The same with those whose place, and name and role, will do.
    fn each_where(
        &self,
        will_do: impl Fn(usize, i64) -> bool,
        mut take: impl FnMut(usize, PartyRef),
    ) {
        let mut bit = 0;
        let mut end = self.end(0);
        self.named.each(self.end(ROWS - 1), |at, named| {
            if !will_do(at, named) {
                return;
            }
            while at >= end && bit < ROWS - 1 {
                bit += 1;
                end = self.end(bit);
            }
            if let Some(party) = self.party(at, named) {
                take(bit, party);
            }
        });
    }

    /// The party at a place, with its name and role.
    fn party(&self, at: usize, named: i64) -> Option<PartyRef> {
        let name = |number: i64| u32::try_from(number).ok().map(NameId::new);
        Some(PartyRef {
            role: *Role::ALL.get(usize::try_from(named % ROLES).ok()?)?,
            name: name(named / ROLES)?,
            printed: self.printed.get(at).and_then(name),
        })
    }

    pub fn write(&self, into: &mut ByteWriter) {
        for column in [&self.ends, &self.named, &self.printed] {
            column.write(into);
        }
    }

    pub fn read(from: &mut ByteReader, names: usize) -> Result<PartyTable, BadBlock> {
        let table = PartyTable {
            ends: FactColumn::read(from)?,
            named: FactColumn::read(from)?,
            printed: FactColumn::read(from)?,
        };
        let count = table.end(ROWS - 1);
        let names = i64::try_from(names).map_err(|_| BadBlock)?;
        let ends = (0..ROWS).map(|bit| table.end(bit));
        let is_sound = table.ends.fits(ROWS, u64::MAX, (0, i64::MAX))
            && ends.is_sorted()
            && (count == 0 || table.named.fits(count, u64::MAX, (0, names * ROLES - 1)))
            && (count == 0 || table.printed.fits(count, 0, (0, names - 1)));
        if is_sound { Ok(table) } else { Err(BadBlock) }
    }
}
