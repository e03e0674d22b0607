//! A pseudo-terminal with a program in it, and what its user sees.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::os::unix::fs::OpenOptionsExt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, SlavePty, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

pub const PATIENCE: Duration = Duration::from_secs(20);

pub struct Pty {
    master: Option<Box<dyn MasterPty + Send>>,
    slave: Option<Box<dyn SlavePty + Send>>,
    keys: Option<Box<dyn Write + Send>>,
    child: Box<dyn Child + Send + Sync>,
    output: Arc<Mutex<Vec<u8>>>,
    listener: Option<JoinHandle<()>>,
    has_hung_up: Arc<AtomicBool>,
    size: (u16, u16),
    /// The settings before the program came.
    pub found: String,
}

impl Pty {
    /// Starts a program; nobody reads what it writes until [`Pty::listen`].
    pub fn start(command: CommandBuilder, cols: u16, rows: u16) -> Pty {
        let pair = native_pty_system().openpty(size_of(cols, rows)).unwrap();
        let found = settings(pair.master.as_ref());
        let child = pair.slave.spawn_command(command).unwrap();
        Pty {
            keys: Some(pair.master.take_writer().unwrap()),
            master: Some(pair.master),
            slave: Some(pair.slave),
            child,
            output: Arc::default(),
            listener: None,
            has_hung_up: Arc::default(),
            size: (cols, rows),
            found,
        }
    }

    pub fn listen(&mut self) {
        let mut reader = self.master().try_clone_reader().unwrap();
        let output = Arc::clone(&self.output);
        let has_hung_up = Arc::clone(&self.has_hung_up);
        self.listener = Some(std::thread::spawn(move || {
            let mut bytes = [0; 65536];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if has_hung_up.load(Ordering::SeqCst) {
                    return;
                }
                output.lock().unwrap().extend_from_slice(&bytes[..count]);
            }
        }));
    }

    /// Closes the terminal under the program; answers how long it then lived.
    pub fn hang_up(mut self) -> Duration {
        self.has_hung_up.store(true, Ordering::SeqCst);
        if let Some(listener) = self.listener.take() {
            // The listener waits in a read; a byte from the other side wakes it.
            let mut options = std::fs::OpenOptions::new();
            let no_ctty = i32::try_from(rustix::fs::OFlags::NOCTTY.bits()).unwrap();
            let tty = self.master().tty_name().unwrap();
            let mut tty = options.write(true).custom_flags(no_ctty).open(tty).unwrap();
            tty.write_all(b".").unwrap();
            listener.join().unwrap();
        }
        drop((self.keys.take(), self.slave.take(), self.master.take()));
        life_of(self.child.as_mut())
    }

    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let keys = self.keys.as_mut().unwrap();
        keys.write_all(bytes.as_ref()).unwrap();
        keys.flush().unwrap();
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    pub fn master(&self) -> &dyn MasterPty {
        self.master.as_deref().unwrap()
    }

    pub fn pid(&self) -> Pid {
        let id = self.child.process_id().unwrap();
        Pid::from_raw(i32::try_from(id).unwrap()).unwrap()
    }

    pub fn resize(&mut self, cols: u16, rows: u16) {
        self.master().resize(size_of(cols, rows)).unwrap();
        self.size = (cols, rows);
    }

    pub fn output(&self) -> Vec<u8> {
        self.output.lock().unwrap().clone()
    }

    pub fn sent(&self) -> usize {
        self.output.lock().unwrap().len()
    }

    pub fn screen(&self) -> vt100::Parser {
        let size = |n| NonZeroU16::new(n).unwrap();
        let mut parser = vt100::Parser::new(size(self.size.1), size(self.size.0), 0);
        parser.process(&self.output());
        parser
    }

    /// What is on the screen, as one line.
    pub fn shown(&self) -> String {
        self.screen().screen().contents().replace('\n', "")
    }

    /// The lines of the screen.
    pub fn lines(&self) -> Vec<String> {
        let screen = self.screen();
        let lines: Vec<String> = screen.screen().rows(0, self.size.0).collect();
        lines
    }

    pub fn until(&self, text: &str) {
        eventually(text, || self.shown().contains(text), || self.page());
    }

    pub fn until_gone(&self, text: &str) {
        eventually(
            &format!("without {text}"),
            || !self.shown().contains(text),
            || self.page(),
        );
    }

    /// What is on the screen, to be read in a failure.
    pub fn page(&self) -> String {
        self.lines().join("\n")
    }

    /// Waits until nothing has been sent for a while.
    pub fn settle(&self) {
        let end = Instant::now() + PATIENCE;
        let (mut sent, mut since) = (self.sent(), Instant::now());
        while since.elapsed() < Duration::from_millis(150) {
            assert!(Instant::now() < end, "never quiet:\n{}", self.page());
            std::thread::park_timeout(Duration::from_millis(5));
            if self.sent() != sent {
                (sent, since) = (self.sent(), Instant::now());
            }
        }
    }

    pub fn ended(&mut self) -> Duration {
        life_of(self.child.as_mut())
    }

    /// Waits for the end; answers the exit code.
    pub fn code(&mut self) -> u32 {
        self.ended();
        self.child.wait().unwrap().exit_code()
    }

    pub fn kill(&mut self) {
        self.signal(Signal::KILL);
        self.ended();
    }

    /// As found: settings, main screen, cursor, pen, paste mode, scroll region.
    pub fn assert_given_back(&self) {
        eventually(
            "the settings",
            || settings(self.master()) == self.found,
            String::new,
        );
        let given_back = || {
            let screen = self.screen();
            let screen = screen.screen();
            !screen.alternate_screen()
                && !screen.hide_cursor()
                && !screen.bracketed_paste()
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

impl Drop for Pty {
    fn drop(&mut self) {
        // A failed test must not leave its program behind.
        if let (Ok(None), Some(_)) = (self.child.try_wait(), self.child.process_id()) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

fn life_of(child: &mut (dyn Child + Send + Sync)) -> Duration {
    let began = Instant::now();
    while child.try_wait().unwrap().is_none() {
        assert!(began.elapsed() < PATIENCE, "the child does not end");
        std::thread::park_timeout(Duration::from_millis(1));
    }
    began.elapsed()
}

pub fn eventually(what: &str, mut done: impl FnMut() -> bool, shown: impl Fn() -> String) {
    let end = Instant::now() + PATIENCE;
    while !done() {
        assert!(Instant::now() < end, "no {what:?} in\n{}", shown());
        std::thread::park_timeout(Duration::from_millis(5));
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
