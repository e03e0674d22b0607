//! Small questions about characters and pieces of text that every stage asks.

/// Brackets that open; any of the closing ones may end any of them, since documents mix widths.
const OPENING: [char; 9] = ['(', '（', '[', '［', '【', '〔', '{', '｛', '﹙'];
const CLOSING: [char; 9] = [')', '）', ']', '］', '】', '〕', '}', '｝', '﹚'];

/// Whether `c` opens a bracket.
pub fn is_opening(c: char) -> bool {
    OPENING.contains(&c)
}

/// Whether `c` closes a bracket.
pub fn is_closing(c: char) -> bool {
    CLOSING.contains(&c)
}

/// Whether `c` is a Chinese character.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3134F}' | '〇')
}

/// Whether `c` ends a sentence or a clause of a list.
pub fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '；' | ';' | '!' | '?' | '｡')
}

/// The decimal digit that `c` stands for, in half or full width.
pub fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => c.to_digit(10),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

/// The digit that a Chinese numeral stands for.
pub fn han_digit(c: char) -> Option<u32> {
    "〇一二三四五六七八九"
        .chars()
        .position(|numeral| numeral == c)
        .or(match c {
            '零' | '○' => Some(0),
            '两' => Some(2),
            _ => None,
        })
        .and_then(|value| u32::try_from(value).ok())
}

/// The value of a Chinese number below a thousand: 十二, 一百零八, 二三 is none.
pub fn han_number(text: &str) -> Option<u32> {
    let mut total = 0;
    let mut last = None;
    for c in text.chars() {
        match (c, last) {
            ('百', Some(digit)) => {
                total += 100 * digit;
                last = None;
            }
            ('十', digit) => {
                total += 10 * digit.unwrap_or(1);
                last = None;
            }
            ('零' | '〇', _) => last = None,
            (c, None) => last = Some(han_digit(c)?),
            _ => return None,
        }
    }
    (!text.is_empty()).then_some(total + last.unwrap_or(0))
}

/// Whether white space between the two is noise of the layout.
fn is_noise_between(before: char, after: char) -> bool {
    !(before.is_ascii_alphanumeric() && after.is_ascii_alphabetic()
        || before.is_ascii_alphabetic() && after.is_ascii_alphanumeric())
}

/// `text` without the white space that converters leave between Chinese characters.
pub fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() {
            gap = true;
            continue;
        }
        if gap
            && out
                .chars()
                .next_back()
                .is_some_and(|last| !is_noise_between(last, c))
        {
            out.push(' ');
        }
        gap = false;
        out.push(c);
    }
    out
}

/// `text` without any white space.
pub fn dense(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// `text` without white space, brackets' contents and final signs, in half width: for comparing.
pub fn bare(text: &str) -> String {
    let words = without_brackets(text);
    let kept = words.chars().filter(|c| c.is_alphanumeric() || is_han(*c));
    kept.map(crate::text::fold_char).collect()
}

/// A text without its brackets and what is in them.
pub fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::new();
    for c in text.chars() {
        if is_opening(c) {
            depth += 1;
        } else if is_closing(c) {
            depth = depth.saturating_sub(1);
        } else if depth == 0 {
            out.push(c);
        }
    }
    out
}

/// `text` without the signs and spaces at its ends that separate it from its neighbours.
pub fn trim_signs(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '。' | '．' | '.' | '，' | ',' | '；' | ';' | '、' | '：' | ':' | '｡'
            )
    })
}

/// How many brackets are open at the end of `text`.
pub fn open_brackets(text: &str) -> usize {
    let mut depth = 0_usize;
    for c in text.chars() {
        if is_opening(c) || c == '《' {
            depth += 1;
        } else if is_closing(c) || c == '》' {
            depth = depth.saturating_sub(1);
        }
    }
    depth
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_characters_have_values() {
        for (text, value) in [
            ("一", 1),
            ("十", 10),
            ("十二", 12),
            ("二十", 20),
            ("三十一", 31),
            ("一百零八", 108),
        ] {
            assert_eq!(han_number(text), Some(value), "{text}");
        }
        assert_eq!(han_number("一二"), None);
        assert_eq!(han_number("党"), None);
    }

    #[test]
    fn spaces_inside_words_go_and_those_between_latin_words_stay() {
        assert_eq!(
            tidy("根 据 2020 年 有害 APP、 Word 2 份"),
            "根据2020年有害APP、Word 2份"
        );
    }
}
