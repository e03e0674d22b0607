//! The other side: a pseudo-terminal with the child in it.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, SlavePty, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

use super::{NOTES, SCENE};

const PATIENCE: Duration = Duration::from_secs(10);

pub struct Pty {
    pub master: Box<dyn MasterPty + Send>,
    pub slave: Option<Box<dyn SlavePty + Send>>,
    pub keys: Option<Box<dyn Write + Send>>,
    pub child: Box<dyn Child + Send + Sync>,
    output: Arc<Mutex<Vec<u8>>>,
    pub found: String,
    pub notes: PathBuf,
    pub folder: tempfile::TempDir,
}

impl Pty {
    /// Plays a scene and waits for its first frame.
    pub fn play(scene: &str) -> Pty {
        let mut pty = Pty::start(scene, false);
        pty.listen();
        pty.until("Size");
        pty
    }

    /// Starts without reading, so that dropping the master closes it.
    pub fn start(scene: &str, hang_up_ignored: bool) -> Pty {
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
            folder,
        }
    }

    pub fn listen(&mut self) {
        let mut reader = self.master.try_clone_reader().unwrap();
        let output = Arc::clone(&self.output);
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                output.lock().unwrap().extend_from_slice(&bytes[..count]);
            }
        });
    }

    pub fn send(&mut self, bytes: &[u8]) {
        let keys = self.keys.as_mut().unwrap();
        keys.write_all(bytes).unwrap();
        keys.flush().unwrap();
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    pub fn pid(&self) -> Pid {
        let id = self.child.process_id().unwrap();
        Pid::from_raw(i32::try_from(id).unwrap()).unwrap()
    }

    pub fn output(&self) -> Vec<u8> {
        self.output.lock().unwrap().clone()
    }

    pub fn screen(&self) -> vt100::Parser {
        let size = |n| NonZeroU16::new(n).unwrap();
        let mut parser = vt100::Parser::new(size(24), size(80), 0);
        parser.process(&self.output());
        parser
    }

    pub fn shown(&self) -> String {
        self.screen().screen().contents().replace('\n', "")
    }

    pub fn until(&self, text: &str) {
        eventually(text, || self.shown().contains(text), || self.shown());
    }

    pub fn note(&self) -> String {
        let read = || std::fs::read_to_string(&self.notes).unwrap_or_default();
        eventually("a note", || !read().is_empty(), String::new);
        read()
    }

    pub fn ended(&mut self) -> Duration {
        let began = Instant::now();
        let child = &mut self.child;
        while child.try_wait().unwrap().is_none() {
            assert!(began.elapsed() < PATIENCE, "the child does not end");
            std::thread::yield_now();
        }
        began.elapsed()
    }

    /// As found: settings, main screen with what was on it, cursor, paste mode.
    pub fn assert_given_back(&self) {
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

pub fn eventually(what: &str, mut done: impl FnMut() -> bool, shown: impl Fn() -> String) {
    let end = Instant::now() + PATIENCE;
    while !done() {
        assert!(Instant::now() < end, "no {what:?} in {:?}", shown());
        std::thread::park_timeout(Duration::from_millis(2));
    }
}

pub fn settings(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().unwrap())
}

pub fn size_of(cols: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    }
}

pub fn process_state(pid: Pid) -> String {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).unwrap();
    stat.rsplit(") ").next().unwrap()[..1].to_owned()
}
