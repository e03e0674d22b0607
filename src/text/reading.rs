//! How a word is read: a syllable of plain letters for each of its characters.

use super::fold;

/// The folded characters of `word` without blanks, each with the letters of its syllable, ü as `v`;
/// `None` when `syllables`, separated by blanks, are no reading of it: one for each, of letters.
pub fn reading(word: &str, syllables: &str) -> Option<Vec<(char, String)>> {
    let word: Vec<char> = fold(word).chars().filter(|c| *c != ' ').collect();
    let syllables: Vec<String> = syllables
        .split_whitespace()
        .map(|syllable| fold(syllable).replace('ü', "v"))
        .collect();
    let is_spoken = |syllable: &String| syllable.bytes().all(|letter| letter.is_ascii_lowercase());
    let fits = !word.is_empty() && word.len() == syllables.len() && syllables.iter().all(is_spoken);
    fits.then(|| word.into_iter().zip(syllables).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_has_a_syllable_of_letters_for_each_character() {
        let read = reading("单 田芳", "shan tian fang").unwrap();
        assert_eq!(read[0], ('单', "shan".to_owned()));
        assert_eq!(reading("吕后", "Lü hou").unwrap()[0].1, "lv");
        assert_eq!(reading("单田芳", "shan tian"), None);
        assert_eq!(reading("单", "3"), None);
        assert_eq!(reading("", ""), None);
    }
}
