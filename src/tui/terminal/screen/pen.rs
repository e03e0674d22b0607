//! How characters are drawn (SGR), and the shortest way from one look to the next.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// An entry of the 256-colour palette; none is the terminal's own colour.
type Tint = Option<u8>;

const MARKS: Modifier = Modifier::BOLD
    .union(Modifier::DIM)
    .union(Modifier::UNDERLINED)
    .union(Modifier::REVERSED);
const WEIGHT: Modifier = Modifier::BOLD.union(Modifier::DIM);
const SEEN_ON_BLANK: Modifier = Modifier::UNDERLINED.union(Modifier::REVERSED);

/// The looks a cell may have here: palette colours, bold, dim, underlined, reversed.
/// Italic, blinking, hidden, struck out and 24-bit colours are not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Ink {
    fg: Tint,
    bg: Tint,
    marks: Modifier,
}

impl Ink {
    pub(super) const PLAIN: Ink = Ink {
        fg: None,
        bg: None,
        marks: Modifier::empty(),
    };

    pub(super) fn of(cell: &Cell, colour: bool) -> Ink {
        Ink {
            fg: tint(cell.fg).filter(|_| colour),
            bg: tint(cell.bg).filter(|_| colour),
            marks: cell.modifier.intersection(MARKS),
        }
    }

    /// What of it shows on a blank.
    pub(super) fn on_blank(self) -> Ink {
        if self.marks.intersects(SEEN_ON_BLANK) {
            return self;
        }
        Ink {
            bg: self.bg,
            ..Ink::PLAIN
        }
    }

    /// Whether a blank of this look can be written with the pen as it is.
    pub(super) fn shows_as_blank_of(self, pen: Ink) -> bool {
        pen.on_blank() == self
    }

    /// The cheaper pen for a blank of this look: itself, or the present pen without its marks.
    pub(super) fn pen_for_blank(self, pen: Option<Ink>) -> Ink {
        let Some(pen) = pen.filter(|_| !self.marks.intersects(SEEN_ON_BLANK)) else {
            return self;
        };
        let kept = Ink {
            fg: pen.fg,
            bg: self.bg,
            marks: pen.marks.difference(SEEN_ON_BLANK),
        };
        if cost(pen, kept) < cost(pen, self) {
            kept
        } else {
            self
        }
    }
}

/// Writes what turns the pen `from` (unknown if none) into `to`.
pub(super) fn change(from: Option<Ink>, to: Ink, out: &mut Vec<u8>) {
    if from == Some(to) {
        return;
    }
    out.extend_from_slice(b"\x1b[");
    out.extend_from_slice(codes(from, to).as_bytes());
    out.push(b'm');
}

fn cost(from: Ink, to: Ink) -> usize {
    let mut bytes = Vec::new();
    change(Some(from), to, &mut bytes);
    bytes.len()
}

fn codes(from: Option<Ink>, to: Ink) -> String {
    let afresh = codes_after_reset(to);
    match from.map(|from| codes_between(from, to)) {
        Some(step) if step.len() <= afresh.len() => step,
        _ => afresh,
    }
}

/// A reset is also `CSI m` without a number, if nothing follows it.
fn codes_after_reset(to: Ink) -> String {
    if to == Ink::PLAIN {
        return String::new();
    }
    format!("0;{}", codes_between(Ink::PLAIN, to))
}

fn codes_between(from: Ink, to: Ink) -> String {
    let mut codes: Vec<String> = Vec::new();
    let mut kept = from.marks;
    // 22 turns off bold and dim together.
    if kept.intersection(WEIGHT).intersects(to.marks.complement()) {
        codes.push("22".into());
        kept.remove(WEIGHT);
    }
    for (mark, on, off) in [
        (Modifier::BOLD, "1", "22"),
        (Modifier::DIM, "2", "22"),
        (Modifier::UNDERLINED, "4", "24"),
        (Modifier::REVERSED, "7", "27"),
    ] {
        match (kept.contains(mark), to.marks.contains(mark)) {
            (false, true) => codes.push(on.into()),
            (true, false) => codes.push(off.into()),
            _ => {}
        }
    }
    if from.fg != to.fg {
        codes.push(colour_code(to.fg, 30));
    }
    if from.bg != to.bg {
        codes.push(colour_code(to.bg, 40));
    }
    codes.join(";")
}

fn colour_code(tint: Tint, base: u16) -> String {
    match tint {
        None => (base + 9).to_string(),
        Some(n @ 0..=7) => (base + u16::from(n)).to_string(),
        Some(n @ 8..=15) => (base + 60 + u16::from(n - 8)).to_string(),
        Some(n) => format!("{};5;{n}", base + 8),
    }
}

fn tint(colour: Color) -> Tint {
    match colour {
        Color::Reset | Color::Rgb(..) => None,
        Color::Indexed(n) => Some(n),
        Color::Black => Some(0),
        Color::Red => Some(1),
        Color::Green => Some(2),
        Color::Yellow => Some(3),
        Color::Blue => Some(4),
        Color::Magenta => Some(5),
        Color::Cyan => Some(6),
        Color::Gray => Some(7),
        Color::DarkGray => Some(8),
        Color::LightRed => Some(9),
        Color::LightGreen => Some(10),
        Color::LightYellow => Some(11),
        Color::LightBlue => Some(12),
        Color::LightMagenta => Some(13),
        Color::LightCyan => Some(14),
        Color::White => Some(15),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ink(fg: Color, marks: Modifier) -> Ink {
        let mut cell = Cell::default();
        cell.fg = fg;
        cell.modifier = marks;
        Ink::of(&cell, true)
    }

    fn changed(from: Option<Ink>, to: Ink) -> String {
        let mut out = Vec::new();
        change(from, to, &mut out);
        String::from_utf8(out).unwrap().replace('\x1b', "^")
    }

    #[test]
    fn the_same_look_costs_nothing() {
        let red = ink(Color::Red, Modifier::BOLD);
        assert_eq!(changed(Some(red), red), "");
    }

    #[test]
    fn back_to_plain_is_three_bytes() {
        let loud = ink(Color::Red, Modifier::BOLD | Modifier::REVERSED);
        assert_eq!(changed(Some(loud), Ink::PLAIN), "^[m");
        assert_eq!(changed(None, Ink::PLAIN), "^[m");
    }

    #[test]
    fn one_mark_of_several_is_turned_off_by_itself() {
        let loud = ink(Color::LightRed, Modifier::BOLD | Modifier::UNDERLINED);
        let calm = ink(Color::LightRed, Modifier::BOLD);
        assert_eq!(changed(Some(loud), calm), "^[24m");
    }

    #[test]
    fn bold_survives_the_end_of_dim() {
        let both = ink(Color::Reset, WEIGHT | Modifier::REVERSED);
        let bold = ink(Color::Reset, Modifier::BOLD | Modifier::REVERSED);
        assert_eq!(changed(Some(both), bold), "^[22;1m");
    }

    #[test]
    fn an_unknown_pen_is_reset_first() {
        assert_eq!(
            changed(None, ink(Color::Indexed(200), Modifier::DIM)),
            "^[0;2;38;5;200m"
        );
    }

    #[test]
    fn without_colour_the_marks_remain() {
        let mut cell = Cell::default();
        cell.fg = Color::Red;
        cell.bg = Color::Blue;
        cell.modifier = Modifier::REVERSED | Modifier::ITALIC;
        let bare = Ink::of(&cell, false);
        assert_eq!(changed(Some(Ink::PLAIN), bare), "^[7m");
    }
}
