//! A block with what a search asks of it worked out: who is named in which rows, and the rows of
//! each region, status and colour.

use super::names::{Masks, NamePart, People, PeopleCollector, tally, those};
use crate::domain::light::DayLights;
use crate::domain::{DocumentId, LightColor, LightReason, Role, Sector, Status};
use crate::packed::{Block, Facts, PartyRef};
use crate::search::bits::{bits, count};
use crate::search::index::rows::{Rows, reason_of};
use crate::search::words::alphabet::LettersOf;

/// Up to so many rows are gone through one by one: of the hundreds of names of a block most are in
/// none of them.
const FEW: usize = 4;

/// Sixty-four rows, ready to be searched.
#[derive(Clone, Debug)]
pub(in crate::search) struct Sheet {
    pub block: Block,
    people: People,
    /// Rows by region: numbers of names.
    pub regions: Masks<u32>,
    pub documents: Masks<DocumentId>,
    pub sectors: Masks<Sector>,
    pub statuses: [u64; Status::ALL.len()],
    /// Rows by the reason of their light.
    reasons: [u64; LightReason::ALL.len()],
    /// Rows that name no leader, no unit.
    pub leaderless: u64,
    pub unitless: u64,
    /// Rows that name a task above them, and those of them whose task above is there.
    pub with_parent: u64,
    pub kids: u64,
    /// The marks of what the numbers begin with.
    pub number_starts: u64,
}

impl Sheet {
    /// The sheet of a block. Its kids are not known yet.
    pub(in crate::search) fn of(
        block: Block,
        lights: &DayLights,
        people: &mut PeopleCollector,
    ) -> Sheet {
        block.each_party(|bit, party| note(&party, bit, people));
        let people = people.take();
        let nobody = |part: NamePart| block.present() & !those(people.part(part), |_| true);
        let numbers = bits(block.present()).map(|bit| block.printed_number(bit));
        let mut sheet = Sheet {
            leaderless: nobody(NamePart::Leaders),
            unitless: nobody(NamePart::Units),
            people,
            regions: Masks::of(|add| block.each_region(|name, rows| add(name.get(), rows))),
            documents: Masks::of(|add| block.each_document(add)),
            sectors: Masks::of(|add| block.each_sector(add)),
            statuses: [0; Status::ALL.len()],
            reasons: [0; LightReason::ALL.len()],
            with_parent: block.with_parent(),
            kids: 0,
            number_starts: numbers.fold(0, |all, number| all | Sheet::start_of_number(number)),
            block,
        };
        let statuses = &mut sheet.statuses;
        let block = &sheet.block;
        block.each_status(|status, rows| statuses[status as usize] |= rows);
        sheet.set_lights(lights);
        sheet
    }

    /// The names of people or units with the rows that have them.
    pub fn named(&self, part: NamePart) -> impl Iterator<Item = (u32, u64)> + '_ {
        self.people.part(part)
    }

    /// Adds to each leader or unit by name the number of its rows within `among`.
    pub fn tally_named(&self, part: NamePart, among: u64, mut add: impl FnMut(u32, usize)) {
        if count(among) > FEW {
            return tally(self.named(part), among, add);
        }
        let mut seen = Vec::new();
        for bit in bits(among) {
            seen.clear();
            for party in self.block.parties(bit) {
                let name = party.name.get();
                // Somebody may lead a task and work for it, which makes one task, not two.
                if NamePart::of(party.role) == part && !seen.contains(&name) {
                    seen.push(name);
                    add(name, 1);
                }
            }
        }
    }

    /// Works the lights out.
    pub fn set_lights(&mut self, lights: &DayLights) {
        self.reasons = [0; LightReason::ALL.len()];
        for (bit, facts) in self.block.all_facts() {
            self.reasons[reason_of(lights, facts) as usize] |= 1 << bit;
        }
    }

    /// The colour of the row with this bit.
    pub fn color(&self, bit: usize) -> LightColor {
        let is = |reason: &LightReason| self.reasons[*reason as usize] & 1 << bit != 0;
        let reason = LightReason::ALL.into_iter().find(is);
        reason.map_or(LightColor::None, LightReason::color)
    }

    /// The rows of each colour, by its place among [`LightColor::ALL`].
    pub fn colors(&self) -> [u64; LightColor::ALL.len()] {
        let mut colors = [0; LightColor::ALL.len()];
        for (reason, rows) in LightReason::ALL.into_iter().zip(self.reasons) {
            colors[reason.color() as usize] |= rows;
        }
        colors
    }

    /// What the row with this bit says.
    pub fn facts(&self, bit: usize) -> Option<Facts<'_>> {
        self.block.facts(bit)
    }

    /// The mark of a (folded) character.
    fn mark_of(c: char) -> u64 {
        1 << (u32::from(c) % u64::BITS)
    }

    /// The mark of a number's first character.
    fn start_of_number(number: &str) -> u64 {
        // Mostly a digit, which is its own folded form.
        let first = match number.as_bytes().first() {
            Some(digit) if digit.is_ascii_digit() => Some(char::from(*digit)),
            _ => number.chars().next().map(crate::text::fold_char),
        };
        first.map_or(0, Sheet::mark_of)
    }
}

/// A sheet with the letters of its titles.
pub(in crate::search) struct Indexed<'i> {
    pub sheet: &'i Sheet,
    pub letters: LettersOf<'i>,
}

impl Rows for Indexed<'_> {
    fn block(&self) -> &Block {
        &self.sheet.block
    }

    fn letters(&self) -> LettersOf<'_> {
        self.letters
    }

    fn leaders(&self, mut take: impl FnMut(u32, u64)) {
        for part in [NamePart::Leaders, NamePart::LeadersPrinted] {
            self.sheet
                .named(part)
                .for_each(|(name, rows)| take(name, rows));
        }
    }

    fn units(&self, mut take: impl FnMut(u32, u64, bool)) {
        for (part, leads) in [
            (NamePart::Units, false),
            (NamePart::UnitsPrinted, false),
            (NamePart::LeadUnits, true),
        ] {
            self.sheet
                .named(part)
                .for_each(|(name, rows)| take(name, rows, leads));
        }
    }

    fn leaderless(&self) -> u64 {
        self.sheet.leaderless
    }

    fn unitless(&self) -> u64 {
        self.sheet.unitless
    }

    fn regions(&self, mut take: impl FnMut(u32, u64)) {
        self.sheet
            .regions
            .iter()
            .for_each(|(name, rows)| take(name, rows));
    }

    fn sectors(&self, mut take: impl FnMut(Sector, u64)) {
        self.sheet
            .sectors
            .iter()
            .for_each(|(sector, rows)| take(sector, rows));
    }

    fn documents(&self, mut take: impl FnMut(DocumentId, u64)) {
        self.sheet
            .documents
            .iter()
            .for_each(|(id, rows)| take(id, rows));
    }

    fn statuses(&self, mut take: impl FnMut(Status, u64)) {
        self.sheet
            .statuses
            .iter()
            .zip(Status::ALL)
            .filter(|(rows, _)| **rows != 0)
            .for_each(|(rows, status)| take(status, *rows));
    }

    fn lit_for(&self, is: impl Fn(LightReason) -> bool) -> u64 {
        let reasons = LightReason::ALL.into_iter().zip(self.sheet.reasons);
        let reasons = reasons.filter(|(reason, _)| is(*reason));
        reasons.fold(0, |all, (_, rows)| all | rows)
    }

    fn may_begin_number(&self, first: char) -> bool {
        self.sheet.number_starts & Sheet::mark_of(first) != 0
    }
}

fn note(party: &PartyRef, bit: usize, people: &mut PeopleCollector) {
    let named = NamePart::of(party.role);
    let printed = match named {
        NamePart::Leaders => NamePart::LeadersPrinted,
        _ => NamePart::UnitsPrinted,
    };
    people.add(party.name, named, bit);
    if party.role == Role::LeadUnit {
        people.add(party.name, NamePart::LeadUnits, bit);
    }
    if let Some(words) = party.printed {
        people.add(words, printed, bit);
    }
}
