//! Where the title of an item ends and its text begins.

use crate::domain::dates::mentions_in;
use crate::import::plan::words::chars::{ends_sentence, trim_signs};

/// The longest first sentence that is taken for a title.
const LONGEST_TITLE: usize = 60;

/// The same for a sentence of a list: only few plain words without a figure are its title.
pub fn split_short_title(text: &str) -> (String, String) {
    const LONGEST: usize = 25;
    let (title, rest) = split_title(text, false);
    let is_plain =
        title.chars().count() <= LONGEST && !title.contains(|c: char| c.is_ascii_digit());
    if is_plain && !rest.is_empty() {
        (title, rest)
    } else {
        (String::new(), text.to_owned())
    }
}

/// The title of an item and the words behind it. `has_more`: whether more text stands under it, so
/// that a single sentence is its title.
pub fn split_title(text: &str, has_more: bool) -> (String, String) {
    let text = text.trim();
    let Some((at, sign)) = title_end(text) else {
        let is_title = has_more || text.chars().count() <= 20;
        return if is_title && !text.ends_with('：') && text.chars().count() <= 2 * LONGEST_TITLE {
            (trim_signs(text).to_owned(), String::new())
        } else {
            (String::new(), text.to_owned())
        };
    };
    let (first, rest) = (&text[..at], text[at + sign..].trim());
    let is_short = first.chars().count() <= LONGEST_TITLE && first.chars().count() >= 2;
    if !is_short || has_date(first) || (rest.is_empty() && !has_more) {
        return (String::new(), text.to_owned());
    }
    (trim_signs(first).to_owned(), rest.to_owned())
}

/// Where the first sentence ends, and how long the sign is: 。 or a colon or dash behind few words.
fn title_end(text: &str) -> Option<(usize, usize)> {
    let mut depth = 0_usize;
    let mut quoted = false;
    for (count, (at, c)) in text.char_indices().enumerate() {
        match c {
            '《' => depth += 1,
            '》' => depth = depth.saturating_sub(1),
            '“' => quoted = true,
            '”' => quoted = false,
            _ => {}
        }
        let is_open = depth == 0 && !quoted;
        let rest = &text[at + c.len_utf8()..];
        let is_end = match c {
            '。' | '｡' | '．' => is_open,
            '：' | ':' => {
                is_open && (4..=25).contains(&count) && !text[..at].contains(['，', ','])
            }
            '—' => is_open && (4..=25).contains(&count) && rest.starts_with('—'),
            _ => false,
        };
        if is_end {
            return Some((at, c.len_utf8() + if c == '—' { '—'.len_utf8() } else { 0 }));
        }
        if ends_sentence(c) && is_open {
            return None;
        }
    }
    None
}

fn has_date(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    mentions_in(&chars)
        .iter()
        .any(|mention| mention.year.is_some())
}

/// 到2025年，建成泵站: the words behind a clause that is a mere date.
fn behind_date(text: &str) -> &str {
    let Some(comma) = text.find(['，', ',']) else {
        return text;
    };
    let clause: Vec<char> = text[..comma].chars().take(20).collect();
    let is_date = mentions_in(&clause).first().is_some_and(|mention| {
        let around = clause[..mention.start].iter().chain(&clause[mention.end..]);
        around
            .into_iter()
            .all(|c| "到至在于截止底末前内之以".contains(*c))
    });
    let behind = trim_signs(&text[comma..]);
    if is_date && !behind.is_empty() {
        behind
    } else {
        text
    }
}

/// A short name for words without a title: their first clause that is no mere date.
pub fn short_title(text: &str) -> String {
    const SHORTEST: usize = 6;
    const LONGEST: usize = 40;
    let text = behind_date(trim_signs(text));
    let mut end = text.len();
    for (count, (at, c)) in text.char_indices().enumerate() {
        let is_break = ends_sentence(c) || matches!(c, '，' | ',' | '：' | ':' | '\n');
        if (is_break && count >= SHORTEST) || count >= LONGEST {
            end = at;
            break;
        }
    }
    trim_signs(&text[..end]).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_title_is_the_first_clause_that_is_no_mere_date() {
        for (text, title) in [
            ("到2025年，创建示范园1所，建设试点校", "创建示范园1所"),
            (
                "2024年底前,完成管网改造20公里。其余再说",
                "完成管网改造20公里",
            ),
            ("2025年职普比例合理，持续优化", "2025年职普比例合理"),
            ("到2025年，", "到2025年"),
            ("健全督导体制，配齐督学", "健全督导体制"),
        ] {
            assert_eq!(short_title(text), title);
        }
    }
}
