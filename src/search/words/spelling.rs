//! How a typed word may be cut into syllables: where reading each syllable leads to from each
//! place of the word.

use crate::search::bits::bits;

/// A word of at most 63 characters, one of them a letter, read from each of its places.
#[derive(Clone, Debug)]
pub(in crate::search) struct Spelling {
    word: Vec<char>,
    /// The places that may be passed without a character of the text: `xi'an`, `li3yun2`.
    silent: u64,
    /// The places that each letter from a to z may begin a syllable at.
    starts: [u64; 26],
}

impl Spelling {
    /// That of `word`, folded.
    pub fn of(word: &[char]) -> Spelling {
        let starts_at = |letter: u8| {
            let fits = word.iter().map(|typed| is_letter(*typed, letter));
            fits.rev().fold(0, |all, fits| all << 1 | u64::from(fits))
        };
        let mut starts = [0; 26];
        for (places, letter) in starts.iter_mut().zip(b'a'..) {
            *places = starts_at(letter);
        }
        Spelling {
            word: word.to_vec(),
            silent: silent(word),
            starts,
        }
    }

    /// The word.
    pub fn word(&self) -> &[char] {
        &self.word
    }

    /// Where the character at a place leads when it stands in the text itself.
    pub fn as_written(&self, at: usize) -> u64 {
        self.passing(2 << at)
    }

    /// Where reading a character as `syllable` leads from a place.
    pub fn as_read(&self, at: usize, syllable: &[u8]) -> u64 {
        let rest = self.word.get(at..).unwrap_or_default();
        self.passing(leads_to(rest, syllable) << at)
    }

    /// The same for each syllable and place.
    pub fn leads<'s>(&self, syllables: impl ExactSizeIterator<Item = &'s [u8]>) -> Leads {
        let places = self.word.len();
        let mut leads = Leads {
            steps: vec![0; places * syllables.len()],
            starts: Vec::with_capacity(syllables.len()),
            places,
        };
        for (index, syllable) in syllables.enumerate() {
            let letter = syllable.first().and_then(|it| it.checked_sub(b'a'));
            let starts = letter.and_then(|it| self.starts.get(usize::from(it)));
            let starts = starts.copied().unwrap_or(0);
            leads.starts.push(starts);
            for at in bits(starts) {
                let steps = self.as_read(at, syllable) >> at;
                // No reading is as long as a step has bits.
                leads.steps[index * places + at] = u32::try_from(steps).unwrap_or(0);
            }
        }
        leads
    }

    /// `places` with those that silent characters lead on to: an apostrophe after a tone at most.
    fn passing(&self, places: u64) -> u64 {
        let one = places | (places & self.silent) << 1;
        one | (one & self.silent) << 1
    }
}

/// Where each of some syllables leads from each place of a word.
#[derive(Clone, Debug)]
pub(in crate::search) struct Leads {
    /// For each syllable one a place, bit 0 being the place itself: half the memory of masks of
    /// all places, which for a long word would be handed back to the kernel after each use.
    steps: Vec<u32>,
    /// For each syllable the places where there are any.
    starts: Vec<u64>,
    places: usize,
}

impl Leads {
    /// Where a syllable leads from a place.
    pub fn get(&self, syllable: usize, at: usize) -> u64 {
        let steps = self.steps.get(syllable * self.places + at);
        steps.map_or(0, |steps| u64::from(*steps) << at)
    }

    /// Every syllable with a place it can be read at, and where it leads from there.
    pub fn each(&self) -> impl Iterator<Item = (usize, usize, u64)> {
        let all = self.starts.iter().enumerate();
        all.flat_map(move |(syllable, starts)| {
            bits(*starts).map(move |at| (syllable, at, self.get(syllable, at)))
        })
    }
}

/// The places of `word` that may be passed without a character of the text.
fn silent(word: &[char]) -> u64 {
    let is_silent = |at: &usize| match word[*at] {
        '\'' => *at > 0,
        // A tone, where a syllable of two letters or more ends: not in `b1` or `pm2`.
        '1'..='5' => matches!(
            word[..*at],
            [
                ..,
                'a'..='z',
                'a' | 'e' | 'i' | 'o' | 'u' | 'v' | 'n' | 'g' | 'r'
            ]
        ),
        _ => false,
    };
    let places = (0..word.len()).filter(is_silent);
    places.fold(0, |all, at| all | 1 << at)
}

/// The places reached by reading a character as `syllable` where `rest` begins: its first letter
/// (zh, ch and sh count as one), or all of it, or as much of it as the word has left. Bit 0 is
/// where `rest` begins.
fn leads_to(rest: &[char], syllable: &[u8]) -> u64 {
    let pairs = rest.iter().zip(syllable);
    let same = pairs
        .take_while(|(wanted, letter)| is_letter(**wanted, **letter))
        .count();
    let initial = match syllable {
        _ if same == 0 => 0,
        [b'z' | b'c' | b's', b'h', ..] if same > 1 => 0b110,
        _ => 0b010,
    };
    let is_read = same > 0 && (same == syllable.len() || same == rest.len());
    initial | if is_read { 1 << same } else { 0 }
}

/// Whether the typed letter stands for this letter of a reading: ü is written `v` or `u`.
fn is_letter(typed: char, letter: u8) -> bool {
    typed == char::from(letter) || (letter == b'v' && matches!(typed, 'u' | 'ü'))
}
