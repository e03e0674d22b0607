//! Up to sixty-four texts as they are compared, and the characters they are made of.

use super::bytes::{BadBlock, ByteReader, ByteWriter};
use crate::text::fold_char;

/// The folded text in 16-bit units: one a character but for the rarest, which take two.
pub fn units_of(text: &str) -> impl Iterator<Item = u16> + '_ {
    text.chars().map(fold_char).flat_map(|c| {
        let mut pair = [0; 2];
        let length = c.encode_utf16(&mut pair).len();
        pair.into_iter().take(length)
    })
}

/// Collects which of up to sixty-four texts each character is in; made once and used for many
/// blocks, since it is large: a mask for every unit there can be.
#[derive(Debug, Default)]
pub struct LetterTable {
    /// By unit, of those met; of others whatever was left there. Empty before the first use.
    masks: Vec<u64>,
    /// A bit a unit: whether it was met. A mask is written before it is ever read, for memory
    /// that is read first costs the kernel twice.
    is_met: Vec<u64>,
    /// The units met.
    met: Vec<u16>,
}

impl LetterTable {
    /// Notes the units of the text with this bit (below 64).
    pub fn add(&mut self, bit: usize, units: impl IntoIterator<Item = u16>) {
        self.add_all(units.into_iter().map(|unit| (unit, 1 << bit)));
    }

    fn add_all(&mut self, letters: impl Iterator<Item = (u16, u64)>) {
        if self.masks.is_empty() {
            self.masks = vec![0; usize::from(u16::MAX) + 1];
            self.is_met = vec![0; self.masks.len() / 64];
        }
        for (unit, bits) in letters {
            let (is_met, bit) = met_bit(&mut self.is_met, unit);
            let mask = &mut self.masks[usize::from(unit)];
            if *is_met & bit == 0 {
                *is_met |= bit;
                self.met.push(unit);
                *mask = bits;
            } else {
                *mask |= bits;
            }
        }
    }

    /// How many units were met.
    pub fn len(&self) -> usize {
        self.met.len()
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.met.is_empty()
    }

    /// Hands over every unit met with the texts it is in, in no order, and forgets them.
    pub fn drain(&mut self, mut take: impl FnMut(u16, u64)) {
        for unit in self.met.drain(..) {
            let (is_met, bit) = met_bit(&mut self.is_met, unit);
            *is_met &= !bit;
            let mask = self.masks[usize::from(unit)];
            if mask != 0 {
                take(unit, mask);
            }
        }
    }

    /// What was noted, which is forgotten here.
    pub fn take(&mut self) -> Letters {
        self.met.sort_unstable();
        let mut letters = Letters::default();
        self.drain(|unit, mask| {
            letters.units.push(unit);
            letters.masks.push(mask);
        });
        letters
    }
}

fn met_bit(is_met: &mut [u64], unit: u16) -> (&mut u64, u64) {
    let unit = usize::from(unit);
    (&mut is_met[unit / 64], 1 << (unit % 64))
}

/// Which of up to sixty-four texts each character is in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letters {
    /// Rising.
    units: Vec<u16>,
    /// Of the unit at the same place, a bit a text.
    masks: Vec<u64>,
}

impl Letters {
    /// The texts that hold this unit.
    pub fn with(&self, unit: u16) -> u64 {
        match self.units.binary_search(&unit) {
            Ok(at) => self.masks[at],
            Err(_) => 0,
        }
    }

    /// Every unit with the texts that hold it, rising.
    pub fn iter(&self) -> impl Iterator<Item = (u16, u64)> + '_ {
        self.units.iter().copied().zip(self.masks.iter().copied())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// What `table` has noted, and these letters but for the texts with these bits.
    pub(super) fn without(&self, texts: u64, table: &mut LetterTable) -> Letters {
        let others = self.iter().map(|(unit, mask)| (unit, mask & !texts));
        table.add_all(others.filter(|(_, mask)| *mask != 0));
        table.take()
    }

    pub(super) fn write(&self, into: &mut ByteWriter) {
        into.u16s(&self.units);
        into.u64s(&self.masks);
    }

    pub(super) fn read(from: &mut ByteReader) -> Result<Letters, BadBlock> {
        let letters = Letters {
            units: from.u16s()?,
            masks: from.u64s()?,
        };
        let rises = letters.units.is_sorted_by(|one, next| one < next);
        match rises && letters.units.len() == letters.masks.len() {
            true => Ok(letters),
            false => Err(BadBlock),
        }
    }
}

/// How many units are compared at once, before it matters where among them one is.
const STRETCH: usize = 64;

/// Whether a unit is among these. All are compared, without a way out before the end: only so does
/// the compiler take many of them in one instruction.
fn holds(units: &[u16], unit: u16) -> bool {
    units.iter().fold(false, |holds, it| holds | (*it == unit))
}

/// Up to sixty-four texts, folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    units: Vec<u16>,
    /// Where each text ends.
    ends: Vec<u32>,
}

impl Texts {
    /// These texts, the first with bit 0; those past the sixty-fourth are left out.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Texts {
        Texts::of_units(texts.into_iter().map(units_of))
    }

    /// These texts as they stand, nothing folded.
    pub fn unfolded<'t>(texts: impl IntoIterator<Item = &'t str>) -> Texts {
        Texts::of_units(texts.into_iter().map(str::encode_utf16))
    }

    fn of_units(texts: impl IntoIterator<Item = impl IntoIterator<Item = u16>>) -> Texts {
        let (mut units, mut ends) = (Vec::new(), Vec::new());
        for text in texts.into_iter().take(super::ROWS) {
            units.extend(text);
            ends.push(u32::try_from(units.len()).unwrap_or(u32::MAX));
        }
        Texts { units, ends }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text with this bit; empty where there is none.
    pub fn get(&self, bit: usize) -> &[u16] {
        let start = self.begin(bit);
        let end = self.ends.get(bit).map_or(start, |end| *end as usize);
        self.units.get(start..end).unwrap_or_default()
    }

    /// Where the text with this bit begins, counted through all of them.
    pub(super) fn begin(&self, bit: usize) -> usize {
        let before = bit.checked_sub(1).and_then(|before| self.ends.get(before));
        before.map_or(0, |end| *end as usize)
    }

    /// The texts that hold this unit: for the few units of one word, where nobody keeps letters.
    pub fn with(&self, unit: u16) -> u64 {
        let (mut found, mut text) = (0, 0);
        for (some, begin) in self.units.chunks(STRETCH).zip((0..).step_by(STRETCH)) {
            if !holds(some, unit) {
                continue;
            }
            for (place, _) in (begin..).zip(some).filter(|(_, it)| **it == unit) {
                while self
                    .ends
                    .get(text)
                    .is_some_and(|end| *end as usize <= place)
                {
                    text += 1;
                }
                found |= 1 << text;
            }
        }
        found
    }

    /// Notes their characters.
    pub fn note_letters(&self, table: &mut LetterTable) {
        for bit in 0..self.len() {
            table.add(bit, self.get(bit).iter().copied());
        }
    }

    /// Their characters.
    pub fn letters(&self) -> Letters {
        let mut table = LetterTable::default();
        self.note_letters(&mut table);
        table.take()
    }

    pub(super) fn write(&self, into: &mut ByteWriter) {
        into.u16s(&self.units);
        into.numbers(&self.ends);
    }

    pub(super) fn read(from: &mut ByteReader) -> Result<Texts, BadBlock> {
        let texts = Texts {
            units: from.u16s()?,
            ends: from.numbers()?,
        };
        let fits = texts.ends.is_sorted()
            && texts.ends.len() <= super::ROWS
            && texts.ends.last().map_or(0, |end| *end as usize) == texts.units.len();
        if fits { Ok(texts) } else { Err(BadBlock) }
    }
}
