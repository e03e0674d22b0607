use std::num::NonZeroU16;

use ratatui::Terminal;
use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use super::super::overlay::make_room;
use super::*;

#[path = "backend_properties.rs"]
mod properties;

const LOOKS: Looks = Looks {
    colour: true,
    scrolling: true,
};

type Screen = Terminal<ThriftyBackend<Vec<u8>>>;

fn screen(width: u16, height: u16, looks: Looks) -> Screen {
    let backend = ThriftyBackend::new(Vec::new(), Size::new(width, height), looks);
    Terminal::new(backend).unwrap()
}

fn terminal(width: u16, height: u16) -> vt100::Parser {
    let size = |n| NonZeroU16::new(n).unwrap();
    vt100::Parser::new(size(height), size(width), 0)
}

#[derive(Clone, Debug)]
struct Text {
    x: u16,
    y: u16,
    text: String,
    style: Style,
}

fn text(x: u16, y: u16, text: &str) -> Text {
    Text {
        x,
        y,
        text: text.into(),
        style: Style::new(),
    }
}

/// Draws a frame and returns what was sent, and what ratatui believes to be on the screen.
fn draw(screen: &mut Screen, frame: &[Text]) -> (Vec<u8>, Buffer) {
    let buffer = screen
        .draw(|f| {
            let area = f.area();
            for Text { x, y, text, style } in frame {
                if *x < area.width && *y < area.height {
                    make_room(f.buffer_mut(), Rect::new(*x, *y, 1, 1));
                    f.buffer_mut().set_string(*x, *y, text, *style);
                }
            }
        })
        .unwrap()
        .buffer
        .clone();
    (std::mem::take(screen.backend_mut().writer_mut()), buffer)
}

fn colour(colour: Color) -> vt100::Color {
    match colour {
        Color::Red => vt100::Color::Idx(1),
        Color::LightGreen => vt100::Color::Idx(10),
        Color::Indexed(n) => vt100::Color::Idx(n),
        _ => vt100::Color::Default,
    }
}

/// Says where the terminal differs from the buffer. Style is compared where it can be seen.
fn difference(terminal: &vt100::Screen, buffer: &Buffer) -> Option<String> {
    let mut wide_until = 0;
    for position in buffer.area.positions() {
        let cell = &buffer[position];
        let shown = terminal.cell(position.y, position.x)?;
        if position.x == 0 {
            wide_until = 0;
        }
        if position.x < wide_until {
            continue;
        }
        wide_until = position.x + cell.cell_width();
        let blank = cell.symbol() == " ";
        let same_text = match shown.contents() {
            "" => blank,
            contents => contents == cell.symbol(),
        };
        let marks = cell.modifier;
        let visible = !blank || marks.intersects(Modifier::REVERSED | Modifier::UNDERLINED);
        // vt100 holds one of the two only.
        let same_weight = marks.contains(Modifier::BOLD | Modifier::DIM)
            || (shown.bold() == marks.contains(Modifier::BOLD)
                && shown.dim() == marks.contains(Modifier::DIM));
        let same_style = shown.bgcolor() == colour(cell.bg)
            && shown.inverse() == marks.contains(Modifier::REVERSED)
            && shown.underline() == marks.contains(Modifier::UNDERLINED)
            && (!visible || (same_weight && shown.fgcolor() == colour(cell.fg)));
        if !same_text || !same_style {
            return Some(format!("{position}: {shown:?} for {cell:?}"));
        }
    }
    None
}

#[test]
fn an_unchanged_frame_sends_nothing() {
    let mut screen = screen(40, 5, LOOKS);
    let frame = [text(0, 1, "学前“教育”①ok")];
    draw(&mut screen, &frame);
    assert_eq!(draw(&mut screen, &frame).0, b"");
    assert_eq!(screen.backend().pending_bytes(), 0);
}

#[test]
fn a_run_of_hanzi_costs_three_bytes_a_character() {
    let cost = |hanzi: &str| {
        let mut screen = screen(80, 5, LOOKS);
        draw(&mut screen, &[]);
        draw(&mut screen, &[text(2, 2, hanzi)]).0.len()
    };
    let ten = "推动学前教育普及普惠";
    let around = "\x1b[?2026h\x1b[3;3H\x1b[?2026l".len();
    assert_eq!(cost(ten), around + 30);
    assert_eq!(cost(&ten.repeat(3)), around + 90);
}

#[test]
fn a_cleared_end_of_line_is_one_erase() {
    let mut screen = screen(80, 3, LOOKS);
    draw(&mut screen, &[text(0, 1, &"学".repeat(30))]);
    let (bytes, _) = draw(&mut screen, &[text(0, 1, "学")]);
    assert_eq!(bytes, b"\x1b[?2026h\x1b[3G\x1b[K\x1b[?2026l");
}

/// The browse screen of 120x40 in outline: facets to the left, the table beside them.
fn browse(selected: u16) -> Vec<Text> {
    let mut frame = vec![text(90, 38, &format!("第 {selected} 行 / 45"))];
    for y in 3..23 {
        let number = Style::new().add_modifier(if y == selected {
            Modifier::REVERSED
        } else {
            Modifier::empty()
        });
        frame.push(text(0, y, "   敖汉旗        30 |"));
        frame.push(text(23, y, if y == selected { ">" } else { " " }));
        frame.push(Text {
            style: number,
            ..text(26, y, &format!("{y:5}"))
        });
        frame.push(text(32, y, "巴彦淖尔 深化教育教学改革，提高教学质量     领导乙+1     签收       未定        灰 无据"));
    }
    frame
}

#[test]
fn a_move_of_the_selection_costs_a_hundred_bytes() {
    let mut screen = screen(120, 40, LOOKS);
    let mut show = |selected| {
        screen
            .draw(|f| {
                for Text { x, y, text, style } in browse(selected) {
                    f.buffer_mut().set_string(x, y, text, style);
                }
                f.set_cursor_position((23, selected));
            })
            .unwrap();
        std::mem::take(screen.backend_mut().writer_mut()).len()
    };
    show(10);
    let cost = show(11);
    assert!(cost <= 105, "{cost} bytes");
}

#[test]
fn a_one_line_scroll_is_done_by_the_terminal() {
    let row = |y: u16, n: u16| {
        text(
            0,
            y,
            &format!("{n:4} 推动学前教育普及普惠发展，督办第{n}条"),
        )
    };
    let rows = |first: u16| {
        (0..30_u16)
            .map(|y| row(y + 2, first + y))
            .collect::<Vec<_>>()
    };
    let mut screen = screen(100, 40, LOOKS);
    draw(&mut screen, &rows(1));
    let (bytes, _) = draw(&mut screen, &rows(2));
    assert!(bytes.len() < 120, "{} bytes", bytes.len());
    assert!(bytes.windows(7).any(|part| part == b"\x1b[3;32r"));
}

#[test]
fn without_colour_no_colour_code_is_sent() {
    let mut screen = screen(
        20,
        2,
        Looks {
            colour: false,
            ..LOOKS
        },
    );
    let style = Style::new()
        .fg(Color::Red)
        .bg(Color::Blue)
        .add_modifier(Modifier::REVERSED);
    let (bytes, _) = draw(
        &mut screen,
        &[Text {
            style,
            ..text(0, 0, "红")
        }],
    );
    let sent = String::from_utf8(bytes).unwrap();
    assert!(sent.contains("\x1b[7m红") && !sent.contains("31") && !sent.contains("44"));
}

#[test]
fn a_move_of_the_cursor_alone_is_no_synchronized_update() {
    let mut screen = screen(20, 4, LOOKS);
    let mut at = |x, y| {
        screen
            .draw(|frame| frame.set_cursor_position((x, y)))
            .unwrap();
        std::mem::take(screen.backend_mut().writer_mut())
    };
    at(3, 1);
    assert_eq!(at(3, 2), b"\x1b[B");
    assert_eq!(at(3, 2), b"");
}

#[test]
fn a_forgotten_terminal_is_drawn_whole_again() {
    let mut screen = screen(24, 9, LOOKS);
    let frame = [text(3, 3, "督办"), text(0, 8, "q 退出")];
    draw(&mut screen, &frame);
    screen.backend_mut().forget();
    let (bytes, buffer) = draw(&mut screen, &frame);
    let mut terminal = terminal(24, 9);
    terminal.process("垃圾 left by a shell\x1b[7m".as_bytes());
    terminal.process(&bytes);
    assert_eq!(difference(terminal.screen(), &buffer), None);
}

#[test]
fn every_size_is_survived_and_the_last_is_drawn_right() {
    let mut screen = screen(80, 24, LOOKS);
    let frame = [text(0, 0, "“督办”学前教育"), text(2, 1, "敖汉旗")];
    for (width, height) in [(0, 0), (1, 1), (65535, 65535), (3, 1), (500, 200), (24, 9)] {
        screen.backend_mut().set_size(Size::new(width, height));
        let (bytes, buffer) = draw(&mut screen, &frame);
        assert!(buffer.area.width <= LARGEST.width && buffer.area.height <= LARGEST.height);
        if (width, height) == (24, 9) {
            let mut terminal = terminal(24, 9);
            terminal.process(&bytes);
            assert_eq!(difference(terminal.screen(), &buffer), None);
        }
    }
}

#[test]
fn regions_scroll_both_ways_and_by_any_count() {
    for (region, count, up) in [
        (1..5, 1, true),
        (1..5, 2, false),
        (0..9, 1, true),
        (2..3, 1, true),
        (1..5, 9, false),
    ] {
        let mut screen = screen(24, 9, LOOKS);
        let rows: Vec<Text> = (0..9).map(|y| text(0, y, &format!("第{y}行"))).collect();
        let mut terminal = terminal(24, 9);
        let (bytes, mut buffer) = draw(&mut screen, &rows);
        terminal.process(&bytes);
        let backend = screen.backend_mut();
        if up {
            backend.scroll_region_up(region.clone(), count).unwrap();
        } else {
            backend.scroll_region_down(region.clone(), count).unwrap();
        }
        backend.flush().unwrap();
        terminal.process(screen.backend().writer());
        let old = buffer.clone();
        for position in buffer.area.positions().filter(|at| region.contains(&at.y)) {
            let from = if up {
                position.y.checked_add(count)
            } else {
                position.y.checked_sub(count)
            };
            buffer[position] = from
                .filter(|y| region.contains(y))
                .map_or(Cell::default(), |y| old[(position.x, y)].clone());
        }
        assert_eq!(difference(terminal.screen(), &buffer), None);
    }
}

#[test]
fn lines_appended_at_the_bottom_scroll_the_screen() {
    let mut screen = screen(24, 4, LOOKS);
    let rows: Vec<Text> = (0..4).map(|y| text(0, y, &format!("第{y}行"))).collect();
    let mut terminal = terminal(24, 4);
    terminal.process(&draw(&mut screen, &rows).0);
    let backend = screen.backend_mut();
    backend.set_cursor_position((0, 2)).unwrap();
    backend.append_lines(3).unwrap();
    backend.flush().unwrap();
    terminal.process(backend.writer());
    assert_eq!(terminal.screen().contents().trim_end(), "第2行\n第3行");
}

#[test]
fn a_failed_write_is_told_and_everything_is_drawn_next_time() {
    #[derive(Default)]
    struct Broken {
        works: bool,
        got: Vec<u8>,
    }
    impl Write for Broken {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if !self.works {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
            self.got.extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let backend = ThriftyBackend::new(Broken::default(), Size::new(10, 2), LOOKS);
    let mut screen = Terminal::new(backend).unwrap();
    assert!(
        screen
            .draw(|frame| frame.render_widget("督办", frame.area()))
            .is_err()
    );
    screen.backend_mut().writer_mut().works = true;
    screen
        .draw(|frame| frame.render_widget("督办", frame.area()))
        .unwrap();
    let sent = String::from_utf8_lossy(&screen.backend().writer().got).into_owned();
    assert!(sent.contains("督办"));
}

#[test]
fn a_part_that_is_held_back_is_not_sent_and_one_that_is_too_long_waits_too() {
    let mut screen = screen(20, 6, LOOKS);
    let frame = |list: &str, preview: &str, place: &str| {
        [text(0, 2, list), text(0, 3, preview), text(0, 5, place)]
    };
    draw(&mut screen, &frame("甲", "子", "1"));
    let sent = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let restraint = |most| Restraint {
        still: vec![Rect::new(0, 3, 20, 1)],
        most,
        body: Rect::new(0, 2, 20, 2),
    };
    screen.backend_mut().restrain(restraint(None));
    let light = sent(&draw(&mut screen, &frame("乙", "丑", "2")).0);
    assert!(
        light.contains('乙') && light.contains('2') && !light.contains('丑'),
        "{light:?}"
    );
    assert!(screen.backend().holds_back());
    screen.backend_mut().restrain(restraint(Some(20)));
    let foot = sent(&draw(&mut screen, &frame("丙丁戊己庚辛壬癸", "寅", "3")).0);
    assert!(
        foot.contains('3') && !foot.contains('丙') && !foot.contains('寅'),
        "{foot:?}"
    );
    screen.backend_mut().restrain(Restraint::default());
    let rest = sent(&draw(&mut screen, &frame("丙丁戊己庚辛壬癸", "寅", "3")).0);
    assert!(
        rest.contains('丙') && rest.contains('寅') && !screen.backend().holds_back(),
        "{rest:?}"
    );
    // Whoever has lost sight of the screen draws all of it.
    screen.backend_mut().restrain(restraint(Some(0)));
    screen.backend_mut().forget();
    let all = sent(&draw(&mut screen, &frame("甲", "子", "1")).0);
    assert!(all.contains('甲') && all.contains('子'), "{all:?}");
}

#[test]
fn a_frame_of_enough_bytes_ends_with_a_status_request_and_none_is_sent_alone() {
    let mut screen = screen(20, 3, LOOKS);
    screen.backend_mut().ask_from(Some(40));
    let (bytes, _) = draw(&mut screen, &[text(0, 0, "a")]);
    assert!(!bytes.ends_with(REQUEST));
    let (bytes, _) = draw(
        &mut screen,
        &[text(0, 0, &"b".repeat(20)), text(0, 1, &"c".repeat(20))],
    );
    assert!(bytes.ends_with(REQUEST));
    let sent = screen.backend_mut().take_sent();
    assert!(sent.asks && sent.bytes > bytes.len());
    let (bytes, _) = draw(
        &mut screen,
        &[text(0, 0, &"d".repeat(20)), text(0, 1, &"e".repeat(20))],
    );
    assert!(!bytes.ends_with(REQUEST), "once");
    screen.backend_mut().ask_from(Some(0));
    let (bytes, _) = draw(
        &mut screen,
        &[text(0, 0, &"d".repeat(20)), text(0, 1, &"e".repeat(20))],
    );
    assert_eq!(bytes, b"", "nothing new, nothing sent");
}
