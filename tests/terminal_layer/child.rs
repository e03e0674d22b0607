//! The child: shows what comes in and does what a scene asks for.

use std::time::{Duration, Instant};

use duban::tui::terminal::{Events, Input, Looks, Mode, Session, ThriftyBackend, on_panic, size};
use ratatui::Terminal;
use ratatui::layout::Size;
use ratatui::widgets::{Paragraph, Wrap};

use super::{NOTES, SORRY};

fn note(text: &str) {
    std::fs::write(std::env::var(NOTES).unwrap(), text).unwrap();
}

/// Shows every input it gets, until `q` or the end of the world.
pub fn play(scene: &str) {
    on_panic(SORRY.into(), note);
    let mut events = Events::new().unwrap();
    let session = Session::enter().unwrap();
    let looks = Looks {
        colour: true,
        scrolling: true,
    };
    let backend = ThriftyBackend::new(session.output(), size(), looks);
    let mut terminal = Terminal::new(backend).unwrap();
    let (mut seen, mut ticks, mut hang_ups) = (Vec::new(), 0, 0);
    let mode = if scene == "text" {
        Mode::Text
    } else {
        Mode::List
    };
    let began = Instant::now();
    loop {
        let shown = format!("{:?} {seen:?}", size());
        let text = Paragraph::new(shown).wrap(Wrap { trim: false });
        if terminal
            .draw(|frame| frame.render_widget(text, frame.area()))
            .is_err()
            && scene != "stubborn"
        {
            return;
        }
        if matches!(scene, "unread" | "stubborn") && ticks + hang_ups == 0 {
            note("drawn");
        }
        for input in events.wait(mode, Some(Duration::from_millis(200))).unwrap() {
            match &input {
                Input::Tick => {
                    ticks += 1;
                    if scene == "idle" && ticks == 5 {
                        note(&format!("{}", began.elapsed().as_millis()));
                    }
                    continue;
                }
                Input::Key(key) => seen.push(format!("{}", key.code)),
                Input::Paste(text) => seen.push(format!("Paste{}", text.len())),
                Input::Resize(width, height) => {
                    terminal.backend_mut().set_size(Size::new(*width, *height));
                    seen.retain(|name| name != "Resize");
                    seen.push("Resize".into());
                }
                Input::Suspended => {
                    terminal.backend_mut().forget();
                    seen.push("Back".into());
                }
                Input::HangUp if scene == "stubborn" => {
                    hang_ups += 1;
                    if hang_ups == 4 {
                        note(&format!("{}", began.elapsed().as_millis()));
                        return;
                    }
                }
                Input::Terminate(_) | Input::HangUp => return,
                other => seen.push(format!("{other:?}")),
            }
            match seen.last().map(String::as_str) {
                Some("q") => return,
                Some("!") => panic!("a-panic-in-the-loop"),
                Some("@") => {
                    let _ = std::thread::spawn(|| panic!("a-panic-in-a-thread")).join();
                }
                Some("w") => {
                    let waker = events.waker();
                    std::thread::spawn(move || waker.wake()).join().unwrap();
                }
                _ => {}
            }
        }
    }
}
