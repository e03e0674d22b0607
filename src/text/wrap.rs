//! Wrapping by word and character width, after the rules Chinese typesetting goes by (避头尾).

use std::ops::Range;

use super::width::pieces;

/// A grapheme with where it stands.
struct WrapGlyph {
    start: usize,
    end: usize,
    width: usize,
    kind: CharKind,
}

/// How a grapheme takes part in a line break.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CharKind {
    /// A blank: the line may end here, and it is not drawn at the end.
    Blank,
    /// Part of a word that is kept whole where it fits.
    Letter,
    /// Never begins a line.
    Closing,
    /// Never ends a line.
    Opening,
    /// Hanzi and the rest: a line may break on either side.
    Free,
}

/// `text` in lines of at most `cols` columns; `\n` ends a line. With no columns there are no
/// lines; a character wider than `cols` stands alone on its line.
pub fn wrap(text: &str, cols: usize) -> Vec<String> {
    wrap_ranges(text, cols)
        .into_iter()
        .map(|range| text.get(range).unwrap_or_default().to_owned())
        .collect()
}

/// The lines [`wrap`] makes, as byte ranges of `text`, so that positions in it survive.
pub fn wrap_ranges(text: &str, cols: usize) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    if cols == 0 {
        return lines;
    }
    let mut start = 0;
    for paragraph in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        wrap_paragraph(paragraph, start, cols, &mut lines);
        start += paragraph.len() + 1;
    }
    lines
}

/// Wraps one paragraph that begins at byte `offset` of the text.
fn wrap_paragraph(paragraph: &str, offset: usize, cols: usize, lines: &mut Vec<Range<usize>>) {
    let glyphs = glyphs(paragraph, offset);
    if glyphs.is_empty() {
        lines.push(offset..offset);
    }
    let mut at = 0;
    while at < glyphs.len() {
        let end = line_end(&glyphs, at, cols);
        lines.push(without_trailing_blanks(&glyphs[at..end], glyphs[at].start));
        at = end;
        while glyphs
            .get(at)
            .is_some_and(|glyph| glyph.kind == CharKind::Blank)
        {
            at += 1;
        }
    }
}

fn glyphs(paragraph: &str, offset: usize) -> Vec<WrapGlyph> {
    let mut start = offset;
    pieces(paragraph)
        .map(|piece| {
            let glyph = WrapGlyph {
                start,
                end: start + piece.text.len(),
                width: piece.width,
                kind: kind_of(piece.text),
            };
            start = glyph.end;
            glyph
        })
        .collect()
}

fn kind_of(grapheme: &str) -> CharKind {
    let is_blank = |c: char| matches!(c, ' ' | '\t' | '\r' | '\u{3000}');
    match grapheme.chars().next() {
        // A blank that carries a combining mark is drawn: it is no blank.
        Some(_) if grapheme.chars().all(is_blank) => CharKind::Blank,
        Some(
            '，' | '。' | '、' | '；' | '：' | '！' | '？' | '）' | '》' | '〉' | '”' | '’' | '】'
            | '」' | '』' | '〕' | '％' | '…' | '—' | '～' | ',' | '.' | ';' | ':' | '!' | '?'
            | ')' | ']' | '}' | '%',
        ) => CharKind::Closing,
        Some('（' | '《' | '〈' | '“' | '‘' | '【' | '「' | '『' | '〔' | '(' | '[' | '{') => {
            CharKind::Opening
        }
        Some(c) if c.is_alphanumeric() && u32::from(c) < 0x1100 => CharKind::Letter,
        Some('-' | '_' | '/' | '\'' | '"' | '#' | '+' | '=' | '&' | '@' | '~') => CharKind::Letter,
        _ => CharKind::Free,
    }
}

/// The index after the last glyph of the line that begins at `at`; always past `at`.
fn line_end(glyphs: &[WrapGlyph], at: usize, cols: usize) -> usize {
    let mut left = cols;
    let mut full = at;
    while let Some(rest) = glyphs
        .get(full)
        .and_then(|next| left.checked_sub(next.width))
    {
        left = rest;
        full += 1;
    }
    if full == glyphs.len() {
        return full;
    }
    // A glyph wider than the line still takes one, or no line would ever end.
    let full = full.max(at + 1);
    (at + 1..=full)
        .rev()
        .find(|&end| may_break(glyphs, end))
        .unwrap_or(full)
}

/// Whether a line may end before `glyphs[end]`.
fn may_break(glyphs: &[WrapGlyph], end: usize) -> bool {
    let (Some(before), Some(after)) = (glyphs.get(end - 1), glyphs.get(end)) else {
        return true;
    };
    match (before.kind, after.kind) {
        (_, CharKind::Blank) => true,
        (CharKind::Opening, _) | (_, CharKind::Closing) => false,
        // A point inside 3.5 or a comma inside 1,000 holds its number together.
        (CharKind::Letter, CharKind::Letter) => false,
        (CharKind::Closing, CharKind::Letter) => !is_inner_mark(glyphs, end),
        _ => true,
    }
}

/// Whether the mark before `glyphs[end]` stands between two letters or digits.
fn is_inner_mark(glyphs: &[WrapGlyph], end: usize) -> bool {
    let ascii = |glyph: &WrapGlyph| glyph.width == 1 && glyph.end - glyph.start == 1;
    end >= 2 && glyphs[end - 2].kind == CharKind::Letter && ascii(&glyphs[end - 1])
}

/// The range of a line less the blanks at its end.
fn without_trailing_blanks(line: &[WrapGlyph], start: usize) -> Range<usize> {
    let last = line
        .iter()
        .rev()
        .find(|glyph| glyph.kind != CharKind::Blank);
    start..last.map_or(start, |glyph| glyph.end)
}

#[cfg(test)]
mod tests {
    use super::super::width::columns;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_closing_mark_never_begins_a_line_and_an_opening_one_never_ends_one() {
        assert_eq!(wrap("全面落实，坚持", 8), ["全面落", "实，坚持"]);
        assert_eq!(wrap("坚持“五育”并举", 6), ["坚持", "“五育”", "并举"]);
        assert_eq!(wrap("见《方案》执行", 4), ["见", "《方", "案》", "执行"]);
    }

    #[test]
    fn a_word_stays_whole_where_it_fits() {
        assert_eq!(wrap("the plan of 2023", 8), ["the plan", "of 2023"]);
        assert_eq!(wrap("使用 Excel 台账", 10), ["使用 Excel", "台账"]);
        assert_eq!(wrap("不低于95.5%的", 8), ["不低于", "95.5%的"]);
        assert_eq!(wrap("supervision", 4), ["supe", "rvis", "ion"]);
    }

    #[test]
    fn line_ends_are_kept_and_empty_lines_too() {
        assert_eq!(wrap("甲\n\n乙\n", 10), ["甲", "", "乙"]);
        assert_eq!(wrap("", 10), [""]);
    }

    #[test]
    fn a_line_too_narrow_for_anything_still_ends() {
        assert!(wrap("督办", 0).is_empty());
        assert_eq!(wrap("督办a", 1), ["督", "办", "a"]);
        assert_eq!(wrap("，，，，", 2), ["，", "，", "，", "，"]);
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_asked_unless_one_character_is(
            text in "[一-龥a-z0-9，。“”（） \n]{0,80}", cols in 0usize..20,
        ) {
            for line in wrap(&text, cols) {
                prop_assert!(columns(&line) <= cols || line.chars().count() == 1);
            }
        }

        #[test]
        fn nothing_but_blanks_is_lost(text in "\\PC{0,80}", cols in 1usize..20) {
            let kept = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let lines = wrap_ranges(&text, cols);
            let joined: String = lines.iter().map(|line| &text[line.clone()]).collect();
            prop_assert_eq!(kept(&joined), kept(&text));
            prop_assert!(lines.windows(2).all(|pair| pair[0].end <= pair[1].start));
        }

        #[test]
        fn no_line_of_prose_begins_with_a_closing_mark(text in "([一-龥]{2,6}[，。；])([一-龥]{1,6}[，。；]){0,8}", cols in 6usize..20) {
            for line in wrap(&text, cols) {
                prop_assert!(!line.starts_with(['，', '。', '；']), "{}", line);
            }
        }
    }
}
