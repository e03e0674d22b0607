//! Many phrases looked for in one walk over a text; asking for each on its own would walk it as
//! often as there are phrases.

use std::collections::HashMap;

/// Phrases by the character they begin with, each with what it stands for.
pub struct Phrases<T> {
    by_first: HashMap<char, Vec<(&'static str, T)>>,
}

impl<T: Copy> Phrases<T> {
    /// Phrases with what they stand for.
    pub fn new(phrases: impl IntoIterator<Item = (&'static str, T)>) -> Self {
        let mut by_first: HashMap<char, Vec<(&'static str, T)>> = HashMap::new();
        for (phrase, meaning) in phrases {
            if let Some(first) = phrase.chars().next() {
                by_first.entry(first).or_default().push((phrase, meaning));
            }
        }
        Phrases { by_first }
    }

    /// Every place of a phrase: first byte, the byte behind it, what it stands for. In the order
    /// of the text, and of the phrases where several begin at one place.
    pub fn places_in<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, usize, T)> + 'a {
        text.char_indices()
            .filter_map(|(at, c)| Some((at, self.by_first.get(&c)?)))
            .flat_map(move |(at, phrases)| {
                phrases
                    .iter()
                    .filter(move |(phrase, _)| text[at..].starts_with(phrase))
                    .map(move |(phrase, meaning)| (at, at + phrase.len(), *meaning))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_of_every_phrase_is_found_in_order() {
        let phrases = Phrases::new([("幼儿园", 1), ("教育", 2), ("幼儿", 3), ("园", 4)]);
        let found: Vec<_> = phrases.places_in("办幼儿园教育").collect();
        assert_eq!(found, [(3, 12, 1), (3, 9, 3), (9, 12, 4), (12, 18, 2)]);
    }
}
