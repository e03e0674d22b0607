//! Kinds of terminals and languages.

use crate::desk::{Desk, FIRST};
use crate::pty::Pty;

#[test]
fn a_terminal_that_cannot_draw_is_refused_in_one_sentence() {
    for term in ["", "dumb"] {
        let desk = Desk::with_plans().set("TERM", term);
        let mut pty = desk.open("张敏", &[]);
        assert_eq!(pty.code(), 2, "TERM={term}");
        pty.until("TERM");
        pty.settle();
        let output = String::from_utf8(pty.output()).unwrap();
        assert!(!output.contains('\x1b'), "{output:?}");
        assert_eq!(output.lines().count(), 2, "{output}");
        assert!(output.starts_with("duban: "), "{output}");
    }
}

#[test]
fn without_a_terminal_the_interface_is_refused() {
    let desk = Desk::with_plans();
    let output = desk.try_run(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("不是终端"));
}

#[test]
fn the_usual_terminals_are_drawn_on_alike() {
    let desk = Desk::with_plans();
    let wanted = desk.sit("张敏").lines();
    for term in [
        "screen",
        "screen-256color",
        "tmux-256color",
        "xterm",
        "vt100",
    ] {
        let desk = Desk::with_plans().set("TERM", term);
        let mut pty = desk.sit("张敏");
        assert_eq!(pty.lines(), wanted, "{term}");
        pty.send("q");
        assert_eq!(pty.code(), 0);
        pty.assert_given_back();
    }
}

#[test]
fn the_linux_console_is_warned_of_and_gets_no_scrolling() {
    let desk = Desk::with_plans().set("TERM", "linux");
    let mut pty = desk.sit("张敏");
    let cols = "z\x1b[B";
    pty.send(cols);
    pty.settle();
    for _ in 0..60 {
        pty.send("j");
    }
    pty.until("第 62 行");
    pty.settle();
    pty.send("q");
    assert_eq!(pty.code(), 0);
    pty.assert_given_back();
    let output = String::from_utf8(pty.output()).unwrap();
    let warning = output.find("文本控制台").unwrap();
    assert!(warning < output.find("\x1b[?1049h").unwrap());
    assert!(!sequences(&output).any(|(_, last)| matches!(last, 'S' | 'T')));
}

#[test]
fn a_locale_that_is_not_utf_8_is_warned_of() {
    let desk = Desk::with_plans().set("LANG", "C");
    let pty = desk.sit("张敏");
    let output = String::from_utf8(pty.output()).unwrap();
    assert!(output.find("UTF-8").unwrap() < output.find("\x1b[?1049h").unwrap());
    assert!(pty.shown().contains(FIRST));
}

/// Parameters and final character of every control sequence.
fn sequences(output: &str) -> impl Iterator<Item = (&str, char)> {
    output.split("\x1b[").skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| ('@'..='~').contains(&c))?;
        Some((&rest[..end], rest[end..].chars().next()?))
    })
}

fn colours(output: &str) -> usize {
    let looks = sequences(output).filter(|(_, last)| *last == 'm');
    let codes = looks.flat_map(|(codes, _)| codes.split(';'));
    codes
        .filter_map(|code| code.parse::<u8>().ok())
        .filter(|code| matches!(code, 30..=38 | 40..=48 | 90..=97 | 100..=107))
        .count()
}

/// Walks through the screens where lights and hits would be coloured.
fn tour(desk: &Desk) -> Pty {
    desk.run(&["update", "82", "--status", "assigned", "--progress", "40"]);
    let mut pty = desk.sit("张敏");
    pty.send("\r");
    pty.settle();
    pty.send("\x1b");
    pty.settle();
    pty.send("/");
    pty.until("Enter 留作筛选");
    pty.send("教师");
    pty.until("/ 教师");
    pty.send("\r");
    pty.settle();
    pty.send("s");
    pty.settle();
    pty
}

#[test]
fn no_color_sends_no_colour_and_the_selection_is_still_seen() {
    let desk = Desk::with_plans();
    let with = tour(&desk);
    assert!(colours(&String::from_utf8(with.output()).unwrap()) > 0);
    let desk = Desk::with_plans().set("NO_COLOR", "1");
    let pty = tour(&desk);
    assert_eq!(colours(&String::from_utf8(pty.output()).unwrap()), 0);
    let screen = pty.screen();
    let selected = (0..40).flat_map(|row| (0..120).map(move |col| (row, col)));
    let reversed = selected
        .filter_map(|(row, col)| screen.screen().cell(row, col))
        .filter(|cell| cell.inverse());
    assert!(reversed.count() >= 5, "{}", pty.page());
}

#[test]
fn a_key_given_to_two_commands_is_refused_with_both_names() {
    let desk = Desk::with_plans();
    let settings = desk.home().join("settings.toml");
    std::fs::write(&settings, "[keys]\nnote = \"s\"\nprogress = \"Hyper-P\"\n").unwrap();
    let mut pty = desk.open("张敏", &["--config", settings.to_str().unwrap()]);
    assert_eq!(pty.code(), 2);
    pty.settle();
    let output = String::from_utf8(pty.output()).unwrap();
    for word in ["status", "note", "Hyper-P", "settings.toml"] {
        assert!(output.contains(word), "{word} in {output}");
    }
    assert!(!output.contains("\x1b[?1049h"), "{output:?}");
}
