//! Full-width characters as the keys they stand for, and the form in which texts are compared: half
//! width, lower case, simplified.

/// The ASCII key a full-width character stands for on a Chinese keyboard; other characters stay.
///
/// `、` is the key `/`: that is what the input method types for it.
pub fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        '。' => '.',
        '、' => '/',
        '【' => '[',
        '】' => ']',
        '《' | '〈' => '<',
        '》' | '〉' => '>',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        '￥' | '¥' => '$',
        '·' => '`',
        other => other,
    }
}

/// The block of common Hanzi.
const FIRST_HANZI: u32 = 0x4E00;
const LAST_HANZI: u32 = 0x9FFF;

/// What each common Hanzi is compared as: itself, or the simplified character for it. Tabled when
/// the program is built, since every character of every text goes through here.
static SIMPLIFIED: [u16; (LAST_HANZI - FIRST_HANZI + 1) as usize] = simplified();

#[expect(
    clippy::cast_possible_truncation,
    reason = "Hanzi of this block end at 0x9FFF, and no conversion traits exist in a const fn"
)]
const fn simplified() -> [u16; (LAST_HANZI - FIRST_HANZI + 1) as usize] {
    let pairs = include_bytes!("../../data/traditional.txt");
    let mut table = [0; (LAST_HANZI - FIRST_HANZI + 1) as usize];
    let mut at = 0;
    while at < table.len() {
        table[at] = FIRST_HANZI as u16 + at as u16;
        at += 1;
    }
    at = 0;
    // A pair is two characters of three bytes and the end of the line.
    while at + 6 <= pairs.len() {
        if pairs[at] == b'#' {
            while pairs[at] != b'\n' {
                at += 1;
            }
        } else {
            let traditional = three_bytes(pairs, at);
            table[(traditional - FIRST_HANZI) as usize] = three_bytes(pairs, at + 3) as u16;
            at += 6;
        }
        at += 1;
    }
    table
}

/// The character that three bytes of UTF-8 stand for.
const fn three_bytes(bytes: &[u8], at: usize) -> u32 {
    let high = (bytes[at] as u32 & 0x0F) << 12;
    let middle = (bytes[at + 1] as u32 & 0x3F) << 6;
    high | middle | (bytes[at + 2] as u32 & 0x3F)
}

/// The traditional characters that are compared as one of `folded`; `None` when not all of it is
/// common Hanzi, which alone are compared as nothing else.
pub fn traditional_of(folded: &str) -> Option<Vec<char>> {
    let hanzi = FIRST_HANZI..=LAST_HANZI;
    if !folded.chars().all(|c| hanzi.contains(&u32::from(c))) {
        return None;
    }
    let all = hanzi.filter_map(char::from_u32);
    let others = all.filter(|c| fold_char(*c) != *c && folded.contains(fold_char(*c)));
    Some(others.collect())
}

/// One character as it is compared: half width, lower case, simplified. Always one character for
/// one, so that positions found in folded text hold in the text itself.
///
/// Packed blocks keep folded text: whoever changes what this answers raises their format.
pub fn fold_char(c: char) -> char {
    match c {
        '\u{4E00}'..='\u{9FFF}' => {
            let at = (u32::from(c) - FIRST_HANZI) as usize;
            char::from_u32(u32::from(SIMPLIFIED[at])).unwrap_or(c)
        }
        '\0'..='\x7F' => c.to_ascii_lowercase(),
        // Signs, kana and the like, which have no case.
        '\u{3000}'..='\u{4DFF}' => half_width(c),
        other => {
            let half = half_width(other);
            let mut lower = half.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(single), None) => single,
                // 'İ' has two characters in lower case; a second one would shift every position.
                _ => half,
            }
        }
    }
}

/// `text` as it is compared, character for character.
pub fn fold(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_full_width_character_counts_as_the_key_it_stands_for() {
        let typed = "ＡＢＣａ０～９：，。、（）／；？！【】《》“”‘’￥·　＜＝｜";
        let keys: String = typed.chars().map(half_width).collect();
        assert_eq!(keys, "ABCa0~9:,./()/;?![]<>\"\"''$` <=|");
    }

    #[test]
    fn what_is_no_key_stays_itself() {
        for c in "督办…—①○〇é".chars() {
            assert_eq!(half_width(c), c);
        }
    }

    #[test]
    fn folding_makes_widths_and_cases_equal() {
        assert_eq!(fold("ＡbＣ１２％"), "abc12%");
        assert_eq!(fold("学前教育ABC"), "学前教育abc");
    }

    #[test]
    fn a_traditional_character_counts_as_the_simplified_one() {
        assert_eq!(fold("國家通用語言文字"), "国家通用语言文字");
        assert_eq!(fold("巴彥淖爾臨河區衛藝"), "巴彦淖尔临河区卫艺");
        assert_eq!(fold("雲體發後裏爲於"), "云体发后里为于");
        // Characters that simplified texts use as well stay apart.
        assert_eq!(fold("乾坤著名藉口重覆"), "乾坤著名藉口重覆");
    }

    #[test]
    fn every_pair_of_the_table_is_two_hanzi_and_leads_to_one_that_stays() {
        let pairs = include_str!("../../data/traditional.txt").lines();
        let pairs: Vec<&str> = pairs.filter(|line| !line.starts_with('#')).collect();
        assert!(pairs.len() > 2_000 && pairs.is_sorted());
        for pair in pairs {
            let chars: Vec<char> = pair.chars().collect();
            assert!(chars.len() == 2 && pair.len() == 6, "{pair}");
            assert_eq!(fold_char(chars[0]), chars[1], "{pair}");
            assert_eq!(fold_char(chars[1]), chars[1], "{pair}");
        }
    }

    proptest! {
        #[test]
        fn folding_keeps_every_character_in_its_place(text in "\\PC{0,60}") {
            prop_assert_eq!(fold(&text).chars().count(), text.chars().count());
        }

        #[test]
        fn folding_twice_changes_nothing_more(text in "[ -~一-龥！-～、。]{0,60}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
