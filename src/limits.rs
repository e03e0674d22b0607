//! What the system allows this process: small limits are met with fewer threads and a sentence.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Sender, channel};
use std::thread::{Builder, JoinHandle};

use duban::wording::Screen;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use signal_hook::consts::SIGXFSZ;

/// From this limit on the threads of a machine are no question.
const AMPLE: u64 = 8_192;

/// Files enough for whatever is done at once.
const FILES: u64 = 256;

/// With less memory a list of a small ledger aborts; the program itself takes 20 MB of it.
const MEMORY: u64 = 48 << 20;

/// The threads of the screen besides those that share long work: for the ledger, for what is kept,
/// for what others write, for a file that is read.
const OF_THE_SCREEN: usize = 4;

/// Whether this process may have memory enough for anything: where it is refused some, it aborts.
pub fn has_memory() -> bool {
    let most = getrlimit(Resource::As).current;
    most.is_none_or(|most| most >= MEMORY)
}

/// Makes the best of the limits of this process; answers whether there are threads enough for the
/// screen. To be called before there is any work.
pub fn meet() -> bool {
    raise_files();
    // A file that grows past its limit is then an error of the write like a full disk, and no
    // signal that ends the program in the middle of it.
    let told = Arc::new(AtomicBool::new(false));
    let _ = signal_hook::flag::register(SIGXFSZ, told);
    if !is_tight() {
        return true;
    }
    let wanted = std::thread::available_parallelism().map_or(1, usize::from);
    let sharing = possible(wanted + OF_THE_SCREEN).saturating_sub(OF_THE_SCREEN);
    duban::search::use_threads(1 + sharing);
    // What another thread asks of those that share the work is done by none where there is only
    // this one.
    sharing > 0
}

/// A panic that says that the system refused a thread becomes a sentence.
pub fn speak_of_refused_threads() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let said = panic.to_string();
        let signs = ["failed to spawn thread", "global thread pool has not been"];
        match signs.iter().any(|sign| said.contains(sign)) {
            true => {
                let words = Screen::of(crate::usual_language());
                let _ = writeln!(std::io::stderr(), "duban: {}", words.no_threads);
            }
            false => usual(panic),
        }
    }));
}

/// Lifts the number of open files as far as we may where it is small.
fn raise_files() {
    let found = getrlimit(Resource::Nofile);
    let most = found.maximum.unwrap_or(u64::MAX).min(FILES);
    if found.current.is_some_and(|current| current < most) {
        let _ = setrlimit(
            Resource::Nofile,
            Rlimit {
                current: Some(most),
                maximum: found.maximum,
            },
        );
    }
}

/// Whether processes or memory are limited so that threads may be refused.
fn is_tight() -> bool {
    let processes = getrlimit(Resource::Nproc).current;
    let memory = getrlimit(Resource::As).current;
    memory.is_some() || processes.is_some_and(|most| most < AMPLE)
}

/// How many threads can be had at once, at most so many: they are made, and let go again.
fn possible(wanted: usize) -> usize {
    let made: Vec<(Sender<()>, JoinHandle<()>)> = (0..wanted)
        .map_while(|_| {
            let (go, wait) = channel();
            let thread = Builder::new().spawn(move || {
                let _ = wait.recv();
            });
            Some((go, thread.ok()?))
        })
        .collect();
    let count = made.len();
    for (go, thread) in made {
        drop(go);
        let _ = thread.join();
    }
    count
}
