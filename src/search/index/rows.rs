//! What a search asks of sixty-four rows: of those of an index, which has it worked out, and of a
//! block that comes, is searched once and goes.

use crate::domain::light::DayLights;
use crate::domain::{DocumentId, LightReason, Role, Sector, Status};
use crate::packed::{Block, Facts, PartyRef};
use crate::search::words::alphabet::LettersOf;

/// Rows that can be searched. A name is told by its number; a value may come more than once, each
/// time with some of its rows.
pub(in crate::search) trait Rows {
    /// The rows themselves.
    fn block(&self) -> &Block;

    /// The letters of the titles.
    fn letters(&self) -> LettersOf<'_>;

    /// Calls `take` with the rows of each leader that the query looks for, or of all, by the name
    /// and by the words it was printed with.
    fn leaders(&self, take: impl FnMut(u32, u64));

    /// The same with each unit, and whether it leads there.
    fn units(&self, take: impl FnMut(u32, u64, bool));

    /// The rows that name no leader.
    fn leaderless(&self) -> u64;

    /// The rows that name no unit.
    fn unitless(&self) -> u64;

    /// Calls `take` with the rows of each region.
    fn regions(&self, take: impl FnMut(u32, u64));

    /// The same with each sector.
    fn sectors(&self, take: impl FnMut(Sector, u64));

    /// The same with each document.
    fn documents(&self, take: impl FnMut(DocumentId, u64));

    /// The same with each status.
    fn statuses(&self, take: impl FnMut(Status, u64));

    /// The rows whose light has such a reason.
    fn lit_for(&self, is: impl Fn(LightReason) -> bool) -> u64;

    /// Whether a printed number may begin with this (folded) character.
    fn may_begin_number(&self, first: char) -> bool;
}

/// The reason of the light of a packed row.
pub(in crate::search) fn reason_of(lights: &DayLights, facts: Facts) -> LightReason {
    lights.reason(facts.status(), facts.open_due(), facts.has_data())
}

/// A block that nobody has worked anything out for.
pub(in crate::search) struct Bare<'b> {
    pub block: &'b Block,
    pub lights: &'b DayLights,
    /// Those of its parties that the query looks for, with the bits of their rows.
    pub parties: &'b [(usize, PartyRef)],
}

impl Bare<'_> {
    /// The rows where none of the parties is this.
    fn without(&self, is: impl Fn(Role) -> bool) -> u64 {
        let mut left = self.block.present();
        self.block.each_party(|bit, party| {
            if is(party.role) {
                left &= !(1 << bit);
            }
        });
        left
    }
}

impl Rows for Bare<'_> {
    fn block(&self) -> &Block {
        self.block
    }

    fn letters(&self) -> LettersOf<'_> {
        LettersOf::Scanned(self.block.texts())
    }

    fn leaders(&self, mut take: impl FnMut(u32, u64)) {
        let leaders = self.parties.iter();
        for (bit, party) in leaders.filter(|(_, party)| party.role == Role::Leader) {
            take(party.name.get(), 1 << bit);
            if let Some(words) = party.printed {
                take(words.get(), 1 << bit);
            }
        }
    }

    fn units(&self, mut take: impl FnMut(u32, u64, bool)) {
        let units = self.parties.iter();
        for (bit, party) in units.filter(|(_, party)| party.role != Role::Leader) {
            take(party.name.get(), 1 << bit, party.role == Role::LeadUnit);
            if let Some(words) = party.printed {
                take(words.get(), 1 << bit, false);
            }
        }
    }

    fn leaderless(&self) -> u64 {
        self.without(|role| role == Role::Leader)
    }

    fn unitless(&self) -> u64 {
        self.without(|role| role != Role::Leader)
    }

    fn regions(&self, mut take: impl FnMut(u32, u64)) {
        self.block.each_region(|name, rows| take(name.get(), rows));
    }

    fn sectors(&self, take: impl FnMut(Sector, u64)) {
        self.block.each_sector(take);
    }

    fn documents(&self, take: impl FnMut(DocumentId, u64)) {
        self.block.each_document(take);
    }

    fn statuses(&self, take: impl FnMut(Status, u64)) {
        self.block.each_status(take);
    }

    fn lit_for(&self, is: impl Fn(LightReason) -> bool) -> u64 {
        let rows = self.block.all_facts();
        let rows = rows.filter(|(_, facts)| is(reason_of(self.lights, *facts)));
        rows.fold(0, |all, (bit, _)| all | 1 << bit)
    }

    fn may_begin_number(&self, first: char) -> bool {
        // Another character that is compared as this one is worth a closer look at the rows.
        self.block.has_in_numbers(first) || !self.block.has_plain_numbers()
    }
}
