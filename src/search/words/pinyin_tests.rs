use proptest::prelude::*;

use super::*;
use crate::packed::Texts;
use crate::search::words::alphabet::LettersOf;
use crate::search::words::pinyin_cache::PinyinCache;

fn find(word: &str, text: &str) -> Option<(usize, usize)> {
    let word: Vec<char> = word.chars().collect();
    let text: Vec<u16> = text.encode_utf16().collect();
    Sound::of(&word)?.find(&text)
}

#[test]
fn initials_full_syllables_and_mixtures_are_found_where_they_stand() {
    for (word, text, place) in [
        ("lys", "李云生", (0, 3)),
        ("liyunsheng", "李云生", (0, 3)),
        ("liys", "李云生", (0, 3)),
        ("李ys", "李云生", (0, 3)),
        ("yey", "配套幼儿园治理", (2, 5)),
        ("jyj", "旗教育局", (1, 4)),
        ("youeryuan", "强化幼儿园", (2, 5)),
    ] {
        assert_eq!(find(word, text), Some(place), "{word} in {text}");
    }
}

#[test]
fn every_reading_of_a_polyphone_counts() {
    for (word, text) in [
        ("chongqing", "重庆"),
        ("zhongqing", "重庆"),
        ("yinhang", "银行"),
        ("shan", "单"),
        ("xie", "解"),
        ("zeng", "曾"),
        ("changqi", "长期"),
        ("tiaozheng", "调整"),
        ("kuaiji", "会计"),
        ("liuan", "六安"),
        ("luan", "六安"),
        ("qiu", "仇"),
        ("zhai", "翟"),
    ] {
        assert!(find(word, text).is_some(), "{word} in {text}");
    }
}

#[test]
fn u_with_two_dots_is_written_v_or_u() {
    for (word, text) in [
        ("nv", "女"),
        ("nu", "女"),
        ("lvse", "绿色"),
        ("luse", "绿色"),
        ("zhanlue", "战略"),
        ("zhanlve", "战略"),
    ] {
        assert!(find(word, text).is_some(), "{word} in {text}");
    }
}

#[test]
fn letters_must_follow_one_another_without_a_gap() {
    assert_eq!(find("ls", "李云生"), None);
    assert_eq!(find("zzzz", "坚持五育并举发展素质教育"), None);
    assert_eq!(find("lyx", "李云生"), None);
}

#[test]
fn the_last_syllable_may_be_unfinished() {
    assert_eq!(find("liyunsh", "李云生"), Some((0, 3)));
    assert_eq!(find("youery", "幼儿园"), Some((0, 3)));
    assert_eq!(find("lish", "李云生"), None);
}

#[test]
fn a_hostile_word_over_polyphones_ends_at_once() {
    let text: Vec<u16> = "和".repeat(2_000).encode_utf16().collect();
    let word: Vec<char> = format!("{}x", "h".repeat(62)).chars().collect();
    let before = std::time::Instant::now();
    assert_eq!(Sound::of(&word).unwrap().find(&text), None);
    assert!(before.elapsed().as_secs() < 5);
}

#[test]
fn every_way_to_cut_a_word_passes_its_stations() {
    let stations = |word: &str| {
        let word: Vec<char> = word.chars().collect();
        Sound::of(&word).unwrap().stations
    };
    assert_eq!(stations("lys"), [0, 1, 2]);
    assert_eq!(stations("xueqian"), [0, 3]);
    assert_eq!(stations("李ys"), [0, 1, 2]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn what_is_sifted_out_is_never_found(
        word in "[a-z李学1ü']{1,8}|(xue|zh|ting|lao|yu|li)[1-5']{0,2}(qian|ch|sh|n)?",
        texts in proptest::collection::vec("[学前教育李云生女绿和行长乐亭谌a-ev1“）𠮷𠂇]{0,12}", 1..20),
    ) {
        let word: Vec<char> = word.chars().collect();
        if let Some(sound) = Sound::of(&word) {
            let texts = Texts::of(texts.iter().map(String::as_str));
            let mut heard = PinyinCache::new();
            let letters = texts.letters();
            let left = heard.sift(LettersOf::Texts(&letters), &sound);
            for bit in 0..texts.len() {
                let found = sound.find(texts.get(bit));
                prop_assert!(found.is_none() || left & 1 << bit != 0);
                prop_assert_eq!(heard.find(texts.get(bit), &sound), found);
            }
        }
    }
}
