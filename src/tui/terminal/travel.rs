//! The shortest way of the cursor from one place to another, without line feeds.

use ratatui::layout::Position;

/// Writes the shortest move to `to`; an unknown place leaves only the absolute one.
pub(super) fn go(from: Option<Position>, to: Position, out: &mut Vec<u8>) {
    out.extend_from_slice(&shortest(from, to));
}

/// Bytes of the shortest move.
pub(super) fn cost(from: Option<Position>, to: Position) -> usize {
    shortest(from, to).len()
}

fn shortest(from: Option<Position>, to: Position) -> Vec<u8> {
    let absolute = absolute(to);
    let Some(from) = from else {
        return absolute;
    };
    if from == to {
        return Vec::new();
    }
    relative(from, to)
        .into_iter()
        .chain([absolute])
        .min_by_key(Vec::len)
        .unwrap_or_default()
}

fn absolute(to: Position) -> Vec<u8> {
    let (row, column) = (u32::from(to.y) + 1, u32::from(to.x) + 1);
    match (row, column) {
        (1, 1) => b"\x1b[H".to_vec(),
        (_, 1) => format!("\x1b[{row}H").into_bytes(),
        _ => format!("\x1b[{row};{column}H").into_bytes(),
    }
}

fn relative(from: Position, to: Position) -> Vec<Vec<u8>> {
    let mut moves = Vec::new();
    if from.y == to.y {
        if to.x == 0 {
            moves.push(b"\r".to_vec());
        }
        if to.x > from.x {
            moves.push(step(to.x - from.x, 'C'));
        } else {
            let back = from.x - to.x;
            if back < 4 {
                moves.push(vec![0x08; usize::from(back)]);
            }
            moves.push(step(back, 'D'));
        }
        moves.push(format!("\x1b[{}G", u32::from(to.x) + 1).into_bytes());
    } else if from.x == to.x {
        let (count, way) = if to.y > from.y {
            (to.y - from.y, 'B')
        } else {
            (from.y - to.y, 'A')
        };
        moves.push(step(count, way));
    }
    moves
}

fn step(count: u16, way: char) -> Vec<u8> {
    if count == 1 {
        format!("\x1b[{way}").into_bytes()
    } else {
        format!("\x1b[{count}{way}").into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(from: (u16, u16), to: (u16, u16)) -> String {
        let mut out = Vec::new();
        go(Some(from.into()), to.into(), &mut out);
        String::from_utf8(out).unwrap().replace('\x1b', "^")
    }

    #[test]
    fn the_shortest_move_is_taken() {
        assert_eq!(way((5, 5), (5, 5)), "");
        assert_eq!(way((5, 5), (0, 5)), "\r");
        assert_eq!(way((5, 5), (6, 5)), "^[C");
        assert_eq!(way((5, 5), (4, 5)), "\u{8}");
        assert_eq!(way((50, 5), (8, 5)), "^[9G");
        assert_eq!(way((50, 5), (50, 6)), "^[B");
        assert_eq!(way((50, 5), (0, 0)), "^[H");
        assert_eq!(way((50, 5), (0, 8)), "^[9H");
        assert_eq!(way((50, 5), (3, 8)), "^[9;4H");
    }

    #[test]
    fn an_unknown_place_is_left_by_an_absolute_move() {
        let mut out = Vec::new();
        go(None, Position::new(0, 3), &mut out);
        assert_eq!(out, b"\x1b[4H");
    }
}
