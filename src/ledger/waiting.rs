//! Waiting for others who hold the ledger, and not keeping them waiting.

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::error::LedgerError;

/// How long somebody waits for others before they give up, unless told otherwise. Other writes take
/// milliseconds; the import of a large ledger takes a good part of a minute.
pub const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Who has waited so long is told what for.
const WORTH_TELLING: Duration = Duration::from_millis(1_500);

/// How long others are waited for, and what happens meanwhile. It is handed to whatever may have to
/// wait.
#[derive(Clone)]
pub struct Wait {
    /// No longer than this.
    pub at_most: Duration,
    cancelled: Option<Arc<dyn Fn() -> bool + Send + Sync>>,
    tell: Option<Arc<dyn Fn() + Send + Sync>>,
}

impl Default for Wait {
    fn default() -> Wait {
        Wait::at_most(LONGEST_WAIT)
    }
}

impl fmt::Debug for Wait {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Wait({:?})", self.at_most)
    }
}

impl Wait {
    /// So long and no longer.
    pub fn at_most(at_most: Duration) -> Wait {
        Wait {
            at_most,
            cancelled: None,
            tell: None,
        }
    }

    /// The same, given up as soon as this says so. It is asked again and again.
    pub fn until(self, cancelled: impl Fn() -> bool + Send + Sync + 'static) -> Wait {
        Wait {
            cancelled: Some(Arc::new(cancelled)),
            ..self
        }
    }

    /// The same, with `tell` called once in every wait that is worth telling.
    pub fn telling(self, tell: impl Fn() + Send + Sync + 'static) -> Wait {
        Wait {
            tell: Some(Arc::new(tell)),
            ..self
        }
    }

    /// Does what somebody else may stand in the way of, as often as it takes until they do not.
    ///
    /// # Errors
    /// [`LedgerError::Busy`] where they did too long; whatever else `attempt` answers.
    pub(super) fn until_free<T>(
        &self,
        mut attempt: impl FnMut() -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        let mut waiting: Option<WaitUnderWay> = None;
        loop {
            let begun = Instant::now();
            match attempt() {
                Err(LedgerError::Busy) => {}
                done => return done,
            }
            let waiting = waiting.get_or_insert_with(|| WaitUnderWay::since(begun));
            if !waiting.goes_on(self) {
                return Err(LedgerError::Busy);
            }
        }
    }
}

/// A wait that goes on.
struct WaitUnderWay {
    since: Instant,
    is_told: bool,
    seed: u32,
}

impl WaitUnderWay {
    fn since(since: Instant) -> WaitUnderWay {
        WaitUnderWay {
            since,
            is_told: false,
            // Another one for everybody who waits, in this process and in others.
            seed: RandomState::new().build_hasher().finish() as u32,
        }
    }

    /// Waits a random 0.5 to 4 ms: SQLite's own growing pauses starve a writer among several
    /// (measured: 10 s; this way under 1 s). Answers whether to try again.
    fn goes_on(&mut self, wait: &Wait) -> bool {
        let waited = self.since.elapsed();
        if waited > wait.at_most || wait.cancelled.as_ref().is_some_and(|is_over| is_over()) {
            return false;
        }
        if waited > WORTH_TELLING && !self.is_told {
            self.is_told = true;
            wait.tell.iter().for_each(|tell| tell());
        }
        self.seed = self
            .seed
            .wrapping_mul(1_664_525)
            .wrapping_add(1_013_904_223);
        let pause = u64::from(500 + (self.seed >> 8) % 3_500);
        std::thread::sleep(Duration::from_micros(pause));
        true
    }
}

/// Writes under way, and whether the program is about to stop: they wait for each other.
#[derive(Default)]
struct Writes {
    under_way: usize,
    stops: usize,
}

/// Of the whole process, since that is what is stopped.
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
        // While another write is under way the stop waits for that one, and it may be this thread's.
        let is_stopping = |writes: &mut Writes| writes.stops > 0 && writes.under_way == 0;
        let mut writes = wait(writes(), is_stopping);
        writes.under_way += 1;
        Turn(())
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
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
