//! The titles of a block: as they are compared, and what of them is written otherwise.
//!
//! Folding leaves nearly every Hanzi as it is, so a title is its folded form but for a few
//! characters: those are kept, not the title a second time.

use super::bytes::{BadBlock, ByteReader, ByteWriter};
use super::texts::Texts;
use super::words::Words;

/// Up to sixty-four titles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Titles {
    texts: Texts,
    /// Where, counted through all titles, a unit is written otherwise than it is compared; rising.
    places: Vec<u32>,
    /// How it is written there.
    written: Vec<u16>,
    /// The bits of titles that have more or fewer units than their folded form.
    odd: Vec<u32>,
    /// Those titles.
    odd_titles: Words,
}

impl Titles {
    /// These titles, the first with bit 0.
    pub fn of(titles: &[&str]) -> Titles {
        let mut all = Titles {
            texts: Texts::of(titles.iter().copied()),
            ..Titles::default()
        };
        let mut begin = 0u32;
        for (bit, title) in (0u32..).zip(titles) {
            let folded = all.texts.get(bit as usize);
            let written: Vec<u16> = title.encode_utf16().collect();
            if written.len() == folded.len() {
                let both = (begin..).zip(written.iter().zip(folded));
                for (place, (unit, _)) in both.filter(|(_, (unit, folded))| unit != folded) {
                    all.places.push(place);
                    all.written.push(*unit);
                }
            } else {
                all.odd.push(bit);
                all.odd_titles.push(title);
            }
            begin += u32::try_from(folded.len()).unwrap_or(0);
        }
        all
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// The title with this bit as it is printed; empty where there is none.
    pub fn get(&self, bit: usize) -> String {
        let odd = self.odd.iter().position(|it| *it as usize == bit);
        if let Some(at) = odd.and_then(|at| u32::try_from(at).ok()) {
            return self.odd_titles.get(at).to_owned();
        }
        let mut units = self.texts.get(bit).to_vec();
        let begin = self.texts.begin(bit);
        let first = self
            .places
            .partition_point(|place| (*place as usize) < begin);
        for (place, unit) in self.places.iter().zip(&self.written).skip(first) {
            match units.get_mut(*place as usize - begin) {
                Some(written) => *written = *unit,
                None => break,
            }
        }
        String::from_utf16_lossy(&units)
    }

    /// The titles as they are compared.
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    pub fn write(&self, into: &mut ByteWriter) {
        self.texts.write(into);
        into.numbers(&self.places);
        into.u16s(&self.written);
        into.numbers(&self.odd);
        self.odd_titles.write(into);
    }

    pub fn read(from: &mut ByteReader) -> Result<Titles, BadBlock> {
        let titles = Titles {
            texts: Texts::read(from)?,
            places: from.numbers()?,
            written: from.u16s()?,
            odd: from.numbers()?,
            odd_titles: Words::read(from)?,
        };
        let fits = titles.places.len() == titles.written.len()
            && titles.places.is_sorted_by(|one, next| one < next)
            && titles.odd.len() == titles.odd_titles.len();
        if fits { Ok(titles) } else { Err(BadBlock) }
    }
}
