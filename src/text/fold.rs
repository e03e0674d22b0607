//! Full-width characters as the keys they stand for, and the form in which texts are compared.

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

/// One character as it is compared: half width, lower case. Always one character for one, so
/// that positions found in folded text hold in the text itself.
pub fn fold_char(c: char) -> char {
    match c {
        '\u{4E00}'..='\u{9FFF}' => c,
        '\0'..='\x7F' => c.to_ascii_lowercase(),
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
