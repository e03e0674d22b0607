//! Columns of a terminal: how many a text takes, and how it is cut to a number of them.
//!
//! Widths are those ratatui draws with: per grapheme, wide characters two, ambiguous ones one.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What stands where text was cut off. One column in every terminal, unlike an ellipsis.
const CUT_MARK: &str = "~";

/// A piece of text that is drawn or left out as a whole.
#[derive(Clone, Copy)]
pub(super) struct WidthPiece<'a> {
    /// Its bytes.
    pub text: &'a str,
    /// The columns it takes.
    pub width: usize,
}

/// The graphemes of `text` with their widths.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = WidthPiece<'_>> {
    text.graphemes(true).map(|grapheme| WidthPiece {
        text: grapheme,
        width: grapheme_width(grapheme),
    })
}

fn grapheme_width(grapheme: &str) -> usize {
    let mut chars = grapheme.chars();
    match (chars.next(), chars.next()) {
        (None, _) => 0,
        (Some(single), None) => char_width(single),
        // ratatui leaves out a grapheme that holds a control character.
        _ if grapheme.contains(char::is_control) => 0,
        _ => grapheme.width(),
    }
}

fn char_width(c: char) -> usize {
    match c {
        ' '..='~' => 1,
        '\u{4E00}'..='\u{9FFF}' => 2,
        other => other.width().unwrap_or(0),
    }
}

/// The columns of a text of which every character is a grapheme of its own, so that the slow
/// segmentation can be spared: ASCII, one column each, or Hanzi and their punctuation, two.
pub fn simple_columns(text: &str) -> Option<usize> {
    text.chars().try_fold(0, |sum, c| match c {
        ' '..='~' => Some(sum + 1),
        '\u{3000}'..='\u{3029}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF01}'..='\u{FF60}' => {
            Some(sum + 2)
        }
        _ => None,
    })
}

/// The columns `text` takes in a terminal; control characters take none.
pub fn columns(text: &str) -> usize {
    simple_columns(text).unwrap_or_else(|| pieces(text).map(|piece| piece.width).sum())
}

/// `text` in at most `cols` columns, in whole characters; ends in `~` when something was cut off.
/// One column short where a wide character would have been halved.
pub fn cut(text: &str, cols: usize) -> String {
    if columns(text) <= cols {
        return text.to_owned();
    }
    match cols.checked_sub(1) {
        None => String::new(),
        Some(room) => {
            let mut out = head(text, room).to_owned();
            out.push_str(CUT_MARK);
            out
        }
    }
}

/// The longest beginning of `text` that fits into `cols` columns.
fn head(text: &str, cols: usize) -> &str {
    let mut left = cols;
    let mut end = 0;
    for piece in pieces(text) {
        match left.checked_sub(piece.width) {
            Some(rest) => left = rest,
            None => break,
        }
        end += piece.text.len();
    }
    text.get(..end).unwrap_or_default()
}

/// `text` cut and padded on the right to exactly `cols` columns.
pub fn fit(text: &str, cols: usize) -> String {
    let mut out = cut(text, cols);
    let missing = cols.saturating_sub(columns(&out));
    out.extend(std::iter::repeat_n(' ', missing));
    out
}

/// `text` cut and padded on the left to exactly `cols` columns, as numbers stand.
pub fn fit_right(text: &str, cols: usize) -> String {
    let cut = cut(text, cols);
    let missing = cols.saturating_sub(columns(&cut));
    let mut out = " ".repeat(missing);
    out.push_str(&cut);
    out
}

/// `text` cut to `cols` columns so that the character at index `focus_char` can be seen.
///
/// Gives the index of the first character of `text` in the result. Zero: nothing was left out
/// before it. Otherwise the result starts with `~`, so character `i` of `text` is character
/// `i - first + 1` of the result.
pub fn cut_around(text: &str, cols: usize, focus_char: usize) -> (String, usize) {
    let all: Vec<WidthPiece> = pieces(text).collect();
    let total: usize = all.iter().map(|piece| piece.width).sum();
    let Some(focus) = piece_of_char(&all, focus_char) else {
        return (cut(text, cols), 0);
    };
    let through_focus: usize = all[..=focus].iter().map(|piece| piece.width).sum();
    if total <= cols || through_focus < cols {
        return (cut(text, cols), 0);
    }
    let Some(room) = cols.checked_sub(CUT_MARK.len()) else {
        return (String::new(), 0);
    };
    let first = first_piece(&all, focus, room);
    let skipped: usize = all[..first].iter().map(|piece| piece.text.len()).sum();
    let first_char = all[..first]
        .iter()
        .map(|piece| piece.text.chars().count())
        .sum();
    let tail = text.get(skipped..).unwrap_or_default();
    let mut shown = cut(tail, room);
    if all[focus].width > columns(&shown).saturating_sub(1) && first == focus {
        // So narrow that the closing mark would take the place of the focus itself.
        shown = head(tail, room).to_owned();
    }
    (format!("{CUT_MARK}{shown}"), first_char)
}

/// Which piece holds the character at `index`.
fn piece_of_char(all: &[WidthPiece], index: usize) -> Option<usize> {
    let mut seen = 0;
    all.iter().position(|piece| {
        seen += piece.text.chars().count();
        seen > index
    })
}

/// Where a view of `room` columns begins that shows the focus: about a third of it before the
/// focus, more where the text ends before the room does.
fn first_piece(all: &[WidthPiece], focus: usize, room: usize) -> usize {
    let after: usize = all[focus..].iter().map(|piece| piece.width).sum();
    let mut before = (room / 3).max(room.saturating_sub(after));
    if before + after > room {
        // The closing mark and the focus itself must still fit.
        before = before.min(room.saturating_sub(all[focus].width + CUT_MARK.len()));
    }
    let mut first = focus;
    while first > 1 {
        match before.checked_sub(all[first - 1].width) {
            Some(rest) => before = rest,
            None => break,
        }
        first -= 1;
    }
    first.max(1).min(focus)
}

/// Whether `text` holds a character of East Asian Ambiguous width: one column here, two in a
/// terminal set up so.
pub fn has_ambiguous(text: &str) -> bool {
    text.chars().any(|c| c.width_cjk() != c.width())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TITLE: &str = "补齐学前教育教师队伍短板";

    #[test]
    fn a_hanzi_takes_two_columns() {
        assert_eq!(columns("督办 duban"), 10);
        assert_eq!(columns("，。（）"), 8);
        assert_eq!(columns("\n\x1B"), 0);
    }

    #[test]
    fn a_cut_never_halves_a_wide_character() {
        assert_eq!(cut(TITLE, 24), TITLE);
        assert_eq!(cut(TITLE, 23), "补齐学前教育教师队伍短~");
        assert_eq!(cut(TITLE, 22), "补齐学前教育教师队伍~");
        assert_eq!(columns(&cut(TITLE, 22)), 21);
        assert_eq!(
            (cut("教", 1), cut("教", 0)),
            ("~".to_owned(), String::new())
        );
    }

    #[test]
    fn a_fitted_text_has_exactly_its_columns() {
        assert_eq!(fit("教育", 6), "教育  ");
        assert_eq!(fit_right("12", 5), "   12");
        assert_eq!(fit(TITLE, 4), "补~ ");
    }

    #[test]
    fn a_focus_behind_the_cut_is_shown_after_a_mark() {
        let (shown, first) = cut_around(TITLE, 10, 10);
        assert_eq!((shown.as_str(), first), ("~队伍短板", 8));
        let (shown, first) = cut_around(TITLE, 10, 2);
        assert_eq!((shown.as_str(), first), ("补齐学前~", 0));
        let (shown, first) = cut_around(TITLE, 10, 5);
        assert!(shown.starts_with('~') && shown.ends_with('~') && shown.contains('育'));
        assert!(first > 0);
        // What stands before the focus must not push it behind the closing mark.
        let (shown, first) = cut_around("一a一a", 4, 2);
        assert_eq!((shown.as_str(), first), ("~一a", 2));
    }

    #[test]
    fn ambiguous_characters_are_told_from_plain_ones() {
        assert!(has_ambiguous("甲·乙") && has_ambiguous("①") && has_ambiguous("“"));
        assert!(!has_ambiguous("督办，灯 red ~"));
    }

    proptest! {
        #[test]
        fn no_cut_is_wider_than_asked(text in "\\PC{0,40}", cols in 0usize..30) {
            prop_assert!(columns(&cut(&text, cols)) <= cols);
            prop_assert_eq!(columns(&fit(&text, cols)), cols);
            prop_assert_eq!(columns(&fit_right(&text, cols)), cols);
        }

        #[test]
        fn the_focus_is_seen_wherever_there_is_room_for_it(
            text in "[一-龥a-z]{1,40}", cols in 3usize..30, at in 0usize..40,
        ) {
            let chars: Vec<char> = text.chars().collect();
            let at = at % chars.len();
            let (shown, first) = cut_around(&text, cols, at);
            prop_assert!(columns(&shown) <= cols);
            let index = if first == 0 { at } else { at - first + 1 };
            prop_assert_eq!(shown.chars().nth(index), Some(chars[at]), "{}", shown);
        }

        #[test]
        fn a_narrow_view_of_anything_ends(text in "\\PC{0,40}", cols in 0usize..4, at in 0usize..50) {
            prop_assert!(columns(&cut_around(&text, cols, at).0) <= cols);
        }
    }
}
