//! The escape sequences and control bytes that stand for keys.

use crossterm::event::{KeyCode, KeyModifiers};

use super::input::KeyPress;

/// The key of `ESC [ params final` or `ESC O params final`; none for a reply, a mouse or focus
/// report, or anything unheard of.
pub(super) fn sequence(introducer: u8, params: &[u8], last: u8) -> Option<KeyPress> {
    let text = std::str::from_utf8(params).ok()?;
    let mut numbers = text.split(';');
    let first = numbers.next().unwrap_or_default();
    let modifiers = match numbers.next() {
        Some(second) => modifiers(second)?,
        None => KeyModifiers::NONE,
    };
    let code = match (introducer, last) {
        (b'[', b'~') => numbered(first)?,
        // The Linux console: ESC [ [ A to E.
        (b'[', b'A'..=b'E') if first == "[" => KeyCode::F(last - b'A' + 1),
        (b'[', b'Z') if text.is_empty() => KeyCode::BackTab,
        (b'O', b'M') if text.is_empty() => KeyCode::Enter,
        (_, b'A'..=b'S') if matches!(first, "" | "1") => lettered(last)?,
        _ => return None,
    };
    Some(KeyPress::new(code, modifiers))
}

fn lettered(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::F(last - b'P' + 1),
        _ => return None,
    })
}

fn numbered(number: &str) -> Option<KeyCode> {
    Some(match number.parse::<u8>().ok()? {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        n @ 11..=15 => KeyCode::F(n - 10),
        n @ 17..=21 => KeyCode::F(n - 11),
        n @ 23..=24 => KeyCode::F(n - 12),
        _ => return None,
    })
}

/// One more than a sum of bits.
fn modifiers(number: &str) -> Option<KeyModifiers> {
    let bits = number.parse::<u8>().ok()?.checked_sub(1)?;
    let mut modifiers = KeyModifiers::NONE;
    for (bit, modifier) in [
        (1, KeyModifiers::SHIFT),
        (2, KeyModifiers::ALT),
        (4, KeyModifiers::CONTROL),
    ] {
        if bits & bit != 0 {
            modifiers |= modifier;
        }
    }
    Some(modifiers)
}

/// The key of one character, control characters included.
pub(super) fn character(c: char) -> KeyPress {
    let control = |c: char| KeyPress::new(KeyCode::Char(c), KeyModifiers::CONTROL);
    match c {
        '\0' => control(' '),
        '\t' => KeyCode::Tab.into(),
        '\r' => KeyCode::Enter.into(),
        '\x08' | '\x7f' => KeyCode::Backspace.into(),
        '\x1b' => KeyCode::Esc.into(),
        '\x01'..='\x1a' => control(shifted(c, 0x60)),
        '\x1c'..='\x1f' => control(shifted(c, 0x40)),
        c => KeyCode::Char(c).into(),
    }
}

fn shifted(c: char, by: u32) -> char {
    char::from_u32(u32::from(c) + by).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(bytes: &[u8]) -> Option<KeyPress> {
        let (last, params) = bytes[1..].split_last().unwrap();
        sequence(bytes[0], params, *last)
    }

    #[test]
    fn the_usual_sequences_name_their_keys() {
        for (bytes, code) in [
            ("[A", KeyCode::Up),
            ("OB", KeyCode::Down),
            ("[5~", KeyCode::PageUp),
            ("[1~", KeyCode::Home),
            ("[Z", KeyCode::BackTab),
            ("OP", KeyCode::F(1)),
            ("[[E", KeyCode::F(5)),
            ("[24~", KeyCode::F(12)),
        ] {
            assert_eq!(key(bytes.as_bytes()), Some(code.into()), "{bytes}");
        }
    }

    #[test]
    fn a_modifier_is_read() {
        let up = KeyPress::new(KeyCode::Up, KeyModifiers::CONTROL | KeyModifiers::SHIFT);
        assert_eq!(key(b"[1;6A"), Some(up));
    }

    #[test]
    fn replies_and_reports_are_no_keys() {
        for bytes in [
            "[?1;2c", "[24;80R", "[I", "[<0;1;1M", "[1;5u", "[99~", "[0n", "[1;0A",
        ] {
            assert_eq!(key(bytes.as_bytes()), None, "{bytes}");
        }
    }
}
