//! The escape sequences and control bytes that stand for keys.

use crossterm::event::{KeyCode, KeyModifiers};

use super::super::input::KeyPress;

/// The key of `ESC [ params final` or `ESC O params final`; none for a reply, a mouse or focus
/// report, the letting go of a key, or anything unheard of.
pub(super) fn sequence(introducer: u8, params: &[u8], last: u8) -> Option<KeyPress> {
    let text = std::str::from_utf8(params).ok()?;
    let mut numbers = text.split(';');
    let first = numbers.next().unwrap_or_default();
    let modifiers = match numbers.next() {
        Some(second) => modifiers(second)?,
        None => KeyModifiers::NONE,
    };
    let code = match (introducer, last) {
        (b'[', b'u') => return of_code(first, modifiers, numbers.next()),
        // What xterm sends for keys that have no sequence of their own.
        (b'[', b'~') if first == "27" => return of_code(numbers.next()?, modifiers, None),
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

/// The key of a code of the kitty protocol: `code:shifted:base`, and the text it would type where
/// that is told. A key that older terminals send as one byte is the key of that byte.
fn of_code(codes: &str, modifiers: KeyModifiers, text: Option<&str>) -> Option<KeyPress> {
    let mut codes = codes.split(':');
    let code: u32 = codes.next()?.parse().ok()?;
    let is_shifted = modifiers.contains(KeyModifiers::SHIFT);
    let others = modifiers - KeyModifiers::SHIFT;
    if let Some(named) = of_keypad(code) {
        return Some(KeyPress::new(named, modifiers));
    }
    let code = match (text.and_then(|text| text.parse().ok()), codes.next()) {
        (Some(typed), _) => typed,
        (None, Some(shifted)) if is_shifted => shifted.parse().unwrap_or(code),
        _ => code,
    };
    // Keys without a character of their own have codes here.
    let c = char::from_u32(code).filter(|_| !(0xe000..0xf900).contains(&code))?;
    if c.is_control() && !matches!(c, '\t' | '\r' | '\x1b' | '\x08' | '\x7f') {
        return None;
    }
    if c == '\t' && is_shifted && others.is_empty() {
        return Some(KeyCode::BackTab.into());
    }
    if c == '\r' && is_shifted {
        return Some(KeyPress::new(KeyCode::Enter, modifiers));
    }
    let c = if is_shifted {
        c.to_ascii_uppercase()
    } else {
        c
    };
    let mut key = match others.contains(KeyModifiers::CONTROL) {
        true => with_control(c),
        false => character(c),
    };
    key.modifiers |= others - KeyModifiers::CONTROL;
    Some(key)
}

/// Control and a character: what the byte says that older terminals send for it.
fn with_control(c: char) -> KeyPress {
    match c.to_ascii_lowercase() {
        ' ' | '@' => character('\0'),
        '?' => character('\x7f'),
        c @ ('a'..='z' | '['..='_') => character(shifted_down(c)),
        '\t' | '\r' | '\x1b' | '\x7f' => KeyPress::new(character(c).code, KeyModifiers::CONTROL),
        c => KeyPress::new(KeyCode::Char(c), KeyModifiers::CONTROL),
    }
}

fn shifted_down(c: char) -> char {
    char::from_u32(u32::from(c) & 0x1f).unwrap_or(c)
}

/// The keys of the number pad, and those beside the letters by the codes of the number pad.
fn of_keypad(code: u32) -> Option<KeyCode> {
    const SIGNS: &[u8] = b"0123456789./*-+";
    Some(match code {
        57_399..=57_413 => {
            let at = usize::try_from(code - 57_399).ok()?;
            KeyCode::Char(char::from(*SIGNS.get(at)?))
        }
        57_414 => KeyCode::Enter,
        57_415 => KeyCode::Char('='),
        57_417 => KeyCode::Left,
        57_418 => KeyCode::Right,
        57_419 => KeyCode::Up,
        57_420 => KeyCode::Down,
        57_421 => KeyCode::PageUp,
        57_422 => KeyCode::PageDown,
        57_423 => KeyCode::Home,
        57_424 => KeyCode::End,
        57_425 => KeyCode::Insert,
        57_426 => KeyCode::Delete,
        _ => return None,
    })
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

/// One more than a sum of bits, and after a colon what happened to the key: 3, it was let go.
/// The locks are bits too, and change nothing.
fn modifiers(number: &str) -> Option<KeyModifiers> {
    let (number, event) = number.split_once(':').unwrap_or((number, ""));
    if event == "3" {
        return None;
    }
    let bits = match number {
        "" => 0,
        number => number.parse::<u16>().ok()?.checked_sub(1)?,
    };
    let mut modifiers = KeyModifiers::NONE;
    for (bit, modifier) in [
        (1, KeyModifiers::SHIFT),
        (2, KeyModifiers::ALT),
        (4, KeyModifiers::CONTROL),
        (8, KeyModifiers::SUPER),
        (16, KeyModifiers::HYPER),
        (32, KeyModifiers::META),
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
    fn keys_of_the_kitty_protocol_are_those_that_older_terminals_send() {
        let control = |c| KeyPress::new(KeyCode::Char(c), KeyModifiers::CONTROL);
        for (bytes, key_of) in [
            ("[97u", KeyCode::Char('a').into()),
            ("[97;1u", KeyCode::Char('a').into()),
            ("[97;5u", control('a')),
            ("[114;5u", control('r')),
            ("[82;6u", control('r')),
            ("[27;5;114~", control('r')),
            ("[27u", KeyCode::Esc.into()),
            ("[91;5u", KeyCode::Esc.into()),
            ("[13u", KeyCode::Enter.into()),
            ("[109;5u", KeyCode::Enter.into()),
            ("[27;1;13~", KeyCode::Enter.into()),
            ("[9u", KeyCode::Tab.into()),
            ("[105;5u", KeyCode::Tab.into()),
            ("[9;2u", KeyCode::BackTab.into()),
            ("[13;2u", KeyPress::new(KeyCode::Enter, KeyModifiers::SHIFT)),
            (
                "[27;2;13~",
                KeyPress::new(KeyCode::Enter, KeyModifiers::SHIFT),
            ),
            ("[27;2;9~", KeyCode::BackTab.into()),
            ("[127u", KeyCode::Backspace.into()),
            ("[106;5u", control('j')),
            ("[32u", KeyCode::Char(' ').into()),
            ("[118;2u", KeyCode::Char('V').into()),
            ("[118:86;2u", KeyCode::Char('V').into()),
            ("[49:33;2u", KeyCode::Char('!').into()),
            ("[27;2;33~", KeyCode::Char('!').into()),
            ("[97;1;97u", KeyCode::Char('a').into()),
            ("[97;65u", KeyCode::Char('a').into()),
            ("[97;1:2u", KeyCode::Char('a').into()),
            ("[57420;1u", KeyCode::Down.into()),
            ("[57414u", KeyCode::Enter.into()),
            ("[57400u", KeyCode::Char('1').into()),
            ("[1;129B", KeyCode::Down.into()),
            ("[1;1:1B", KeyCode::Down.into()),
        ] {
            assert_eq!(key(bytes.as_bytes()), Some(key_of), "{bytes}");
        }
        let alt = KeyPress::new(KeyCode::Char('a'), KeyModifiers::ALT);
        assert_eq!(key(b"[97;3u"), Some(alt));
    }

    #[test]
    fn a_key_that_is_let_go_or_has_no_character_is_none() {
        for bytes in [
            "[97;1:3u",
            "[1;1:3B",
            "[57358u",
            "[57441;2u",
            "[u",
            "[;u",
            "[27;5~",
        ] {
            assert_eq!(key(bytes.as_bytes()), None, "{bytes}");
        }
    }

    #[test]
    fn replies_and_reports_are_no_keys() {
        for bytes in [
            "[?1;2c", "[24;80R", "[I", "[<0;1;1M", "[?1u", "[1;5u", "[99~", "[0n", "[1;0A",
        ] {
            assert_eq!(key(bytes.as_bytes()), None, "{bytes}");
        }
    }
}
