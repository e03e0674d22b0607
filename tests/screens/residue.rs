//! What a terminal shows after many small changes is what a fresh drawing would show.

use std::num::NonZero;

use duban::tui::draw;
use duban::tui::terminal::{Looks, ThriftyBackend};
use ratatui::Terminal;
use ratatui::layout::Size;

use crate::support::*;

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}

struct Screen {
    terminal: Terminal<ThriftyBackend<Vec<u8>>>,
    parser: vt100::Parser,
}

impl Screen {
    fn new(size: (u16, u16)) -> Screen {
        let looks = Looks {
            colour: true,
            scrolling: true,
        };
        let backend = ThriftyBackend::new(Vec::new(), Size::new(size.0, size.1), looks);
        Screen {
            terminal: Terminal::new(backend).unwrap(),
            parser: vt100::Parser::new(cells(size.1), cells(size.0), 0),
        }
    }

    fn show(&mut self, stage: &Stage) -> usize {
        self.terminal
            .draw(|frame| {
                draw(frame, &stage.0.model);
            })
            .unwrap();
        let bytes = std::mem::take(self.terminal.backend_mut().writer_mut());
        self.parser.process(&bytes);
        bytes.len()
    }

    fn rows(&self) -> Vec<String> {
        let (_, cols) = self.parser.screen().size();
        let rows = self.parser.screen().rows(0, cols.get());
        rows.map(|row| row.trim_end().to_owned()).collect()
    }

    /// How each cell looks; a blank that was written and one that never was look the same.
    fn looks(&self) -> Vec<(String, bool, bool, String)> {
        let screen = self.parser.screen();
        let (rows, cols) = screen.size();
        let places = (0..rows.get()).flat_map(|y| (0..cols.get()).map(move |x| (y, x)));
        places
            .filter_map(|(y, x)| screen.cell(y, x))
            .map(|cell| {
                let ink = match cell.contents().trim() {
                    "" => String::new(),
                    _ => format!("{:?} {} {}", cell.fgcolor(), cell.bold(), cell.dim()),
                };
                (
                    cell.contents().trim().to_owned(),
                    cell.inverse(),
                    cell.underline(),
                    ink,
                )
            })
            .collect()
    }
}

/// Presses keys one by one and compares after each.
fn walk(size: (u16, u16), keys: &[&str]) {
    let office = Office::demo();
    let mut stage = office.sit(size);
    let mut screen = Screen::new(size);
    screen.show(&stage);
    for (at, key) in keys.iter().enumerate() {
        stage.press(key);
        screen.show(&stage);
        let mut fresh = Screen::new(size);
        fresh.show(&stage);
        assert_eq!(
            screen.rows(),
            fresh.rows(),
            "{size:?} after key {at}: {key}"
        );
        assert!(
            screen.looks() == fresh.looks(),
            "{size:?} looks after key {at}: {key}"
        );
    }
}

#[test]
fn chinese_rows_that_scroll_both_ways_leave_nothing_behind() {
    for size in [(80, 24), (120, 40), (60, 20)] {
        let mut keys = vec!["j"; 45];
        keys.extend(["k"; 45]);
        keys.extend(["<PgDn>", "<PgDn>", "<PgUp>", "G", "k", "k", "g", "j"]);
        walk(size, &keys);
    }
}

#[test]
fn popups_and_screens_that_come_and_go_leave_nothing_behind() {
    let keys = [
        "j", "s", "j", "<Esc>", "f", "l", "乙", "<Esc>", "/", "教", "师", "<Down>", "<Esc>", "n",
        "话", "<Ctrl-E>", "<Esc>", "d", "<Esc>", "e", "<Esc>", "o", "d", "<Esc>", "=", "=", "j",
        "j", "z", "j", "z", "b", "b", "<Enter>", "j", "<Tab>", "v", "k", "<Esc>", "<Esc>", ":",
        "<Esc>", "?", "<Down>", "<Esc>", "5", "1", "t", "t", "a", "s", "b", "<Esc>", "a",
        "<Space>", "<Space>", "u",
    ];
    walk((80, 24), &keys);
    walk((120, 40), &keys);
}

#[test]
fn moving_and_idling_stay_within_what_a_slow_line_bears() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    let mut screen = Screen::new(WIDE);
    screen.show(&stage);
    assert_eq!(screen.show(&stage), 0, "an unchanged screen sends nothing");
    stage.press("j");
    let with_preview = screen.show(&stage);
    assert!(
        with_preview < 1_600,
        "a move with preview: {with_preview} bytes"
    );
    stage.press("z");
    screen.show(&stage);
    stage.press("j");
    let alone = screen.show(&stage);
    assert!(alone < 200, "a move in the table alone: {alone} bytes");
    for _ in 0..40 {
        stage.press("j");
    }
    screen.show(&stage);
    stage.press("j");
    let scrolled = screen.show(&stage);
    assert!(
        scrolled < 400,
        "a scroll by one line in the table alone: {scrolled} bytes"
    );
}
