//! Texts whose line ends were lost on the way from a web page: whole documents on one line, the
//! paragraphs parted by mere spaces.

use super::kind::ends_like_title;
use super::labels::{head_of, leading_label};
use super::line::TextLine;
use super::marker::{MarkerKind, marker};
use crate::import::plan::words::chars::{ends_sentence, is_opening};

/// A line is taken for several only from this many characters on.
const SHORTEST: usize = 200;
/// How many headings have to stand in it.
const HEADINGS: usize = 2;
/// How many numbers have to stand in it, those of headings included.
const NUMBERS: usize = 4;

/// The lines with those that hold many paragraphs taken apart; the pieces keep the line's number.
pub fn unrolled(lines: Vec<TextLine>) -> Vec<TextLine> {
    let mut out = Vec::with_capacity(lines.len());
    for line in lines {
        if line.text.chars().nth(SHORTEST).is_none() || !is_run(&line.text) {
            out.push(line);
            continue;
        }
        let pieces = pieces(&line.text);
        out.extend(pieces.into_iter().map(|text| TextLine {
            number: line.number,
            text: text.to_owned(),
        }));
    }
    out
}

/// Whether headings and items stand in a line behind mere spaces.
fn is_run(text: &str) -> bool {
    let (mut headings, mut numbers) = (0, 0);
    for (_, word) in words(text) {
        let Some(marker) = strong_marker(word) else {
            continue;
        };
        numbers += 1;
        headings += usize::from(marker < MarkerKind::Arabic);
    }
    let is_listed = headings >= HEADINGS && numbers >= NUMBERS;
    !text.contains(['\t', '|']) && (is_listed || headings > HEADINGS)
}

fn strong_marker(word: &str) -> Option<MarkerKind> {
    marker(head_of(word, 16))
        .filter(|marker| !marker.is_weak)
        .map(|marker| marker.kind)
}

/// The places behind white space, each with the text from there on.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let starts = text.char_indices().scan(true, |was_space, (at, c)| {
        let is_start = *was_space && !c.is_whitespace();
        *was_space = c.is_whitespace();
        Some(is_start.then_some(at))
    });
    starts.flatten().map(|at| (at, &text[at..]))
}

/// The paragraphs of such a line. A space beside a figure or a Latin word, or right behind a
/// number, was a space before.
fn pieces(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, rest) in words(text) {
        let before = text[start..at].trim_end();
        if before.is_empty() {
            start = at;
            continue;
        }
        let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let is_item = strong_marker(rest).is_some() || leading_label(rest).is_some();
        let is_number_only = marker(before).is_some_and(|marker| marker.rest >= before.len());
        let is_ended = before.ends_with(|c| ends_sentence(c) || matches!(c, '日' | '号'))
            || ends_like_title(before);
        let is_inside = is_latin(before.chars().next_back())
            || (is_latin(rest.chars().next()) && !is_ended)
            || rest.starts_with(is_opening);
        // 牵头科室： and what stands behind it belong together.
        let is_open = before.ends_with(['：', ':', '、', '，', ',', '（', '('])
            && leading_label(before).is_some();
        if is_number_only || is_open || (is_inside && !is_item) {
            continue;
        }
        out.push(before);
        start = at;
    }
    out.push(text[start..].trim_end());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::plan::lines::line::lines_of;

    #[test]
    fn a_document_on_one_line_is_taken_apart_again() {
        let body = "加强服务，优化流程，提升能力，方便群众办事。".repeat(8);
        let paragraphs = [
            "某县2024年数据工作要点".to_owned(),
            "为做好 2024 年工作，制定本要点。".to_owned(),
            "一、总体要求".to_owned(),
            body.clone(),
            "二、重点任务".to_owned(),
            format!("1. 推进共享。{body}"),
            "责任单位：县数据局、 县财政局".to_owned(),
            format!("2.推进开放。{body}"),
        ];
        let got: Vec<String> = unrolled(lines_of(&paragraphs.join("  ")))
            .into_iter()
            .map(|line| line.text)
            .collect();
        let (last, others) = got.split_last().unwrap();
        assert_eq!(last, &paragraphs[7]);
        assert_eq!(others[..6], paragraphs[..6]);
    }

    #[test]
    fn a_long_paragraph_with_numbers_stays_whole() {
        let text = format!(
            "工作措施： 1.{0} 2.{0} 3.{0} 4.{0}",
            "做好各项工作，".repeat(20)
        );
        assert_eq!(unrolled(lines_of(&text)).len(), 1);
    }
}
