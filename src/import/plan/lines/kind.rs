//! What a line is by its words alone: a document number, a date, the name of an issuer, the head of
//! an appendix, the end of a title, a number, or words that close a document.

use chrono::NaiveDate;

use super::line::without_bullet;
use super::marker::{MarkerKind, marker};
use crate::domain::dates::mentions_in;
use crate::domain::measure::Precision;
use crate::import::plan::words::chars::{
    dense, digit, han_digit, han_number, is_closing, is_han, is_opening,
};
use crate::import::plan::words::unit_words::looks_like_unit;
use crate::import::plan::words::vocabulary::{
    ends_with_any, longest_start, starts_with_any, vocabulary,
};

/// Lines longer than this are text, whatever they begin with.
pub const SHORT: usize = 60;

/// 鄂党办发〔2019〕12号 and nothing else.
pub fn is_document_number(text: &str) -> bool {
    let text = dense(text);
    let Some(open) = text.find(['〔', '[', '［', '（', '(', '【', '﹝']) else {
        return false;
    };
    let year: String = text[open..].chars().skip(1).take(4).collect();
    let rest: String = text[open..].chars().skip(6).collect();
    let digits = rest.trim_start_matches('第').trim_end_matches('号');
    let is_number = !digits.is_empty()
        && digits.len() < rest.len()
        && digits.chars().all(|c| digit(c).is_some());
    is_number
        && year.chars().filter_map(digit).count() == 4
        && (1..=14).contains(&text[..open].chars().count())
        && text
            .chars()
            .all(|c| is_han(c) || c.is_alphanumeric() || "〔〕[]［］（）()【】﹝﹞".contains(c))
}

/// The first date of a text that is exact to the day.
pub fn first_day(text: &str) -> Option<NaiveDate> {
    let chars: Vec<char> = dense(text).chars().collect();
    mentions_in(&chars)
        .into_iter()
        .filter(|mention| mention.precision == Precision::Day)
        .find_map(|mention| mention.due(None))
}

/// Whether a line is nothing but the name of an issuer.
pub fn is_issuer(text: &str) -> bool {
    let text = dense(text);
    let length = text.chars().count();
    (4..=40).contains(&length)
        && text
            .chars()
            .all(|c| is_han(c) || matches!(c, '（' | '）' | '(' | ')'))
        && looks_like_unit(&text)
        && longest_start(&text, &vocabulary().frame.title_verbs).is_none()
}

/// Whether a paragraph closes a document: copies to, contacts, remarks on publication.
pub fn is_closing_line(text: &str) -> bool {
    let text = without_bullet(text);
    starts_with_any(
        &dense(text).chars().take(12).collect::<String>(),
        &vocabulary().frame.closing,
    ) && text.chars().count() <= 120
}

/// 附件, 附件1, 附表2: from here on an appendix.
pub fn is_appendix(text: &str) -> bool {
    let text = dense(text);
    let rest = text
        .strip_prefix("附件")
        .or_else(|| text.strip_prefix("附表"));
    rest.is_some_and(|rest| {
        rest.chars().all(|c| {
            digit(c).is_some()
                || han_digit(c).is_some()
                || matches!(c, '：' | ':' | '-' | '—' | '十')
        })
    })
}

/// Whether a line ends in a word of titles, remarks in brackets left out.
pub fn ends_like_title(text: &str) -> bool {
    let mut text = dense(text);
    while text.ends_with(is_closing) {
        let Some(open) = text.rfind(is_opening) else {
            break;
        };
        text.truncate(open);
    }
    let core = text.trim_end_matches(['》', '〉', '"', '”']);
    ends_with_any(core, &vocabulary().frame.title_ends) && text.chars().count() >= 2
}

/// Whether a line may head the rows of a table below it: 二、民生实事, 一 强化统筹.
pub fn is_heading_of_rows(text: &str) -> bool {
    let is_short = !text.is_empty() && text.chars().count() <= 40 && !text.contains('。');
    let mut words = text.split_whitespace();
    let is_apart = words.next().is_some_and(|word| han_number(word).is_some())
        && words.next().is_some()
        && words.next().is_none();
    let is_numbered = || marker(text).is_some_and(|marker| marker.kind < MarkerKind::Arabic);
    is_short && (is_apart || is_numbered())
}

/// The number that a cell consists of: 3, 3., 3、.
pub fn number_in(text: &str) -> Option<u32> {
    let digits: String = text
        .trim_end_matches(['.', '、', '．'])
        .chars()
        .map_while(|c| digit(c).and_then(|d| char::from_digit(d, 10)))
        .collect();
    (digits.len() <= 4
        && text
            .chars()
            .all(|c| digit(c).is_some() || matches!(c, '.' | '、' | '．')))
    .then(|| digits.parse().ok())
    .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_number_is_a_line_of_its_own() {
        assert!(is_document_number("鄂党办发〔2019〕12号"));
        assert!(is_document_number("达市教 [2020] 1 号"));
        assert!(!is_document_number("按照（赤党发〔2023〕5号）要求"));
        assert!(!is_document_number("某县方案（2023年）"));
    }
}
