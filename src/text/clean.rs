//! Foreign text made harmless for a terminal.
//!
//! A control character in a title could move the cursor, write the clipboard or turn the reading
//! direction of a row. Escape sequences go with their parameters: only the escape character gone,
//! `[2J` would stand in the ledger as if somebody had written it.

use std::borrow::Cow;
use std::iter::Peekable;
use std::str::Chars;

/// Whether lines are kept apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CleanForm {
    /// One line: a run of line ends and tabs is one space.
    Line,
    /// Several lines: only `\n` stands between them, a tab is a space.
    Text,
}

/// One line of foreign text without anything a terminal would act on; line ends and tabs become
/// one space a run.
pub fn clean_line(text: &str) -> Cow<'_, str> {
    clean(text, CleanForm::Line)
}

/// Foreign text of several lines without anything a terminal would act on; `\n` alone ends a line.
pub fn clean_text(text: &str) -> Cow<'_, str> {
    clean(text, CleanForm::Text)
}

fn clean(text: &str, form: CleanForm) -> Cow<'_, str> {
    let is_line_end = |c: char| matches!(c, '\u{2028}' | '\u{2029}');
    let is_fine = |c: char| !is_harmful(c) && !is_line_end(c) && !selects_mongolian(c);
    let stays = |c: char| is_plain(c) || is_fine(c) || (form == CleanForm::Text && c == '\n');
    if text.chars().all(stays) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            selector if selects_mongolian(selector) => {
                if out.chars().next_back().is_some_and(is_mongolian) {
                    out.push(selector);
                }
            }
            '\x1B' => skip_escape(&mut chars),
            '\u{9B}' => skip_csi(&mut chars),
            '\u{90}' | '\u{98}' | '\u{9D}'..='\u{9F}' => skip_string(&mut chars),
            '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => {
                put_blank(c, form, &mut chars, &mut out)
            }
            harmful if is_harmful(harmful) => {}
            plain => out.push(plain),
        }
    }
    Cow::Owned(out)
}

/// Writes what a tab or line end becomes.
fn put_blank(c: char, form: CleanForm, rest: &mut Peekable<Chars>, out: &mut String) {
    match form {
        CleanForm::Line => {
            let more = |c: &char| matches!(c, '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}');
            while rest.next_if(more).is_some() {}
            out.push(' ');
        }
        CleanForm::Text if c == '\t' => out.push(' '),
        CleanForm::Text => {
            if c == '\r' {
                let _ = rest.next_if_eq(&'\n');
            }
            out.push('\n');
        }
    }
}

/// Passes over what follows an ESC as far as it belongs to the sequence.
fn skip_escape(rest: &mut Peekable<Chars>) {
    match rest.peek() {
        Some('[') => {
            rest.next();
            skip_csi(rest);
        }
        Some(']' | 'P' | 'X' | '^' | '_') => {
            rest.next();
            skip_string(rest);
        }
        _ => {
            while rest.next_if(|c| matches!(c, ' '..='/')).is_some() {}
            let _ = rest.next_if(|c| matches!(c, '0'..='~'));
        }
    }
}

/// Passes over parameters, intermediates and the final character of a control sequence.
fn skip_csi(rest: &mut Peekable<Chars>) {
    while rest.next_if(|c| matches!(c, '0'..='?')).is_some() {}
    while rest.next_if(|c| matches!(c, ' '..='/')).is_some() {}
    let _ = rest.next_if(|c| matches!(c, '@'..='~'));
}

/// Passes over a string sequence (OSC, DCS and their kin) to its end. One that is never ended
/// takes the rest of its line only, or a stray `ESC ]` would swallow a whole document.
fn skip_string(rest: &mut Peekable<Chars>) {
    while let Some(c) = rest.next_if(|c| !matches!(c, '\n' | '\r')) {
        match c {
            '\x07' | '\u{9C}' => return,
            '\x1B' => {
                let _ = rest.next_if_eq(&'\\');
                return;
            }
            _ => {}
        }
    }
}

/// Whether a character chooses the shape of the Mongolian letter before it. Anywhere else nobody
/// sees it.
fn selects_mongolian(c: char) -> bool {
    matches!(c, '\u{180B}'..='\u{180D}' | '\u{180F}')
}

fn is_mongolian(c: char) -> bool {
    matches!(c, '\u{1820}'..='\u{18AA}' | '\u{180B}'..='\u{180D}' | '\u{180F}')
}

/// Whether a character is one of those most text consists of, all of them harmless.
fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{3000}'..='\u{3163}' | '\u{3165}'..='\u{9FFF}' | '\u{FF01}'..='\u{FF5E}')
}

/// Whether a character steers the terminal, turns the direction of reading or is invisible. What
/// nobody sees would make two people of one name.
fn is_harmful(c: char) -> bool {
    let code = u32::from(c);
    match c {
        // The fillers of Hangul, which are blank.
        '\u{3164}' | '\u{FFA0}' | '\u{115F}' | '\u{1160}' => true,
        plain if is_plain(plain) => false,
        '\0'..='\x1F' | '\x7F'..='\u{9F}' => true,
        // Soft hyphen, grapheme joiner, Arabic letter mark, inherent vowels of Khmer, Mongolian
        // vowel separator, Braille without a dot.
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{17B4}' | '\u{17B5}' | '\u{180E}' | '\u{2800}' => {
            true
        }
        // Zero width space, joiners, left-to-right and right-to-left marks.
        '\u{200B}'..='\u{200F}' => true,
        // Bidi embeddings and isolates, with the invisible operators between.
        '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' => true,
        // Private use: another meaning in every font.
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}' => true,
        // Variation selectors; two of them change a character's width in some terminals only.
        '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFB}' => true,
        // Controls of shorthand and of music; tags and the selectors behind them.
        '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}' => true,
        '\u{FDD0}'..='\u{FDEF}' => true,
        _ => code & 0xFFFE == 0xFFFE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plain_chinese_text_is_borrowed_as_it_stands() {
        let text = "坚持“五育”并举，发展素质教育（2023年—2025年）①";
        assert!(matches!(clean_line(text), Cow::Borrowed(same) if same == text));
        assert!(matches!(clean_text("甲\n乙"), Cow::Borrowed(_)));
    }

    #[test]
    fn an_escape_sequence_goes_with_its_parameters() {
        for (dirty, clean) in [
            ("红\x1B[2J灯", "红灯"),
            ("\x1B[1;31m红\x1B[0m", "红"),
            ("甲\x1B]52;c;cm0gLXJm\x07乙", "甲乙"),
            ("甲\x1B]0;title\x1B\\乙", "甲乙"),
            ("甲\u{9B}31m乙", "甲乙"),
            ("甲\u{9D}8;;http://x\u{9C}乙", "甲乙"),
            ("甲\x1BPq#0\x1B\\乙", "甲乙"),
            ("甲\x1B(0乙", "甲乙"),
            ("甲\x1Bc乙", "甲乙"),
            ("甲\x1B教育", "甲教育"),
            ("甲\x1B[", "甲"),
        ] {
            assert_eq!(clean_line(dirty), clean, "{dirty:?}");
        }
    }

    #[test]
    fn an_unended_string_sequence_takes_only_its_line() {
        assert_eq!(clean_text("甲\x1B]52;c;x\n乙"), "甲\n乙");
    }

    #[test]
    fn a_line_has_one_space_for_a_run_of_line_ends() {
        assert_eq!(clean_line("甲\r\n\t乙\u{2028}丙"), "甲 乙 丙");
        assert_eq!(
            clean_text("甲\r\n乙\r丙\t丁\u{2029}戊"),
            "甲\n乙\n丙 丁\n戊"
        );
    }

    #[test]
    fn invisible_and_turning_characters_are_dropped() {
        let dirty = "李\u{202E}云\u{2066}生\u{200F}\u{61C}\u{FEFF}\u{200B}\u{E0041}\u{E001}\u{FE0F}\u{FFFF}\u{FDD0}\u{7F}";
        assert_eq!(clean_line(dirty), "李云生");
    }

    #[test]
    fn what_nobody_sees_makes_no_second_name() {
        let unseen = "\u{3164}\u{FFA0}\u{115F}\u{1160}\u{34F}\u{17B4}\u{2800}\u{200C}\u{200D}\u{2060}\u{2064}\u{FE00}\u{FE0E}\u{E0100}\u{E01EF}\u{180B}\u{180F}\u{1BCA0}\u{1D173}\u{FFF0}";
        for c in unseen.chars() {
            assert_eq!(clean_line(&format!("王{c}芳")), "王芳", "{c:?}");
            assert_eq!(clean_text(&format!("{c}王芳{c}")), "王芳", "{c:?}");
        }
        // The shape of a Mongolian letter is seen.
        let mongolian = "\u{182A}\u{180B}\u{1820}";
        assert_eq!(clean_line(mongolian), mongolian);
    }

    fn hostile() -> impl Strategy<Value = String> {
        let pieces = prop_oneof![
            any::<char>().prop_map(String::from),
            "[一-龥]{1,4}",
            prop_oneof![
                Just("\x1B["),
                Just("\x1B]"),
                Just("\x1B\\"),
                Just("\u{9B}"),
                Just("\x07"),
                Just("\r"),
                Just("\n"),
                Just("31;1m"),
                Just("\u{202E}"),
                Just("\u{E0020}"),
            ]
            .prop_map(str::to_owned),
        ];
        proptest::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn nothing_harmful_is_left(text in hostile()) {
            let line = clean_line(&text).into_owned();
            prop_assert!(!line.chars().any(|c| is_harmful(c) || c.is_control()));
            let lines = clean_text(&text).into_owned();
            prop_assert!(!lines.chars().any(|c| c != '\n' && (is_harmful(c) || c.is_control())));
        }

        #[test]
        fn cleaning_twice_changes_nothing_more(text in hostile()) {
            let line = clean_line(&text).into_owned();
            prop_assert_eq!(clean_line(&line).into_owned(), line);
            let lines = clean_text(&text).into_owned();
            prop_assert_eq!(clean_text(&lines).into_owned(), lines);
        }

        #[test]
        fn chinese_prose_is_never_changed(text in "[一-龥，。、；：！？（）《》“”0-9a-zA-Z ]{0,80}") {
            prop_assert!(matches!(clean_line(&text), Cow::Borrowed(_)));
        }
    }
}
