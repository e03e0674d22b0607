use proptest::prelude::*;

use super::*;

fn kind(word: &str, text: &str) -> Option<Kind> {
    Needle::new(word, false).find(text).map(|found| found.kind)
}

#[test]
fn a_word_is_found_as_it_stands_before_by_sound_and_with_gaps_last() {
    assert_eq!(kind("李云生", "李云生"), Some(Kind::Whole));
    assert_eq!(kind("强化", "强化师资力量"), Some(Kind::Prefix));
    assert_eq!(kind("师资", "强化师资力量"), Some(Kind::Inside));
    assert_eq!(kind("szll", "强化师资力量"), Some(Kind::Pinyin));
    assert_eq!(kind("强师", "强化师资力量"), Some(Kind::Fuzzy));
    assert_eq!(kind("师强", "强化师资力量"), None);
}

#[test]
fn widths_and_cases_do_not_matter() {
    assert_eq!(kind("ｐｐｔ", "制作PPT材料"), Some(Kind::Inside));
    assert_eq!(kind("LYS", "李云生"), Some(Kind::Pinyin));
    assert_eq!(kind("“五育”", "坚持\"五育\"并举"), Some(Kind::Inside));
}

#[test]
fn letters_are_never_found_with_gaps_between_them() {
    assert_eq!(kind("zzzz", "自然的主要的资源的准则"), None);
    assert_eq!(kind("ab", "a1b"), None);
}

#[test]
fn an_exact_word_is_found_only_as_it_stands() {
    let exact = Needle::new("强师", true);
    assert_eq!(exact.find("强化师资力量"), None);
    assert_eq!(Needle::new("qh", true).find("强化师资力量"), None);
    assert!(Needle::new("师资", true).find("强化师资力量").is_some());
}

#[test]
fn positions_are_those_of_the_characters_found() {
    let positions = |word: &str, text: &str| Needle::new(word, false).positions(text);
    assert_eq!(positions("师资", "强化师资力量"), Some(vec![2, 3]));
    assert_eq!(positions("szl", "强化师资力量"), Some(vec![2, 3, 4]));
    assert_eq!(positions("强力", "强化师资力量"), Some(vec![0, 4]));
    assert_eq!(positions("yx", "强化师资力量"), None);
}

#[test]
fn a_very_long_text_and_word_end() {
    let text = "教育".repeat(5_000);
    assert!(Needle::new(&"教".repeat(64), false).find(&text).is_none());
    assert!(Needle::new(&"育教".repeat(16), false).find(&text).is_some());
    assert!(Needle::new(&"jy".repeat(32), false).find(&text).is_none());
}

#[test]
fn the_kinds_come_in_this_order() {
    let better = [
        Kind::Whole,
        Kind::Prefix,
        Kind::Inside,
        Kind::Loose,
        Kind::OtherName,
        Kind::Pinyin,
        Kind::Fuzzy,
        Kind::Near,
    ];
    assert!(better.windows(2).all(|pair| pair[0] > pair[1]));
    assert_eq!(
        kind("学前教育的普及", "推动学前教育普及普惠"),
        Some(Kind::Loose)
    );
    assert_eq!(kind("五育并举", "坚持“五育”并举"), Some(Kind::Loose));
    assert_eq!(
        kind("旗发改委", "旗发展和改革委员会"),
        Some(Kind::OtherName)
    );
    assert_eq!(kind("发展和改革委员会", "旗发改委"), Some(Kind::OtherName));
    assert_eq!(kind("实小", "敖汉旗实验小学"), Some(Kind::OtherName));
    assert_eq!(kind("实验小学", "落实小学配套"), None);
}

#[test]
fn traditional_words_and_texts_are_found() {
    assert_eq!(
        kind("國家通用語言", "推广国家通用语言文字"),
        Some(Kind::Inside)
    );
    assert_eq!(
        kind("国家通用语言", "推廣國家通用語言文字"),
        Some(Kind::Inside)
    );
    assert_eq!(kind("lys", "李雲生"), Some(Kind::Pinyin));
}

#[test]
fn one_wrong_character_of_four_is_near_and_in_a_title_anywhere() {
    let in_title = |word: &str, text: &str| Needle::new(word, false).find_in_title(text);
    assert_eq!(kind("意识型态", "系统意识形态工作"), Some(Kind::Near));
    assert_eq!(kind("县管校骋", "县管校聘与轮岗"), None);
    let near = Some(Found {
        kind: Kind::Near,
        fine: 0,
    });
    assert_eq!(in_title("县管校骋", "县管校聘与轮岗"), near);
    assert_eq!(
        Needle::new("意识型态", true).find_in_title("系统意识形态工作"),
        None
    );
}

#[test]
fn positions_of_every_kind_are_those_of_the_characters_that_fit() {
    let positions = |word: &str, text: &str| Needle::new(word, false).positions_in_title(text);
    let found = |places: &[usize]| Some(places.to_vec());
    assert_eq!(
        positions("五育并举", "坚持“五育”并举"),
        found(&[3, 4, 6, 7])
    );
    assert_eq!(positions("wybj", "坚持“五育”并举"), found(&[3, 4, 5, 6, 7]));
    assert_eq!(positions("实小", "敖汉实验小学"), found(&[2, 3, 4, 5]));
    assert_eq!(positions("發展", "优质均衡发展"), found(&[4, 5]));
    assert_eq!(positions("意识型态", "系统意识形态工作"), found(&[2, 3, 5]));
    assert_eq!(positions("𠮷育", "𠮷、教育"), found(&[0, 3]));
    assert_eq!(
        Needle::new("县管校骋", false).positions("县管校聘与轮岗"),
        None
    );
}

/// A text of few characters, so that words are found in it now and then.
fn text() -> impl Strategy<Value = String> {
    "[学前教育的普及“”、 发改委展和革员会一二小第a1-3𠮷]{0,14}"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_block_finds_what_its_texts_find(word in text(), texts in proptest::collection::vec(text(), 0..12)) {
        let needle = Needle::new(&word, false);
        let block = Texts::of(texts.iter().map(String::as_str));
        let mut found = vec![None; texts.len()];
        let all = (1u64 << texts.len()) - 1;
        let letters = block.letters();
        Seeker::in_titles(&needle).find_all(&block, LettersOf::Texts(&letters), all, |bit, it| found[bit] = Some(it));
        for (text, found) in texts.iter().zip(found) {
            prop_assert_eq!(needle.find_in_title(text), found, "{} in {}", word, text);
        }
    }

    #[test]
    fn what_is_found_has_rising_positions_within_the_text(word in text(), text in text()) {
        let needle = Needle::new(&word, false);
        let places = needle.positions_in_title(&text);
        prop_assert_eq!(places.is_some(), needle.find_in_title(&text).is_some());
        let places = places.unwrap_or_default();
        prop_assert!(places.is_sorted_by(|a, b| a < b));
        prop_assert!(places.iter().all(|at| *at < text.chars().count()));
    }
}
