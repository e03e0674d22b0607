//! Pinyin over every reading of a character: full syllables, initials, and any mix of them with
//! Hanzi.
//!
//! The readings are ib-pinyin's. Its own matcher tries each reading in each notation one after
//! the other, which doubles and redoubles the work with every polyphone (`hhhhhhhhhhx` over a
//! run of 和 took six minutes), so the walk is done here: the set of all places the word may
//! have been matched up to is one `u64`, and each character of the text moves the whole set on.
//!
//! Few texts are walked at all. Some places of the word are passed however it is cut into
//! syllables (`xueqian`: 0 and 3), and a text must hold a character that can be read there, which
//! the letters of a block tell for all its texts at once.

use crate::search::bits::bits;
use crate::search::words::own_readings::{OwnReading, OwnReadings};
use crate::search::words::readings::{Readings, SyllableId};
use crate::search::words::spelling::{Leads, Spelling};

/// The longest word that can be walked: one bit a place, one for "all of it".
const LONGEST: usize = 63;

/// How many of the places every walk passes are asked of a block.
pub(in crate::search) const MOST_STATIONS: usize = 15;

/// The bit after those of the stations: texts with this character are all walked.
pub(in crate::search) const ALWAYS: u16 = 1 << MOST_STATIONS;

/// A word to be found by sound.
#[derive(Clone, Debug)]
pub(in crate::search) struct Sound {
    /// The word, folded.
    spelling: Spelling,
    /// Where reading each syllable of the table leads.
    leads: Leads,
    /// The same for the readings of our own.
    own_leads: Leads,
    /// The places from which Hanzi can lead to the end.
    live: u64,
    /// The first places that every walk over Hanzi passes.
    stations: Vec<usize>,
    /// Of which stations each syllable can be read next, a bit each.
    heard: Vec<u16>,
}

impl Sound {
    /// The word to be found by sound; `None` when it has no letter or is too long to be walked.
    pub fn of(word: &[char]) -> Option<Sound> {
        if !word.iter().any(char::is_ascii_lowercase) || word.len() > LONGEST {
            return None;
        }
        let places = 0..word.len();
        let spelling = Spelling::of(word);
        let leads = spelling.leads(Readings::table().syllables());
        let own = OwnReadings::table().all().iter();
        let own_leads = spelling.leads(own.map(|own| own.syllable.as_slice()));
        let mut ways: Vec<u64> = places
            .clone()
            .map(|at| match word[at].is_ascii_lowercase() {
                true => 0,
                false => spelling.as_written(at),
            })
            .collect();
        for (_, at, leads) in leads.each().chain(own_leads.each()) {
            ways[at] |= leads;
        }
        let mut live = 1 << word.len();
        for at in places.clone().rev() {
            if ways[at] & live != 0 {
                live |= 1 << at;
            }
        }
        let is_station = |place: &usize| *place == 0 || !reaches_without(*place, &ways);
        let stations = places.filter(is_station).take(MOST_STATIONS);
        let stations: Vec<usize> = stations.collect();
        let mut heard = vec![0; Readings::table().syllables().len()];
        for (syllable, at, _) in leads.each().filter(|(_, _, leads)| leads & live != 0) {
            let station = stations.iter().position(|station| *station == at);
            heard[syllable] |= station.map_or(0, |bit| 1 << bit);
        }
        Some(Sound {
            heard,
            spelling,
            leads,
            own_leads,
            live,
            stations,
        })
    }

    /// Where the word begins and ends in `text` (folded, UTF-16), end exclusive. The last syllable
    /// may be unfinished.
    pub fn find(&self, text: &[u16]) -> Option<(usize, usize)> {
        self.find_by(text, |places, at| self.step_at(places, text, at))
    }

    /// The same, `step` answering the places reached from some by the character at a place.
    pub(in crate::search) fn find_by(
        &self,
        text: &[u16],
        mut step: impl FnMut(u64, usize) -> u64,
    ) -> Option<(usize, usize)> {
        let mut start = 0;
        while start < text.len() {
            if let Some(end) = self.walk(text, start, &mut step) {
                return Some((start, end));
            }
            start += char_at(text, start).1;
        }
        None
    }

    /// Where the word ends when it begins at `start`.
    fn walk(
        &self,
        text: &[u16],
        start: usize,
        step: &mut impl FnMut(u64, usize) -> u64,
    ) -> Option<usize> {
        let done = 1u64 << self.spelling.word().len();
        let (mut places, mut at) = (1u64, start);
        while at < text.len() {
            let next = step(places, at);
            // Most starts end here.
            if next == 0 && at == start {
                return None;
            }
            let (c, width) = char_at(text, at);
            if next & done != 0 {
                return Some(at + width);
            }
            // Quotation marks and brackets make no sound: “五育”并举 is wybj.
            let passes = at > start && is_mark(c) && !parts_letters(text, at);
            places = if passes { places | next } else { next };
            at += width;
            if places == 0 {
                break;
            }
        }
        None
    }

    /// The places reached from `places` by the character of `text` at `at`.
    pub(in crate::search) fn step_at(&self, places: u64, text: &[u16], at: usize) -> u64 {
        self.step(places, char_at(text, at).0, |own| own.holds(text, at))
    }

    /// The places reached from each place by a character that stands alone.
    pub(in crate::search) fn steps_of(&self, c: char) -> impl Iterator<Item = u64> {
        (0..self.spelling.word().len()).map(move |at| self.step(1 << at, c, |_| false))
    }

    /// Whether the character of a unit is one that the stations know nothing about: a letter of
    /// the word, which may stand in a text as it is, or half a rare character.
    pub(in crate::search) fn is_beyond_stations(&self, unit: u16) -> bool {
        let is_letter = u8::try_from(unit).is_ok_and(|letter| letter.is_ascii_lowercase());
        let stands = || {
            self.spelling
                .word()
                .iter()
                .any(|c| u32::from(*c) == u32::from(unit))
        };
        unit & 0xF800 == 0xD800 || (is_letter && stands())
    }

    /// Whether the character of a unit may be the first one of the word.
    pub(in crate::search) fn may_begin_with(&self, unit: u16) -> bool {
        let alone = char::from_u32(u32::from(unit));
        alone.is_none_or(|c| self.step(1, c, |_| true) != 0)
    }

    /// How many places the word has.
    pub(in crate::search) fn places(&self) -> usize {
        self.spelling.word().len()
    }

    /// The places in the word that can be reached from `places` by a character of the text, where
    /// those of our own readings count that `holds`.
    fn step(&self, places: u64, c: char, holds: impl Fn(&OwnReading) -> bool) -> u64 {
        let mut next = 0;
        for at in bits(places) {
            if self.spelling.word().get(at) == Some(&c) {
                next |= self.spelling.as_written(at);
            }
        }
        if c.is_ascii() {
            return next;
        }
        for (place, own) in OwnReadings::table().of(c) {
            if holds(own) {
                let leads = bits(places).map(|at| self.own_leads.get(place, at));
                next |= leads.fold(0, |all, leads| all | leads);
            }
        }
        let table = Readings::table();
        let Some(tabled) = table.tabled(c) else {
            let own = table.looked_up(c);
            let lead = |at: usize| {
                let own = own.iter();
                own.map(move |it| self.spelling.as_read(at, it.as_bytes()))
            };
            let led = bits(places).flat_map(lead);
            return led.fold(next, |all, leads| all | leads);
        };
        for syllable in tabled {
            for at in bits(places) {
                next |= self.leads.get(usize::from(*syllable), at);
            }
        }
        next
    }

    /// How many stations there are.
    pub(in crate::search) fn station_count(&self) -> usize {
        self.stations.len()
    }

    /// Of which stations the character of this unit can be the next one, a bit each.
    pub(in crate::search) fn heard_at(&self, unit: u16) -> u16 {
        let Some(c) = char::from_u32(u32::from(unit)) else {
            return 0;
        };
        // Most characters mean nothing but their readings, which have been tried.
        let is_plain =
            || !self.spelling.word().contains(&c) && OwnReadings::table().of(c).next().is_none();
        if let Some(tabled) = Readings::table().tabled(c).filter(|_| is_plain()) {
            let heard = |it: &SyllableId| self.heard.get(usize::from(*it));
            return tabled.iter().filter_map(heard).fold(0, |all, it| all | it);
        }
        let stations = self.stations.iter().enumerate();
        stations.fold(0, |heard, (bit, station)| {
            let leads = self.step(1 << station, c, |_| true) & self.live != 0;
            heard | u16::from(leads) << bit
        })
    }
}

/// Whether the end of the word is reached without passing `place`.
fn reaches_without(place: usize, ways: &[u64]) -> bool {
    let mut reached = 1u64;
    for (at, way) in ways.iter().enumerate() {
        if reached & 1 << at != 0 && at != place {
            reached |= way & !(1 << place);
        }
    }
    reached & 1 << ways.len() != 0
}

/// The character at a unit, and how many units it takes.
fn char_at(text: &[u16], at: usize) -> (char, usize) {
    match char::from_u32(u32::from(text[at])) {
        Some(c) => (c, 1),
        None => match char::decode_utf16(text[at..].iter().copied()).next() {
            Some(Ok(c)) => (c, 2),
            _ => (char::REPLACEMENT_CHARACTER, 1),
        },
    }
}

/// A folded mark that words are put in or names divided by, of those a reader does not hear.
fn is_mark(c: char) -> bool {
    "\"'<>()[]` 「」".contains(c)
}

/// Whether letters or figures stand on both sides: what they spell ends and begins there.
fn parts_letters(text: &[u16], at: usize) -> bool {
    let is_letter = |unit: Option<&u16>| {
        let ascii = unit.and_then(|unit| u8::try_from(*unit).ok());
        ascii.is_some_and(|ascii| ascii.is_ascii_alphanumeric())
    };
    is_letter(text[..at].last()) && is_letter(text[at..].get(1))
}

#[cfg(test)]
#[path = "pinyin_tests.rs"]
mod tests;
