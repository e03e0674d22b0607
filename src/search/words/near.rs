//! A word with one character wrong or one too many: 意识型态 for 意识形态.
//!
//! Whether a text is near depends on the word and the text alone, neither on other words nor on
//! how much was found: so another word never finds more, and `!` is the rest.

use crate::search::words::ignored::is_slight;
use crate::search::words::readings::Readings;

/// The shortest word: of three characters two prove nothing.
const SHORTEST: usize = 4;
const LONGEST: usize = 32;

/// Which texts a word is looked for in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::search) enum Among {
    /// Titles: any one character may be wrong.
    Titles,
    /// Names, which are alike by nature (县财政局, 县民政局): one character may stand for another
    /// that sounds the same, as input methods mix them up.
    Names,
}

/// Whether a bare word can be found nearly.
pub(in crate::search) fn may_be_near(bare: &[u16]) -> bool {
    let is_hanzi = |unit: &u16| (0x3400..=0x9FFF).contains(unit);
    (SHORTEST..=LONGEST).contains(&bare.len()) && bare.iter().all(is_hanzi)
}

/// The places in `text` of the characters of a bare word but for one; `None` when it is not near.
pub(in crate::search) fn find(text: &[u16], bare: &[u16], among: Among) -> Option<Vec<usize>> {
    // Most texts that come here are not near: nothing is put aside for those without marks.
    if !text.iter().any(|unit| is_slight(*unit)) {
        let (start, found) = locate(text, bare, among)?;
        return Some(right_places(start, found, bare).collect());
    }
    let counts = text
        .iter()
        .enumerate()
        .filter(|(_, unit)| !is_slight(**unit));
    let (places, units): (Vec<usize>, Vec<u16>) = counts.unzip();
    let (start, found) = locate(&units, bare, among)?;
    let right = right_places(start, found, bare);
    right.map(|at| places.get(at).copied()).collect()
}

/// Where a text goes on like the word but for one character.
fn locate(units: &[u16], bare: &[u16], among: Among) -> Option<(usize, WrongPlace)> {
    let fits = |(start, found): &(usize, WrongPlace)| {
        let right = units.get(start + found.wrong);
        let alike = || right.is_some_and(|right| sound_alike(*right, bare[found.wrong]));
        among == Among::Titles || (found.replaced && alike())
    };
    (0..units.len())
        .flat_map(|start| compare(&units[start..], bare).map(move |found| (start, found)))
        .find(fits)
}

fn right_places(start: usize, found: WrongPlace, bare: &[u16]) -> impl Iterator<Item = usize> {
    let end = bare.len() - usize::from(!found.replaced);
    let is_right = move |at: &usize| !(found.replaced && *at == found.wrong);
    (0..end).filter(is_right).map(move |at| start + at)
}

/// Whether two characters have a reading in common, tones left aside.
pub(in crate::search) fn sound_alike(one: u16, other: u16) -> bool {
    let readings = |unit: u16| {
        let c = char::from_u32(u32::from(unit))?;
        Readings::table().tabled(c)
    };
    let (Some(one), Some(other)) = (readings(one), readings(other)) else {
        return false;
    };
    one.iter().any(|syllable| other.contains(syllable))
}

/// Where a word and a text differ.
#[derive(Clone, Copy)]
struct WrongPlace {
    /// The character of the word that is wrong.
    wrong: usize,
    /// Whether another stands there in the text, or none.
    replaced: bool,
}

/// The ways in which `text` begins with the word but for one character.
fn compare(text: &[u16], bare: &[u16]) -> impl Iterator<Item = WrongPlace> {
    let wrong = bare.iter().zip(text).take_while(|(a, b)| a == b).count();
    let rest = bare.get(wrong + 1..);
    let goes_on = |skipped: usize| {
        let text = text.get(wrong + skipped..);
        rest.zip(text)
            .is_some_and(|(rest, text)| text.starts_with(rest))
    };
    let replaced = text.len() > wrong && goes_on(1);
    let ways = [(replaced, true), (goes_on(0), false)];
    let ways = ways.into_iter().filter(|(holds, _)| *holds);
    ways.map(move |(_, replaced)| WrongPlace { wrong, replaced })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(word: &str, text: &str, among: Among) -> Option<Vec<usize>> {
        let units = |text: &str| -> Vec<u16> { crate::packed::units_of(text).collect() };
        let word = units(word);
        assert!(may_be_near(&word), "{word:?}");
        find(&units(text), &word, among)
    }

    fn in_title(word: &str, text: &str) -> Option<Vec<usize>> {
        near(word, text, Among::Titles)
    }

    #[test]
    fn one_wrong_character_leaves_the_others_in_their_places() {
        assert_eq!(
            in_title("意识型态", "系统意识形态工作"),
            Some(vec![2, 3, 5])
        );
        assert_eq!(in_title("县管校骋", "县管校聘与轮岗"), Some(vec![0, 1, 2]));
        assert_eq!(in_title("先管校聘", "县管校聘与轮岗"), Some(vec![1, 2, 3]));
    }

    #[test]
    fn one_character_too_many_is_left_out() {
        assert_eq!(
            in_title("随迁迁子女", "保障随迁子女"),
            Some(vec![2, 3, 4, 5])
        );
        assert_eq!(
            in_title("随迁子女们", "保障随迁子女"),
            Some(vec![2, 3, 4, 5])
        );
    }

    #[test]
    fn marks_between_the_characters_do_not_count() {
        assert_eq!(
            in_title("编制周专池", "教师编制“周转池”"),
            Some(vec![2, 3, 5, 7])
        );
    }

    #[test]
    fn two_wrong_characters_are_too_many() {
        assert_eq!(in_title("意十型态", "意识形态工作"), None);
        assert_eq!(in_title("随迁儿女", "意识形态工作"), None);
        assert_eq!(in_title("态形识意", "意识形态工作"), None);
    }

    #[test]
    fn in_names_the_wrong_character_sounds_like_the_right_one() {
        let in_name = |word: &str, text: &str| near(word, text, Among::Names).is_some();
        assert!(in_name("体卫艺课", "体卫艺科"));
        assert!(in_name("发展归划科", "发展规划科"));
        assert!(!in_name("县民政局", "县财政局"));
        assert!(!in_name("教育局长", "忠县教育局电教馆"));
        assert!(!in_name("教育局长", "县教育局"));
    }

    #[test]
    fn short_words_and_letters_are_never_near() {
        let units = |text: &str| -> Vec<u16> { text.encode_utf16().collect() };
        assert!(!may_be_near(&units("李云生")));
        assert!(!may_be_near(&units("abcd")));
        assert!(!may_be_near(&units("15项任务")));
    }
}
