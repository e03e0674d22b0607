//! Labels in a text: 责任单位：, 牵头科室 (单位): , 【完成时限】, several on a line.

use crate::import::plan::words::chars::{is_closing, is_opening};
use crate::import::plan::words::vocabulary::{LabelKind, vocabulary};

/// A label found in a text, with byte places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    /// What it says.
    pub slot: LabelKind,
    /// Where it begins.
    pub start: usize,
    /// Where the words behind it begin.
    pub value: usize,
}

/// Every label of `text`, in order.
pub fn labels_in(text: &str) -> Vec<Label> {
    let mut found: Vec<Label> = Vec::new();
    let mut floor = 0;
    for (at, c) in text.char_indices() {
        let label = match c {
            ':' | '：' | '∶' | '﹕' => before_colon(text, floor, at, at + c.len_utf8()),
            '】' | '］' | ']' | '〕' => in_brackets(text, floor, at, at + c.len_utf8()),
            _ => None,
        };
        if let Some(label) = label {
            floor = label.value;
            found.push(label);
        }
    }
    if found.first().is_none_or(|first| first.start > 0)
        && let Some(label) = before_space(text)
        && found.first().is_none_or(|first| first.start >= label.value)
    {
        found.insert(0, label);
    }
    found
}

/// The label a text begins with.
pub fn leading_label(text: &str) -> Option<Label> {
    let head = head_of(text, 60);
    labels_in(head).into_iter().next().filter(|label| {
        head[..label.start]
            .chars()
            .all(|c| c.is_whitespace() || is_opening(c) || matches!(c, '·' | '-' | '*'))
    })
}

/// The first `most` characters of a text.
pub fn head_of(text: &str, most: usize) -> &str {
    let end = text
        .char_indices()
        .nth(most)
        .map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// The label that ends at the colon at byte `colon`.
fn before_colon(text: &str, floor: usize, colon: usize, value: usize) -> Option<Label> {
    let (word, start) = word_before(text, floor, colon)?;
    accept(text, floor, &word, start, value)
}

/// 【责任单位】: the closing bracket does what a colon does elsewhere.
fn in_brackets(text: &str, floor: usize, close: usize, value: usize) -> Option<Label> {
    let near = text[floor..close].char_indices().rev().take(30);
    let open = near
        .map(|(at, c)| (floor + at, c))
        .find(|(_, c)| is_opening(*c))?
        .0;
    let inside = &text[open..close];
    let first = inside.chars().next()?;
    let word: String = inside
        .chars()
        .skip(1)
        .filter(|c| !c.is_whitespace())
        .collect();
    let slot = vocabulary().label(&word)?;
    let rest = text[value..].trim_start_matches([':', '：', ' ']);
    Some(Label {
        slot,
        start: open,
        value: text.len() - rest.len(),
    })
    .filter(|_| is_opening(first))
}

/// A label at the start of a line with nothing but a space behind it.
fn before_space(text: &str) -> Option<Label> {
    let start = text.len() - text.trim_start().len();
    let end = start + text[start..].find(char::is_whitespace)?;
    let word = &text[start..end];
    let slot = vocabulary().label(word)?;
    let value = text.len() - text[end..].trim_start().len();
    let is_sure = word.chars().count() >= 4 && !vocabulary().is_weak(word) && value < text.len();
    is_sure.then_some(Label { slot, start, value })
}

/// The longest label that ends at byte `end`, white space and one bracketed remark left out, and
/// where it begins.
fn word_before(text: &str, floor: usize, end: usize) -> Option<(String, usize)> {
    let words = vocabulary();
    // 责任单位为：
    let before = text[floor..end].trim_end().trim_end_matches(['为', '是']);
    let mut ends = vec![floor + before.len()];
    if before.ends_with(is_closing) {
        let open = before
            .char_indices()
            .rev()
            .take(16)
            .find(|(_, c)| is_opening(*c));
        ends.extend(open.map(|(at, _)| floor + before[..at].trim_end().len()));
    }
    let mut best: Option<(String, usize)> = None;
    for end in ends {
        let mut word = String::new();
        let mut count = 0;
        for (at, c) in text[floor..end]
            .char_indices()
            .rev()
            .take(words.longest_label() * 2)
        {
            if c.is_whitespace() {
                continue;
            }
            word.insert(0, c);
            count += 1;
            if count > words.longest_label() {
                break;
            }
            let is_longer = best
                .as_ref()
                .is_none_or(|(known, _)| known.len() < word.len());
            if is_longer && words.label(&word).is_some() {
                best = Some((word.clone(), floor + at));
            }
        }
    }
    best
}

fn accept(text: &str, floor: usize, word: &str, start: usize, value: usize) -> Option<Label> {
    let words = vocabulary();
    let before = text[floor..start].trim_end();
    let is_apart = before
        .chars()
        .next_back()
        .is_none_or(|c| !c.is_alphanumeric());
    if words.bars_label(before) || (words.is_weak(word) && !is_apart) {
        return None;
    }
    let rest = text[value..].trim_start();
    Some(Label {
        slot: words.label(word)?,
        start,
        value: text.len() - rest.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::people::Role;

    fn read(text: &str) -> Vec<(LabelKind, &str)> {
        let found = labels_in(text);
        let ends = found
            .iter()
            .skip(1)
            .map(|label| label.start)
            .chain([text.len()]);
        found
            .iter()
            .zip(ends)
            .map(|(label, end)| (label.slot, text[label.value..end].trim()))
            .collect()
    }

    const LEAD: LabelKind = LabelKind::Party(Role::LeadUnit);
    const RESPONSIBLE: LabelKind = LabelKind::Party(Role::ResponsibleUnit);

    #[test]
    fn labels_are_read_with_either_colon_spaces_and_a_remark() {
        for text in [
            "牵头单位：甲局",
            "牵头科室: 甲局",
            "牵头科室 (单位): 甲局",
            "牵 头 单 位 ：甲局",
            "【牵头单位】甲局",
            "牵头单位为：甲局",
            "牵头单位 甲局",
            "（牵头责任单位：甲局",
        ] {
            assert_eq!(read(text), [(LEAD, "甲局")], "{text}");
        }
    }

    #[test]
    fn several_labels_share_a_line_even_with_nothing_between() {
        assert_eq!(
            read("牵头科室(单位): 甲中心责任科室(单位): 乙科、丙科"),
            [(LEAD, "甲中心"), (RESPONSIBLE, "乙科、丙科")]
        );
        assert_eq!(
            read("甲局。责任单位：乙局。完成时限：长期坚持。"),
            [(RESPONSIBLE, "乙局。"), (LabelKind::Deadline, "长期坚持。")]
        );
    }

    #[test]
    fn words_of_a_sentence_are_no_labels() {
        for text in [
            "各责任单位：",
            "全面落实以下措施：",
            "有关责任单位：请",
            "要坚持问题：导向",
        ] {
            assert!(read(text).is_empty(), "{text}");
        }
        assert_eq!(leading_label("加强领导。责任单位：甲局"), None);
    }
}
