//! The terminal layer in a real pseudo-terminal. The child is this test binary itself, running
//! the one test `child_main` with a scene to play.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use duban::tui::terminal::{Events, Input, Looks, Mode, Session, ThriftyBackend, on_panic, size};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, SlavePty, native_pty_system};
use ratatui::Terminal;
use ratatui::layout::Size;
use ratatui::widgets::{Paragraph, Wrap};
use rustix::process::{Pid, Signal, kill_process};

const SCENE: &str = "DUBAN_TEST_SCENE";
const NOTES: &str = "DUBAN_TEST_NOTES";
const PATIENCE: Duration = Duration::from_secs(10);
const SORRY: &str = "sorry-said-once";

// The child.

#[test]
fn child_main() {
    if let Ok(scene) = std::env::var(SCENE) {
        play(&scene);
    }
}

fn note(text: &str) {
    std::fs::write(std::env::var(NOTES).unwrap(), text).unwrap();
}

/// Shows every input it gets, until `q` or the end of the world.
fn play(scene: &str) {
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

// The other side.

struct Pty {
    master: Box<dyn MasterPty + Send>,
    slave: Option<Box<dyn SlavePty + Send>>,
    keys: Option<Box<dyn Write + Send>>,
    child: Box<dyn Child + Send + Sync>,
    output: Arc<Mutex<Vec<u8>>>,
    found: String,
    notes: PathBuf,
    _folder: tempfile::TempDir,
}

impl Pty {
    /// Plays a scene and waits for its first frame.
    fn play(scene: &str) -> Pty {
        let mut pty = Pty::start(scene, false);
        pty.listen();
        pty.until("Size");
        pty
    }

    /// Starts without reading, so that dropping the master closes it.
    fn start(scene: &str, hang_up_ignored: bool) -> Pty {
        let pair = native_pty_system().openpty(size_of(80, 24)).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let notes = folder.path().join("notes");
        let myself = std::env::current_exe().unwrap();
        let mut command = if hang_up_ignored {
            let mut shell = CommandBuilder::new("sh");
            shell.args(["-c", "trap '' HUP; exec \"$0\" \"$@\""]);
            shell.arg(myself);
            shell
        } else {
            CommandBuilder::new(myself)
        };
        command.args(["--exact", "child_main", "--nocapture"]);
        command.env(SCENE, scene);
        command.env(NOTES, &notes);
        let found = settings(pair.master.as_ref());
        let child = pair.slave.spawn_command(command).unwrap();
        Pty {
            keys: Some(pair.master.take_writer().unwrap()),
            master: pair.master,
            slave: Some(pair.slave),
            child,
            output: Arc::default(),
            found,
            notes,
            _folder: folder,
        }
    }

    fn listen(&mut self) {
        let mut reader = self.master.try_clone_reader().unwrap();
        let output = Arc::clone(&self.output);
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                output.lock().unwrap().extend_from_slice(&bytes[..count]);
            }
        });
    }

    fn send(&mut self, bytes: &[u8]) {
        let keys = self.keys.as_mut().unwrap();
        keys.write_all(bytes).unwrap();
        keys.flush().unwrap();
    }

    fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    fn pid(&self) -> Pid {
        let id = self.child.process_id().unwrap();
        Pid::from_raw(i32::try_from(id).unwrap()).unwrap()
    }

    fn output(&self) -> Vec<u8> {
        self.output.lock().unwrap().clone()
    }

    fn screen(&self) -> vt100::Parser {
        let size = |n| NonZeroU16::new(n).unwrap();
        let mut parser = vt100::Parser::new(size(24), size(80), 0);
        parser.process(&self.output());
        parser
    }

    fn shown(&self) -> String {
        self.screen().screen().contents().replace('\n', "")
    }

    fn until(&self, text: &str) {
        eventually(text, || self.shown().contains(text), || self.shown());
    }

    fn note(&self) -> String {
        let read = || std::fs::read_to_string(&self.notes).unwrap_or_default();
        eventually("a note", || !read().is_empty(), String::new);
        read()
    }

    fn ended(&mut self) -> Duration {
        let began = Instant::now();
        let child = &mut self.child;
        while child.try_wait().unwrap().is_none() {
            assert!(began.elapsed() < PATIENCE, "the child does not end");
            std::thread::yield_now();
        }
        began.elapsed()
    }

    /// As found: settings, main screen with what was on it, cursor, paste mode.
    fn assert_given_back(&self) {
        eventually(
            "the settings",
            || settings(self.master.as_ref()) == self.found,
            String::new,
        );
        let given_back = || {
            let screen = self.screen();
            let screen = screen.screen();
            !screen.alternate_screen()
                && !screen.hide_cursor()
                && !screen.bracketed_paste()
                && screen.contents().contains("running 1 test")
                && screen.fgcolor() == vt100::Color::Default
                && !screen.inverse()
        };
        eventually("the modes", given_back, || self.shown());
        let output = String::from_utf8(self.output()).unwrap();
        for mode in ["1049", "2004", "2026"] {
            let on = output.rfind(&format!("\x1b[?{mode}h"));
            assert!(output.rfind(&format!("\x1b[?{mode}l")) > on, "{mode}");
        }
        assert!(output.contains("\x1b[r") && output.rfind("\x1b[?25h") > output.rfind("\x1b[?25l"));
    }
}

fn eventually(what: &str, mut done: impl FnMut() -> bool, shown: impl Fn() -> String) {
    let end = Instant::now() + PATIENCE;
    while !done() {
        assert!(Instant::now() < end, "no {what:?} in {:?}", shown());
        std::thread::park_timeout(Duration::from_millis(2));
    }
}

fn settings(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().unwrap())
}

fn size_of(cols: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    }
}

fn process_state(pid: Pid) -> String {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).unwrap();
    stat.rsplit(") ").next().unwrap()[..1].to_owned()
}

#[test]
fn quitting_gives_the_terminal_back() {
    let mut pty = Pty::play("plain");
    assert!(pty.screen().screen().alternate_screen());
    pty.send(b"q");
    pty.ended();
    pty.assert_given_back();
}

#[test]
fn a_signal_to_end_gives_the_terminal_back() {
    for signal in [Signal::TERM, Signal::INT] {
        let mut pty = Pty::play("plain");
        pty.signal(signal);
        assert!(pty.ended() < Duration::from_secs(1));
        pty.assert_given_back();
    }
}

#[test]
fn a_panic_gives_the_terminal_back_and_is_told_once() {
    for (key, message) in [(b"!", "a-panic-in-the-loop"), (b"@", "a-panic-in-a-thread")] {
        let mut pty = Pty::play("plain");
        pty.send(key);
        pty.ended();
        pty.assert_given_back();
        assert!(pty.note().contains(message));
        assert_eq!(pty.shown().matches(SORRY).count(), 1);
    }
}

#[test]
fn a_stop_gives_the_terminal_back_and_a_return_draws_everything() {
    let by_signal: fn(&mut Pty) = |pty| pty.signal(Signal::TSTP);
    let by_key: fn(&mut Pty) = |pty| pty.send(b"\x1a");
    for stop in [by_signal, by_key] {
        let mut pty = Pty::play("plain");
        stop(&mut pty);
        eventually("stop", || process_state(pty.pid()) == "T", String::new);
        pty.assert_given_back();
        pty.signal(Signal::CONT);
        pty.until("\"Back\"");
        let screen = pty.screen();
        assert!(screen.screen().alternate_screen() && screen.screen().bracketed_paste());
        assert_ne!(settings(pty.master.as_ref()), pty.found);
        assert_eq!(pty.shown().matches("Back").count(), 1);
        pty.send(b"q");
        pty.ended();
        pty.assert_given_back();
    }
}

#[test]
fn a_stop_from_outside_is_recovered_from() {
    let mut pty = Pty::play("plain");
    pty.signal(Signal::STOP);
    eventually("stop", || process_state(pty.pid()) == "T", String::new);
    pty.signal(Signal::CONT);
    pty.until("\"Back\"");
    pty.send(b"q");
    pty.ended();
    pty.assert_given_back();
}

#[test]
fn a_hang_up_ends_the_program_within_a_second() {
    for ignored in [false, true] {
        let pty = Pty::start("unread", ignored);
        pty.note();
        let Pty {
            master,
            slave,
            keys,
            mut child,
            _folder,
            ..
        } = pty;
        drop((keys, slave, master));
        let began = Instant::now();
        while child.try_wait().unwrap().is_none() {
            assert!(
                began.elapsed() < Duration::from_secs(1),
                "SIGHUP ignored: {ignored}"
            );
            std::thread::yield_now();
        }
    }
}

#[test]
fn a_program_that_stays_after_a_hang_up_does_not_spin() {
    let pty = Pty::start("stubborn", true);
    pty.note();
    let Pty {
        master,
        slave,
        keys,
        notes,
        _folder,
        ..
    } = pty;
    drop((keys, slave, master));
    let millis = || std::fs::read_to_string(&notes).ok()?.parse::<u64>().ok();
    eventually("a note", || millis().is_some(), String::new);
    assert!(millis() >= Some(3 * 200));
}

#[test]
fn a_thousand_resizes_are_survived_and_the_last_is_drawn() {
    let mut pty = Pty::play("plain");
    let sizes = [
        (0, 0),
        (1, 1),
        (65535, 65535),
        (80, 0),
        (2, 300),
        (120, 40),
        (40, 12),
    ];
    for (cols, rows) in sizes.iter().cycle().take(1000) {
        pty.master.resize(size_of(*cols, *rows)).unwrap();
    }
    pty.master.resize(size_of(80, 24)).unwrap();
    pty.send(b"m");
    pty.until("\"m\"");
    pty.until("Size { width: 80, height: 24 }");
    pty.send(b"q");
    pty.ended();
    pty.assert_given_back();
}

#[test]
fn an_idle_screen_sends_nothing_and_wakes_no_more_than_asked() {
    let pty = Pty::play("idle");
    let sent = pty.output().len();
    let millis: u64 = pty.note().parse().unwrap();
    assert_eq!(pty.output().len(), sent);
    assert!(millis >= 5 * 200);
}

#[test]
fn a_split_arrow_key_is_one_down_or_nothing() {
    let mut pty = Pty::play("plain");
    for delay in [0, 20, 50] {
        for split in [1, 2] {
            let (head, tail) = b"\x1b[B".split_at(split);
            pty.send(head);
            std::thread::sleep(Duration::from_millis(delay));
            pty.send(tail);
        }
    }
    pty.send(b"m");
    pty.until("\"m\"");
    let shown = pty.shown();
    assert!(shown.matches("Down").count() >= 4, "{shown}");
    assert!(
        !shown.contains("\"[\"") && !shown.contains("\"B\""),
        "{shown}"
    );
}

#[test]
fn a_long_paste_with_a_split_start_is_cut_at_the_limit() {
    let mut pty = Pty::play("text");
    pty.send(b"\x1b[2");
    pty.send(b"00~");
    let line = "\x1b[31m督办\rq".repeat(1 << 17);
    assert!(line.len() < 2 << 20);
    pty.send(line.as_bytes());
    pty.send(line.as_bytes());
    pty.send(b"\x1b[201~m");
    pty.until("\"Paste209715");
    pty.until("\"m\"");
}

#[test]
fn a_thread_wakes_the_loop() {
    let mut pty = Pty::play("plain");
    pty.send(b"w");
    pty.until("Wake");
}
