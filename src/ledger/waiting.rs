//! Waiting for others who hold the ledger, and not keeping them waiting.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long somebody waits for others before they give up, unless told otherwise. Other writes take
/// milliseconds; the import of a large ledger takes a good part of a minute.
pub const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Who has waited so long is told what for.
const WORTH_TELLING: Duration = Duration::from_millis(1_500);

thread_local! {
    static PATIENCE: Cell<Duration> = const { Cell::new(LONGEST_WAIT) };
    static TELL: RefCell<Option<Rc<dyn Fn()>>> = const { RefCell::new(None) };
    /// How many turns this thread has.
    static TURNS: Cell<u32> = const { Cell::new(0) };
    static SEED: Cell<u32> = const { Cell::new(0) };
}

/// Makes this thread wait so long for others and no longer.
pub fn be_patient_for(wait: Duration) {
    PATIENCE.set(wait);
}

/// Has `tell` called in this thread whenever a wait is worth telling; nothing from now on where
/// there is none.
pub fn tell_of_waiting(tell: Option<Rc<dyn Fn()>>) {
    TELL.set(tell);
}

/// One wait.
#[derive(Clone, Copy)]
pub(super) struct WaitingFor {
    since: Instant,
    is_told: bool,
}

impl WaitingFor {
    /// From now on.
    pub fn begin() -> WaitingFor {
        WaitingFor {
            since: Instant::now(),
            is_told: false,
        }
    }

    /// Waits a random 0.5 to 4 ms: SQLite's own growing pauses starve a writer among several
    /// (measured: 10 s; this way under 1 s). Answers whether to try again.
    pub fn goes_on(&mut self) -> bool {
        let waited = self.since.elapsed();
        if waited > PATIENCE.get() {
            return false;
        }
        if waited > WORTH_TELLING && !self.is_told {
            self.is_told = true;
            let tell = TELL.with_borrow(Clone::clone);
            tell.iter().for_each(|tell| tell());
        }
        let seed = match SEED.get() {
            0 => std::process::id(),
            seed => seed,
        };
        let next = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        SEED.set(next.max(1));
        std::thread::sleep(Duration::from_micros(u64::from(500 + (next >> 8) % 3_500)));
        true
    }
}

/// Asked again and again while somebody else has what is needed: waits a little each time, as long as
/// this thread is to wait.
pub(super) fn patient() -> impl FnMut() -> bool {
    let mut waiting = WaitingFor::begin();
    move || waiting.goes_on()
}

/// Writes under way, and whether the program is about to stop: they wait for each other.
#[derive(Default)]
struct Writes {
    under_way: usize,
    stops: usize,
}

static WRITES: Mutex<Writes> = Mutex::new(Writes {
    under_way: 0,
    stops: 0,
});
static CHANGED: Condvar = Condvar::new();

fn writes() -> MutexGuard<'static, Writes> {
    WRITES.lock().unwrap_or_else(PoisonError::into_inner)
}

fn wait<'a>(
    writes: MutexGuard<'a, Writes>,
    while_so: impl FnMut(&mut Writes) -> bool,
) -> MutexGuard<'a, Writes> {
    let waited = CHANGED.wait_while(writes, while_so);
    waited.unwrap_or_else(PoisonError::into_inner)
}

/// Held from the lock of a write to its end, and while a ledger is closed: until then the program
/// does not stop.
#[derive(Debug)]
pub(super) struct Turn(());

impl Turn {
    pub fn take() -> Turn {
        let depth = TURNS.get();
        TURNS.set(depth + 1);
        let mut writes = writes();
        // Who has a turn already must not wait for a stop that waits for that one's end.
        if depth == 0 {
            writes = wait(writes, |writes| writes.stops > 0);
        }
        writes.under_way += 1;
        Turn(())
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        TURNS.set(TURNS.get().saturating_sub(1));
        writes().under_way -= 1;
        CHANGED.notify_all();
    }
}

/// Does something, such as stopping the program, while no write of this program holds the ledger:
/// nobody else could write until it went on.
pub fn between_writes<T>(something: impl FnOnce() -> T) -> T {
    let mut all = writes();
    all.stops += 1;
    drop(wait(all, |writes| writes.under_way > 0));
    let done = something();
    writes().stops -= 1;
    CHANGED.notify_all();
    done
}
