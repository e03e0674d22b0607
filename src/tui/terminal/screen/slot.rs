//! One cell of the screen as a terminal holds it, and how surely its width is known.

use std::hash::{Hash, Hasher};
use std::num::NonZeroU16;

use ratatui::buffer::{Cell, CellDiffOption, CellWidth};
use unicode_width::UnicodeWidthChar;

use super::pen::Ink;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Glyph {
    /// Nobody knows what the terminal shows here.
    Unknown,
    Blank,
    /// One column on every terminal.
    Narrow(char),
    /// Two columns on every terminal; the next cell is its `Tail`.
    Wide(char),
    Tail,
    /// Terminals disagree: `width` columns by our count, at most `reach` on any terminal.
    Unsure {
        text: Box<str>,
        width: u16,
        reach: u16,
    },
}

/// A glyph and how it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) glyph: Glyph,
    pub(super) ink: Ink,
}

/// In one step for nearly every slot: whole screens are compared by their rows' hashes.
impl Hash for Slot {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let (kind, c) = match &self.glyph {
            Glyph::Unknown => (0, '\0'),
            Glyph::Blank => (1, '\0'),
            Glyph::Narrow(c) => (2, *c),
            Glyph::Wide(c) => (3, *c),
            Glyph::Tail => (4, '\0'),
            Glyph::Unsure { text, .. } => {
                text.hash(state);
                (5, '\0')
            }
        };
        state.write_u64(u64::from(u32::from(c)) | kind << 32);
        if self.ink != Ink::PLAIN {
            self.ink.hash(state);
        }
    }
}

impl Slot {
    pub(super) const BLANK: Slot = Slot {
        glyph: Glyph::Blank,
        ink: Ink::PLAIN,
    };
    pub(super) const UNKNOWN: Slot = Slot {
        glyph: Glyph::Unknown,
        ink: Ink::PLAIN,
    };
    pub(super) const TAIL: Slot = Slot {
        glyph: Glyph::Tail,
        ink: Ink::PLAIN,
    };

    /// The slot of a ratatui cell, and the number of columns it takes.
    /// Only a blank may take several: it stands for something that must not reach a terminal.
    pub(super) fn of(cell: &Cell, colour: bool) -> (Slot, u16) {
        let ink = Ink::of(cell, colour);
        let width = columns(cell);
        match glyph(cell.symbol(), width) {
            Glyph::Blank => (Slot::blank(ink), width.max(1)),
            glyph => (Slot { glyph, ink }, width),
        }
    }

    /// A blank; what does not show on one is left out, so that equal looks compare equal.
    pub(super) fn blank(ink: Ink) -> Slot {
        Slot {
            glyph: Glyph::Blank,
            ink: ink.on_blank(),
        }
    }

    /// Columns by our count.
    pub(super) fn width(&self) -> u16 {
        match &self.glyph {
            Glyph::Wide(_) => 2,
            Glyph::Unsure { width, .. } => *width,
            _ => 1,
        }
    }

    pub(super) fn is_tail(&self) -> bool {
        self.glyph == Glyph::Tail
    }
}

fn columns(cell: &Cell) -> u16 {
    match cell.diff_option {
        CellDiffOption::ForcedWidth(width) => NonZeroU16::get(width),
        // cell_width() asserts that a single byte is no control character.
        _ if cell.symbol().len() == 1 => 1,
        _ => cell.cell_width(),
    }
}

fn glyph(symbol: &str, width: u16) -> Glyph {
    if width == 0 || symbol == " " || symbol.chars().any(is_foreign_control) {
        return Glyph::Blank;
    }
    let mut chars = symbol.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if width == 1 && is_surely_narrow(c) => Glyph::Narrow(c),
        (Some(c), None) if width == 2 && is_surely_wide(c) => Glyph::Wide(c),
        _ => Glyph::Unsure {
            text: symbol.into(),
            width,
            reach: reach(symbol).max(width),
        },
    }
}

/// C0, DEL and C1 steer the terminal; line separators and bidi controls reorder what is read.
fn is_foreign_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Accented letters are not sure: those of pinyin are East Asian ambiguous.
fn is_surely_narrow(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{FF61}'..='\u{FF9D}')
}

/// Hanzi, kana, hangul, full-width forms and CJK punctuation. Emoji and the hexagrams
/// (U+4DC0, wide since Unicode 16 only) are not sure.
fn is_surely_wide(c: char) -> bool {
    matches!(c,
        '\u{2E80}'..='\u{4DBF}' | '\u{4E00}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE6F}' | '\u{FF01}'..='\u{FF60}'
        | '\u{FFE0}'..='\u{FFE6}' | '\u{20000}'..='\u{2FFFD}' | '\u{30000}'..='\u{3FFFD}')
        && (c.width(), c.width_cjk()) == (Some(2), Some(2))
}

/// Columns on a terminal that draws every character by itself and the ambiguous ones wide.
/// A variation selector may widen the character before it.
fn reach(symbol: &str) -> u16 {
    symbol
        .chars()
        .map(|c| match c {
            '\u{FE0F}' => 1,
            c => c.width_cjk().map_or(0, |width| u16::from(width > 0) * 2),
        })
        .fold(0, u16::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(symbol: &str) -> (Glyph, u16) {
        let mut cell = Cell::default();
        cell.set_symbol(symbol);
        let (slot, width) = Slot::of(&cell, true);
        (slot.glyph, width)
    }

    #[test]
    fn hanzi_and_ascii_have_a_sure_width() {
        assert_eq!(of("学"), (Glyph::Wide('学'), 2));
        assert_eq!(of("，"), (Glyph::Wide('，'), 2));
        assert_eq!(of("a"), (Glyph::Narrow('a'), 1));
    }

    #[test]
    fn ambiguous_emoji_and_combined_characters_have_none() {
        for symbol in [
            "“",
            "…",
            "①",
            "─",
            "é",
            "e\u{301}",
            "😀",
            "⚠\u{FE0F}",
            "䷀",
            "\u{E000}",
        ] {
            assert!(matches!(of(symbol).0, Glyph::Unsure { .. }), "{symbol:?}");
        }
    }

    #[test]
    fn control_and_bidi_characters_become_blanks() {
        for symbol in [
            "\u{1b}",
            "\u{7f}",
            "\u{9b}",
            "\u{202e}",
            "\u{2066}",
            "a\u{202e}",
            "\u{301}",
        ] {
            assert_eq!(of(symbol).0, Glyph::Blank, "{symbol:?}");
        }
        assert_eq!(of("学\u{202e}"), (Glyph::Blank, 2));
    }
}
