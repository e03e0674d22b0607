//! The shortest way of the cursor from one place to another, without line feeds.

use ratatui::layout::Position;

/// Bytes of a move, in place: dozens are weighed for every frame.
#[derive(Clone, Copy, Default)]
pub(super) struct Way {
    bytes: [u8; LONGEST],
    len: usize,
}

/// `ESC [ 65536 ; 65536 H`.
const LONGEST: usize = 14;

impl Way {
    /// How many they are.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    fn of(bytes: &[u8]) -> Way {
        let mut way = Way::default();
        bytes.iter().for_each(|byte| way.push(*byte));
        way
    }

    fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.len) {
            *place = byte;
            self.len += 1;
        }
    }

    fn push_number(&mut self, number: u32) {
        if number >= 10 {
            self.push_number(number / 10);
        }
        self.push(b"0123456789"[number as usize % 10]);
    }

    /// `ESC [ number end`.
    fn control(number: u32, end: u8) -> Way {
        let mut way = Way::of(b"\x1b[");
        way.push_number(number);
        way.push(end);
        way
    }

    fn absolute(to: Position) -> Way {
        let (row, column) = (u32::from(to.y) + 1, u32::from(to.x) + 1);
        match (row, column) {
            (1, 1) => Way::of(b"\x1b[H"),
            (_, 1) => Way::control(row, b'H'),
            _ => {
                let mut way = Way::control(row, b';');
                way.push_number(column);
                way.push(b'H');
                way
            }
        }
    }

    fn step(count: u16, end: u8) -> Way {
        match count {
            1 => Way::of(&[0x1b, b'[', end]),
            count => Way::control(u32::from(count), end),
        }
    }

    fn or(self, other: Way) -> Way {
        if other.len < self.len { other } else { self }
    }
}

/// The shortest move to `to`; an unknown place leaves only the absolute one.
pub(super) fn shortest(from: Option<Position>, to: Position) -> Way {
    let Some(from) = from else {
        return Way::absolute(to);
    };
    if from == to {
        return Way::default();
    }
    let vertical = || match to.y > from.y {
        true => Way::step(to.y - from.y, b'B'),
        false => Way::step(from.y - to.y, b'A'),
    };
    let relative = match (from.y == to.y, from.x == to.x) {
        (true, _) => Some(within_line(from.x, to.x)),
        (false, true) => Some(vertical()),
        (false, false) => None,
    };
    let absolute = Way::absolute(to);
    relative.map_or(absolute, |relative| relative.or(absolute))
}

fn within_line(from: u16, to: u16) -> Way {
    if to == 0 {
        return Way::of(b"\r");
    }
    let to_column = || Way::control(u32::from(to) + 1, b'G');
    if to > from {
        return Way::step(to - from, b'C').or(to_column());
    }
    let back = from - to;
    if back < 4 {
        return Way::of(&[0x08; 3][..usize::from(back)]);
    }
    Way::step(back, b'D').or(to_column())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(from: (u16, u16), to: (u16, u16)) -> String {
        let way = shortest(Some(from.into()), to.into());
        String::from_utf8(way.bytes().to_vec())
            .unwrap()
            .replace('\x1b', "^")
    }

    #[test]
    fn the_shortest_move_is_taken() {
        assert_eq!(way((5, 5), (5, 5)), "");
        assert_eq!(way((5, 5), (0, 5)), "\r");
        assert_eq!(way((5, 5), (6, 5)), "^[C");
        assert_eq!(way((5, 5), (4, 5)), "\u{8}");
        assert_eq!(way((5, 5), (2, 5)), "\u{8}\u{8}\u{8}");
        assert_eq!(way((50, 5), (8, 5)), "^[9G");
        assert_eq!(way((5, 5), (50, 5)), "^[45C");
        assert_eq!(way((50, 5), (50, 6)), "^[B");
        assert_eq!(way((50, 5), (0, 0)), "^[H");
        assert_eq!(way((50, 5), (0, 8)), "^[9H");
        assert_eq!(way((50, 5), (3, 8)), "^[9;4H");
    }

    #[test]
    fn an_unknown_place_is_left_by_an_absolute_move() {
        assert_eq!(shortest(None, Position::new(0, 3)).bytes(), b"\x1b[4H");
    }

    #[test]
    fn the_longest_move_has_room() {
        let (from, to) = (Position::new(0, 0), Position::new(u16::MAX, u16::MAX));
        assert_eq!(shortest(Some(from), to).bytes(), b"\x1b[65536;65536H");
    }
}
