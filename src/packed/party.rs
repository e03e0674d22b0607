//! The people and units of a row, by the names of its block.

use super::words::{Collector, WordId};
use crate::domain::{Role, Row};

/// A leader or a unit of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartyRef {
    /// The name, with the role in the two highest bits.
    name: u32,
    /// The printed words; `NONE` where they are the name.
    pub(super) printed: u32,
}

const NONE: u32 = u32::MAX;
const ROLE_SHIFT: u32 = 30;

impl PartyRef {
    fn new(role: Role, name: WordId, printed: Option<WordId>) -> PartyRef {
        PartyRef {
            name: (role as u32) << ROLE_SHIFT | name.0,
            printed: printed.map_or(NONE, |id| id.0),
        }
    }

    /// As it is kept; `None` for numbers that are none of a name.
    pub(super) fn raw(role: u8, name: u32, printed: u32) -> Option<PartyRef> {
        let role = Role::ALL.get(usize::from(role))?;
        let printed = (printed != NONE).then_some(WordId(printed));
        (name >> ROLE_SHIFT == 0).then(|| PartyRef::new(*role, WordId(name), printed))
    }

    /// Its part.
    pub fn role(self) -> Role {
        Role::ALL[(self.name >> ROLE_SHIFT) as usize]
    }

    /// Its name.
    pub fn name(self) -> WordId {
        WordId(self.name & !(3 << ROLE_SHIFT))
    }

    /// The words it was printed with, where they differ.
    pub fn printed(self) -> Option<WordId> {
        (self.printed != NONE).then_some(WordId(self.printed))
    }
}

pub(super) fn parties_of<'r>(row: &'r Row, words: &mut Collector<'r>) -> Vec<PartyRef> {
    let leaders = row.leaders.iter().map(|leader| (Role::Leader, leader));
    let units = row.units.iter().map(|(role, unit)| (*role, unit));
    leaders
        .chain(units)
        .map(|(role, party)| {
            let name = words.id(&party.name);
            let printed = party.printed.as_deref().map(|printed| words.id(printed));
            PartyRef::new(role, name, printed)
        })
        .collect()
}
