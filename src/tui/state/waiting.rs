//! A list that is still to be made, and who may keep it waiting.

use std::fmt;
use std::sync::Arc;

use crate::domain::TaskId;

/// Where a list that is still to be made leaves the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// Nobody asked for it: rows and cursor stay where they are.
    Quiet,
    /// On the same task, or the next one that is still there.
    Keep,
    /// On the first task, after typing.
    First,
    /// On this task.
    To(TaskId),
    /// Where a dialog was opened that was given up.
    Back(Spot),
}

/// A place in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The task under the cursor.
    pub cursor: Option<TaskId>,
    /// The first line drawn.
    pub offset: usize,
    /// The first line of the preview drawn.
    pub preview_scroll: usize,
}

impl Aim {
    /// The aim of two lists asked for one after the other, of which the first was never made.
    pub fn after(self, earlier: Option<Aim>) -> Aim {
        match (earlier, self) {
            (Some(earlier), Aim::Quiet) => earlier,
            (Some(Aim::Quiet) | None, own) => own,
            (Some(earlier), Aim::Keep) => earlier,
            (Some(_), own) => own,
        }
    }
}

/// Asks whether somebody waits for something else than the list being made: a key, a signal, a new
/// size of the screen.
#[derive(Clone)]
pub struct Interrupt(Arc<dyn Fn() -> bool + Send + Sync>);

impl Interrupt {
    /// Asks `waits`, from any thread and often.
    pub fn when(waits: impl Fn() -> bool + Send + Sync + 'static) -> Interrupt {
        Interrupt(Arc::new(waits))
    }

    /// Whether somebody waits.
    pub fn is_due(&self) -> bool {
        (self.0)()
    }
}

impl Default for Interrupt {
    /// Nobody ever waits.
    fn default() -> Self {
        Interrupt::when(|| false)
    }
}

impl fmt::Debug for Interrupt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Interrupt")
    }
}
