//! A block with what a search asks of it worked out: who is named in which rows, and the rows of
//! each region, status and colour.

use super::super::bits::bits;
use super::lights::Lights;
use super::names::{Interner, Masks};
use crate::domain::{DocumentId, LightColor, Role, Sector, Status};
use crate::packed::{Block, Facts};

/// Sixty-four rows, ready to be searched.
#[derive(Clone, Debug)]
pub(in crate::search) struct Sheet {
    pub block: Block,
    /// Rows by leader, and by the words a leader was printed with: numbers of names.
    pub leaders: Masks<u32>,
    pub leaders_printed: Masks<u32>,
    /// Rows by unit in any role, and by the words a unit was printed with.
    pub units: Masks<u32>,
    pub units_printed: Masks<u32>,
    /// Rows by lead unit: these come before those it only works for.
    pub led: Masks<u32>,
    /// Rows by region: numbers of regions.
    pub regions: Masks<u32>,
    pub documents: Masks<DocumentId>,
    pub sectors: Masks<Sector>,
    pub statuses: Masks<Status>,
    pub colors: [u64; LightColor::ALL.len()],
    /// Rows that name no leader, no unit.
    pub leaderless: u64,
    pub unitless: u64,
    /// Rows that name a task above them, and those of them whose task above is there.
    pub with_parent: u64,
    pub kids: u64,
    /// What the numbers begin with; see [`Sheet::start_of_number`].
    pub number_starts: u64,
}

/// Which list of a sheet a name goes to.
const LISTS: usize = 5;
const LED: usize = 4;

impl Sheet {
    /// The sheet of a block, with the numbers of `names` and `regions`. Its kids are not known yet.
    pub fn of(
        block: Block,
        lights: &Lights,
        names: &mut Interner,
        regions: &mut Interner,
    ) -> Sheet {
        let [leaders, leaders_printed, units, units_printed, led] = people(&block, names);
        let nobody = |named: &Masks<u32>| block.present() & !named.those(|_| true);
        let by_region = block.regions().map(|(word, rows)| {
            let id = regions.intern(block.words().get(word));
            (id, rows)
        });
        let numbers = block.all_facts().map(|(_, it)| block.words().get(it.number()));
        let mut sheet = Sheet {
            leaderless: nobody(&leaders),
            unitless: nobody(&units),
            leaders,
            leaders_printed,
            units,
            units_printed,
            led,
            regions: Masks::of(by_region.collect()),
            documents: Masks::of(block.documents().collect()),
            sectors: Masks::of(block.sectors().collect()),
            statuses: Masks::of(block.statuses().collect()),
            colors: [0; LightColor::ALL.len()],
            with_parent: block.with_parent(),
            kids: 0,
            number_starts: numbers.fold(0, |all, number| all | Sheet::start_of_number(number)),
            block,
        };
        sheet.set_lights(lights);
        sheet
    }

    /// Works the colours out.
    pub fn set_lights(&mut self, lights: &Lights) {
        self.colors = [0; LightColor::ALL.len()];
        for (bit, facts) in self.block.all_facts() {
            self.colors[lights.color(facts) as usize] |= 1 << bit;
        }
    }

    /// The colour of the row with this bit.
    pub fn color(&self, bit: usize) -> LightColor {
        let has = |color: &LightColor| self.colors[*color as usize] & 1 << bit != 0;
        LightColor::ALL
            .into_iter()
            .find(has)
            .unwrap_or(LightColor::None)
    }

    /// What the row with this bit says.
    pub fn facts(&self, bit: usize) -> Option<Facts<'_>> {
        self.block.facts(bit)
    }

    /// The mark of a number's (folded) first character: a number can only begin with a word whose
    /// mark is among those of the sheet.
    pub fn start_of_number(number: &str) -> u64 {
        let first = number.chars().next().map(crate::text::fold_char);
        first.map_or(0, |c| 1 << (u32::from(c) % u64::BITS))
    }

    /// Gives names and regions the numbers of another index of texts.
    pub fn rename(&mut self, names: &[u32], regions: &[u32]) {
        let renamed = |table: &[u32], id: u32| table.get(id as usize).copied().unwrap_or(id);
        for list in [
            &mut self.leaders,
            &mut self.leaders_printed,
            &mut self.units,
            &mut self.units_printed,
            &mut self.led,
        ] {
            list.rename(|id| renamed(names, id));
        }
        self.regions.rename(|id| renamed(regions, id));
    }
}

/// The rows by leader, by leader as printed, by unit, by unit as printed and by lead unit.
fn people(block: &Block, names: &mut Interner) -> [Masks<u32>; LISTS] {
    let words = block.words();
    let mut named = vec![[0u64; LISTS]; words.len()];
    for bit in bits(block.present()) {
        for party in block.parties(bit) {
            let list = match party.role {
                Role::Leader => 0,
                _ => 2,
            };
            if let Some(of_name) = named.get_mut(party.name.index()) {
                of_name[list] |= 1 << bit;
                if party.role == Role::LeadUnit {
                    of_name[LED] |= 1 << bit;
                }
            }
            let printed = party.printed.and_then(|id| named.get_mut(id.index()));
            if let Some(of_printed) = printed {
                of_printed[list + 1] |= 1 << bit;
            }
        }
    }
    let mut lists: [Vec<(u32, u64)>; LISTS] = Default::default();
    for (text, masks) in words.iter().zip(&named) {
        if masks.iter().all(|mask| *mask == 0) {
            continue;
        }
        let id = names.intern(text);
        for (list, mask) in lists.iter_mut().zip(masks).filter(|(_, mask)| **mask != 0) {
            list.push((id, *mask));
        }
    }
    lists.map(Masks::of)
}
