//! Whatever is drawn: a terminal fed with our bytes shows what ratatui meant.

use proptest::prelude::*;
use unicode_width::UnicodeWidthChar;

use super::*;

fn style() -> impl Strategy<Value = Style> {
    let colours = prop_oneof![
        4 => Just(Color::Reset),
        1 => Just(Color::Red),
        1 => Just(Color::LightGreen),
        1 => Just(Color::Indexed(99)),
    ];
    let weight = prop_oneof![
        Just(Modifier::empty()),
        Just(Modifier::BOLD),
        Just(Modifier::DIM)
    ];
    let marks = prop_oneof![
        3 => Just(Modifier::empty()),
        1 => Just(Modifier::UNDERLINED),
        1 => Just(Modifier::REVERSED)
    ];
    (colours.clone(), colours, weight, marks)
        .prop_map(|(fg, bg, weight, marks)| Style::new().fg(fg).bg(bg).add_modifier(weight | marks))
}

fn words() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-z0-9 ]{1,6}",
        4 => "[学前教育督办，。（）]{1,5}",
        2 => " {1,12}",
        2 => "[“”…①─é·]{1,2}",
        1 => Just("e\u{301}".to_owned()),
        1 => Just("⚠\u{FE0F}".to_owned()),
        1 => Just("😀".to_owned()),
        1 => Just("䷀".to_owned()),
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

fn frame(width: u16, height: u16) -> impl Strategy<Value = Vec<Text>> {
    let text = (0..width, 0..height, words(), style());
    let text = text.prop_map(|(x, y, text, style)| Text { x, y, text, style });
    prop::collection::vec(text, 0..12)
}

/// Frames that repeat the one before, moved by some rows, with some changes.
fn frames(width: u16, height: u16) -> impl Strategy<Value = Vec<Vec<Text>>> {
    let step = (
        frame(width, height),
        frame(width, height),
        -3..4_i32,
        any::<bool>(),
    );
    prop::collection::vec(step, 1..8).prop_map(move |steps| {
        let mut frames: Vec<Vec<Text>> = Vec::new();
        for (fresh, changes, shift, again) in steps {
            match frames.last().filter(|_| again).cloned() {
                Some(mut last) => {
                    for text in &mut last {
                        let y = i32::from(text.y) + shift;
                        text.y = u16::try_from(y).unwrap_or(height);
                    }
                    last.extend(changes.into_iter().take(2));
                    frames.push(last);
                }
                None => frames.push(fresh),
            }
        }
        frames
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_terminal_shows_what_ratatui_drew(frames in frames(24, 9)) {
        let mut screen = screen(24, 9, LOOKS);
        let mut terminal = terminal(24, 9);
        for frame in frames {
            let (bytes, buffer) = draw(&mut screen, &frame);
            terminal.process(&bytes);
            prop_assert_eq!(difference(terminal.screen(), &buffer), None);
            let (again, _) = draw(&mut screen, &frame);
            prop_assert_eq!(again, b"");
        }
    }

    /// Whatever was held back, and however often: the next free frame brings all of it.
    #[test]
    fn what_was_held_back_comes_with_the_next_free_frame(
        frames in frames(24, 9),
        areas in prop::collection::vec((0..24_u16, 0..9_u16, 1..24_u16, 1..9_u16), 8),
        most in prop::option::of(0..200_usize),
    ) {
        let mut screen = screen(24, 9, LOOKS);
        let mut terminal = terminal(24, 9);
        terminal.process(&draw(&mut screen, &[]).0);
        for (frame, (x, y, cols, rows)) in frames.iter().zip(areas) {
            let still = Rect::new(x, y, cols.min(24 - x), rows.min(9 - y));
            screen.backend_mut().restrain(Restraint {
                still: vec![still],
                most,
                body: Rect::new(0, 1, 24, 7),
            });
            terminal.process(&draw(&mut screen, frame).0);
            if !screen.backend().holds_back() {
                let (_, buffer) = draw(&mut screen, frame);
                prop_assert_eq!(difference(terminal.screen(), &buffer), None);
            }
        }
        screen.backend_mut().restrain(Restraint::default());
        let last = frames.last().unwrap();
        let (bytes, buffer) = draw(&mut screen, last);
        terminal.process(&bytes);
        prop_assert!(!screen.backend().holds_back());
        prop_assert_eq!(difference(terminal.screen(), &buffer), None);
        prop_assert_eq!(draw(&mut screen, last).0, b"");
    }

    /// Hanzi stand in for the ambiguous characters, as such a terminal gives them two columns.
    #[test]
    fn columns_hold_where_ambiguous_characters_are_drawn_wide(
        lines in prop::collection::vec("[a-z学前教“”…①─]{0,14}", 1..6),
    ) {
        let mut screen = screen(20, 3, LOOKS);
        let mut terminal = terminal(20, 3);
        for line in lines {
            let frame = [text(1, 1, &line)];
            let (bytes, buffer) = draw(&mut screen, &frame);
            let wide: String = String::from_utf8(bytes).unwrap().chars()
                .map(|c| if c.width() == c.width_cjk() || c.is_control() { c } else { '囗' })
                .collect();
            terminal.process(wide.as_bytes());
            for position in buffer.area.positions() {
                let symbol = buffer[position].symbol();
                let sure = symbol.chars().all(|c| c.width() == c.width_cjk());
                let shown = terminal.screen().cell(position.y, position.x).unwrap();
                if sure && symbol != " " {
                    prop_assert_eq!(shown.contents(), symbol, "at {}", position);
                }
            }
        }
    }

    #[test]
    fn no_control_character_of_a_cell_is_sent(c in any::<char>()) {
        let mut screen = screen(6, 2, LOOKS);
        let mut cell = Cell::default();
        cell.set_symbol(&format!("学{c}"));
        screen.backend_mut().draw([(1, 1, &cell)].into_iter()).unwrap();
        screen.backend_mut().flush().unwrap();
        let sent = String::from_utf8(std::mem::take(screen.backend_mut().writer_mut())).unwrap();
        let foreign = |c: char| matches!(c, '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            || (c < ' ' && c != '\x1b');
        prop_assert!(!sent.contains(foreign));
    }
}

#[test]
fn a_part_that_stays_and_cuts_a_wide_character_in_two_leaves_no_trace() {
    let wide = |y| Text {
        x: 8,
        y,
        text: "学（0…育教".to_owned(),
        style: Style::new(),
    };
    let line = |y| Text {
        x: 8,
        y,
        text: "⚠\u{fe0f}  000😀".to_owned(),
        style: Style::new().add_modifier(Modifier::UNDERLINED),
    };
    let frames = [
        vec![wide(4), line(3)],
        vec![wide(3), line(2)],
        vec![wide(5), line(4)],
    ];
    let whole = Rect::new(0, 0, 1, 1);
    for left in 0..23 {
        for cols in 1..4 {
            let cut = Rect::new(left, 0, cols.min(24 - left), 5);
            let mut screen = screen(24, 9, LOOKS);
            let mut terminal = terminal(24, 9);
            terminal.process(&draw(&mut screen, &[]).0);
            for (frame, still) in frames.iter().zip([whole, cut, whole]) {
                screen.backend_mut().restrain(Restraint {
                    still: vec![still],
                    most: None,
                    body: Rect::new(0, 1, 24, 7),
                });
                terminal.process(&draw(&mut screen, frame).0);
            }
            screen.backend_mut().restrain(Restraint::default());
            let (bytes, buffer) = draw(&mut screen, &frames[2]);
            terminal.process(&bytes);
            assert_eq!(difference(terminal.screen(), &buffer), None, "{cut:?}");
        }
    }
}
