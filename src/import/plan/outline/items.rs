//! Paragraphs that hold several numbered items, as web pages leave them.

use crate::import::plan::lines::labels::head_of;
use crate::import::plan::lines::marker::{MarkerKind, marker};
use crate::import::plan::lines::paragraphs::Paragraph;
use crate::import::plan::parties::parentheses::groups_in;
use crate::import::plan::words::chars::{ends_sentence, is_closing};

/// The paragraphs with those taken apart that hold several numbered items, each with the
/// parenthesis of who answers for it: （一）甲。1.乙。（责任单位：…）2.丙。（责任单位：…）
pub fn items_parted(paragraphs: Vec<Paragraph>) -> Vec<Paragraph> {
    let mut out = Vec::with_capacity(paragraphs.len());
    for paragraph in paragraphs {
        let starts = item_starts(&paragraph.text);
        if starts.is_empty() {
            out.push(paragraph);
            continue;
        }
        let ends = starts.iter().copied().chain([paragraph.text.len()]);
        let starts = [0].into_iter().chain(starts.iter().copied());
        for (start, end) in starts.zip(ends) {
            let text = paragraph.text[start..end].trim();
            if !text.is_empty() {
                out.push(Paragraph {
                    line: paragraph.line,
                    text: text.to_owned(),
                    marker: marker(text),
                });
            }
        }
    }
    out
}

/// Where numbers that count up stand behind ends of sentences, if responsibilities part them.
fn item_starts(text: &str) -> Vec<usize> {
    let mut starts: Vec<usize> = Vec::new();
    let mut parted = 0;
    let mut last: Option<(MarkerKind, u32)> = None;
    let mut before = None;
    for (at, c) in text.char_indices() {
        let is_end = before.is_some_and(|b| matches!(b, '。' | '；' | ';') || is_closing(b));
        before = if c.is_whitespace() { before } else { Some(c) };
        if !is_end || c.is_whitespace() {
            continue;
        }
        let Some(found) = marker(head_of(&text[at..], 16)).filter(|found| !found.is_weak) else {
            continue;
        };
        let is_next = match last {
            None => found.value == 1,
            Some((kind, value)) => kind == found.kind && found.value == value + 1,
        };
        if is_next {
            last = Some((found.kind, found.value));
            let from = starts.last().copied().unwrap_or(0);
            parted += usize::from(ends_in_responsibility(&text[from..at]));
            starts.push(at);
        }
    }
    let from = match starts.as_slice() {
        [_, .., last] => *last,
        _ => return Vec::new(),
    };
    parted += usize::from(ends_in_responsibility(&text[from..]));
    if parted >= starts.len() {
        starts
    } else {
        Vec::new()
    }
}

fn ends_in_responsibility(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| ends_sentence(c) || c.is_whitespace());
    text.ends_with(is_closing)
        && groups_in(text)
            .last()
            .is_some_and(|group| group.end >= text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::plan::lines::line::lines_of;
    use crate::import::plan::lines::paragraphs::paragraphs;

    #[test]
    fn items_of_one_paragraph_are_parted_by_their_responsibilities() {
        let parted = |text: &str| -> Vec<String> {
            let all = items_parted(paragraphs(&lines_of(text)));
            all.into_iter().map(|paragraph| paragraph.text).collect()
        };
        assert_eq!(
            parted("（一）甲改革。1.推动乙。（责任单位：县教育局）2.完善丙。（县财政局负责）"),
            [
                "（一）甲改革。",
                "1.推动乙。（责任单位：县教育局）",
                "2.完善丙。（县财政局负责）"
            ]
        );
        let steps = "1.甲改革。（1）推动乙；（2）完善丙。（责任单位：县教育局）";
        assert_eq!(parted(steps), [steps]);
    }
}
