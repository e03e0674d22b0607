//! Where in its source the words of a field stand, for somebody who compares the two.

use crate::import::source::{LineKind, SourceLine, SourceText};
use crate::text::fold_char;

/// How many characters of a task's own lines are looked through.
const MOST: usize = 30_000;

/// How many lines before a task are looked through for what it takes from above: a merged cell,
/// the heading of its section.
const ABOVE: usize = 400;

/// Of longer words the beginning is looked for: the reader may have joined or cut the rest.
const LONGEST: usize = 16;

/// Up to here a line is shown whole.
const WHOLE: usize = 60;

/// Words of a field in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourcePlace {
    /// The number of the line they begin on.
    pub line: u32,
    /// Its place among the lines of the source.
    pub at: usize,
    /// The original wording around them.
    pub text: String,
}

/// Finds `words` in the lines of the task that begins on `line`, before the next one at `next`;
/// else above them, the nearest first.
pub fn place_of(
    source: &SourceText,
    line: u32,
    next: Option<u32>,
    words: &str,
) -> Option<SourcePlace> {
    let wanted: Vec<char> = flat(words).take(LONGEST).collect();
    if wanted.is_empty() {
        return None;
    }
    let lines = &source.lines;
    let from = index_of(source, line)?;
    let own = lines[from..]
        .iter()
        .take_while(|own| next.is_none_or(|next| own.number < next || own.number == line));
    let to = from + own.count();
    if let Some(place) = find(lines, from, to, &wanted) {
        return Some(place);
    }
    let above = (from.saturating_sub(ABOVE)..from).rev();
    above
        .into_iter()
        .find_map(|at| find(lines, at, at + 1, &wanted))
}

/// The place of the first line of this number among the lines. Those of a text stand where their
/// number says; paragraphs and rows may be counted with gaps.
pub fn index_of(source: &SourceText, line: u32) -> Option<usize> {
    let lines = &source.lines;
    let near = usize::try_from(line).ok()?.checked_sub(1)?;
    let is_there = |at: &usize| lines.get(*at).is_some_and(|own| own.number == line);
    let is_first = |at: &usize| *at == 0 || lines[*at - 1].number != line;
    let found = Some(near).filter(is_there).filter(is_first);
    found.or_else(|| lines.iter().position(|own| own.number >= line))
}

/// The characters that count: folded, without white space.
fn flat(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !c.is_whitespace()).map(fold_char)
}

/// Looks through the lines as if they were one: a hard wrap may stand inside a word.
fn find(lines: &[SourceLine], from: usize, to: usize, wanted: &[char]) -> Option<SourcePlace> {
    let mut chars = Vec::new();
    let mut places = Vec::new();
    for (at, line) in lines.iter().enumerate().take(to).skip(from) {
        for (place, c) in line.text.chars().enumerate() {
            if !c.is_whitespace() {
                chars.push(fold_char(c));
                places.push((at, place));
            }
        }
        if chars.len() > MOST {
            break;
        }
    }
    let begin = chars
        .windows(wanted.len())
        .position(|window| window == wanted)?;
    let (at, start) = *places.get(begin)?;
    let (last, end) = *places.get(begin + wanted.len() - 1)?;
    let line = lines.get(at)?;
    let text = match last == at {
        true => around(line, start, end),
        false => {
            let parts = lines.get(at..=last)?;
            let parts: Vec<&str> = parts.iter().map(|line| line.text.trim()).collect();
            parts.concat()
        }
    };
    Some(SourcePlace {
        line: line.number,
        at,
        text,
    })
}

/// The cell, the sentence or the bracket in which the characters from `start` to `end` stand.
fn around(line: &SourceLine, start: usize, end: usize) -> String {
    let chars: Vec<char> = line.text.chars().collect();
    let is_row = matches!(line.kind, LineKind::Row(_)) || line.text.contains('\t');
    let parts = |c: char| match is_row {
        true => c == '\t',
        false => matches!(c, '。' | '；' | ';' | '（' | '(' | '\t'),
    };
    if !is_row && chars.len() <= WHOLE {
        return line.text.trim().to_owned();
    }
    let from = chars[..start]
        .iter()
        .rposition(|c| parts(*c))
        .map_or(0, |at| at + 1);
    let ends = |c: char| parts(c) || (!is_row && matches!(c, '）' | ')'));
    let after = chars.iter().skip(end + 1).position(|c| ends(*c));
    let to = after.map_or(chars.len(), |n| end + 1 + n);
    let text: String = chars[from..to].iter().collect();
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::source::TableRow;
    use crate::import::source::sheet::SheetCell;

    const PLAN: &str = "一、学前教育\n1.新建幼儿园。新建3所，2024年12月底前完成。\n责任单位：旗教育\n局、旗财政局\n2.控辍保学。";

    fn find_in_plan(line: u32, words: &str) -> Option<(u32, String)> {
        let source = SourceText::of_text(PLAN);
        let next = (line == 2).then_some(5);
        place_of(&source, line, next, words).map(|place| (place.line, place.text))
    }

    #[test]
    fn words_are_found_across_a_hard_wrap_and_what_is_taken_from_above_above() {
        let wrapped = find_in_plan(2, "旗教育局");
        assert_eq!(
            wrapped,
            Some((3, "责任单位：旗教育局、旗财政局".to_owned()))
        );
        assert_eq!(
            find_in_plan(2, "学前教育").map(|(line, _)| line),
            Some(1),
            "the heading of the section"
        );
        assert_eq!(find_in_plan(2, "旗住建局"), None);
        assert_eq!(find_in_plan(5, ""), None);
    }

    #[test]
    fn of_a_long_paragraph_only_the_sentence_or_bracket_is_told_and_of_a_row_the_cell() {
        let long = format!(
            "1.{}。新建3所。（牵头单位：旗教育局；责任单位：旗财政局）",
            "长".repeat(80)
        );
        let source = SourceText::of_text(&long);
        let place = place_of(&source, 1, None, "旗财政局").unwrap();
        assert_eq!(place.text, "责任单位：旗财政局");
        let mut table = SourceText::default();
        let cells = ["1", "新建", "旗教育局、旗财政局"]
            .map(SheetCell::own)
            .to_vec();
        table.push_row(7, TableRow { table: 1, cells });
        let place = place_of(&table, 7, None, "旗财政局").unwrap();
        assert_eq!((place.line, place.text.as_str()), (7, "旗教育局、旗财政局"));
    }
}
