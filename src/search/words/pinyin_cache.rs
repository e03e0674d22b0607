//! What one thread has learnt about characters while it looks for one word by sound: how each can
//! be read, in terms of the word's places, so that a character met again is a look into a table.

use crate::search::bits::bits;
use crate::search::words::alphabet::{Alphabet, LettersOf};
use crate::search::words::own_readings::OwnReadings;
use crate::search::words::pinyin::{ALWAYS, MOST_STATIONS, Sound};

/// See the module.
pub(in crate::search) struct PinyinCache {
    /// By unit: one more than its place among those known, zero for an unknown one.
    known: Vec<u16>,
    /// Of each known one the stations it can be read at.
    stations: Vec<u16>,
    /// A bit for every unit that is known not to begin the word: most, and asked about most.
    mute: Vec<u64>,
    /// Of each known one how it is read from place to place. Few are ever walked over.
    ways: Vec<Ways>,
    /// Where those that were walked over lead from each place of the word.
    leads: Vec<u64>,
    /// See [`PinyinCache::audible`].
    audible: Option<Vec<(u16, u16)>>,
}

/// How a character leads from place to place.
#[derive(Clone, Copy)]
enum Ways {
    /// Not asked yet.
    Unknown,
    /// By its neighbours.
    Depends,
    /// As said from here on in the leads.
    From(usize),
}

impl PinyinCache {
    /// One that knows nothing yet.
    pub fn new() -> PinyinCache {
        PinyinCache {
            known: Vec::new(),
            stations: Vec::new(),
            mute: Vec::new(),
            ways: Vec::new(),
            leads: Vec::new(),
            audible: None,
        }
    }

    /// The stations of `sound` that the character of this unit can be read at, or [`ALWAYS`].
    pub fn stations(&mut self, unit: u16, sound: &Sound) -> u16 {
        let at = self.learnt(unit, sound);
        self.stations.get(at).copied().unwrap_or(ALWAYS)
    }

    /// The characters of an alphabet that can be read at any station, with which. A thread that
    /// looks for a word asks one alphabet only.
    pub fn audible(&mut self, alphabet: &Alphabet, sound: &Sound) -> &[(u16, u16)] {
        if self.audible.is_none() {
            let units = alphabet.units();
            let heard = units.map(|unit| (unit, self.stations(unit, sound)));
            self.audible = Some(heard.filter(|(_, stations)| *stations != 0).collect());
        }
        self.audible.as_deref().unwrap_or_default()
    }

    /// Where the word begins and ends in `text`, as [`Sound::find`] says it.
    pub fn find(&mut self, text: &[u16], sound: &Sound) -> Option<(usize, usize)> {
        sound.find_by(text, |places, at| self.step(places, text, at, sound))
    }

    /// The texts that may hold the word: what [`Sound::find`] finds is among them.
    pub fn sift(&mut self, letters: LettersOf, sound: &Sound) -> u64 {
        let mut stations = Stations {
            sure: 0,
            of_each: [0; MOST_STATIONS],
        };
        match letters {
            LettersOf::Texts(letters) => {
                for (unit, texts) in letters.iter() {
                    stations.add(self.stations(unit, sound), texts);
                }
            }
            LettersOf::Block(alphabet, block) => {
                for (unit, at) in self.audible(alphabet, sound) {
                    stations.add(*at, alphabet.with(*unit, block));
                }
            }
            LettersOf::Scanned(texts) => {
                for bit in 0..texts.len() {
                    for unit in texts.get(bit) {
                        stations.add(self.stations(*unit, sound), 1 << bit);
                    }
                }
            }
        }
        let all = stations.of_each.iter().take(sound.station_count());
        stations.sure | all.fold(u64::MAX, |all, texts| all & texts)
    }

    /// The places reached from `places` by the character of `text` at `at`.
    fn step(&mut self, places: u64, text: &[u16], at: usize, sound: &Sound) -> u64 {
        if places == 1 && self.is_mute(text[at]) {
            return 0;
        }
        let known = self.learnt(text[at], sound);
        if let Some(Ways::Unknown) = self.ways.get(known) {
            self.learn_ways(known, text[at], sound);
        }
        let Some(Ways::From(first)) = self.ways.get(known).copied() else {
            return sound.step_at(places, text, at);
        };
        let leads = self.leads.get(first..first + sound.places());
        let leads = leads.unwrap_or_default();
        let led = bits(places).filter_map(|place| leads.get(place));
        led.fold(0, |all, leads| all | leads)
    }

    fn is_mute(&self, unit: u16) -> bool {
        let bits = self.mute.get(usize::from(unit / 64));
        bits.is_some_and(|bits| bits >> (unit % 64) & 1 != 0)
    }

    /// The place of a unit among those known.
    fn learnt(&mut self, unit: u16, sound: &Sound) -> usize {
        if self.known.is_empty() {
            self.known = vec![0; usize::from(u16::MAX) + 1];
            self.mute = vec![0; usize::from(u16::MAX / 64) + 1];
        }
        match self.known[usize::from(unit)] {
            0 => self.learn(unit, sound),
            known => usize::from(known) - 1,
        }
    }

    #[cold]
    fn learn(&mut self, unit: u16, sound: &Sound) -> usize {
        let at = self.stations.len();
        let is_beyond = sound.is_beyond_stations(unit);
        self.stations.push(match is_beyond {
            true => ALWAYS,
            false => sound.heard_at(unit),
        });
        self.ways.push(Ways::Unknown);
        if let Some(bits) = self.mute.get_mut(usize::from(unit / 64)) {
            *bits |= u64::from(!sound.may_begin_with(unit)) << (unit % 64);
        }
        self.known[usize::from(unit)] = u16::try_from(at + 1).unwrap_or(0);
        at
    }

    #[cold]
    fn learn_ways(&mut self, known: usize, unit: u16, sound: &Sound) {
        let alone = char::from_u32(u32::from(unit));
        let alone = alone.filter(|c| OwnReadings::table().of(*c).next().is_none());
        let ways = match alone {
            Some(c) => {
                let first = self.leads.len();
                self.leads.extend(sound.steps_of(c));
                Ways::From(first)
            }
            None => Ways::Depends,
        };
        if let Some(place) = self.ways.get_mut(known) {
            *place = ways;
        }
    }
}

/// The texts that have a character for each station.
struct Stations {
    /// Those that are walked in any case.
    sure: u64,
    of_each: [u64; MOST_STATIONS],
}

impl Stations {
    /// Texts with a character that can be read at these stations.
    fn add(&mut self, at: u16, texts: u64) {
        if at & ALWAYS != 0 {
            self.sure |= texts;
        } else {
            for station in bits(u64::from(at)) {
                self.of_each[station] |= texts;
            }
        }
    }
}
