//! The lines put together lately: a frame asks for those it shows several times, and the next
//! frame mostly for the same ones.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::domain::{Row, TaskId};

/// How many are kept: some screens full, of the largest (see `terminal::LARGEST`).
const KEPT: usize = 1024;

/// Lines by task, as they are in the index now.
#[derive(Debug, Default)]
pub(super) struct LateRows(Mutex<FxHashMap<TaskId, Arc<Row>>>);

impl LateRows {
    /// The line of a task, made by `make` unless it is there.
    pub(super) fn get(&self, id: TaskId, make: impl FnOnce() -> Option<Row>) -> Option<Arc<Row>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(row) = kept.get(&id) {
            return Some(Arc::clone(row));
        }
        let row = Arc::new(make()?);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(id, Arc::clone(&row));
        Some(row)
    }

    /// Whatever is kept may be another now.
    pub(super) fn forget(&mut self) {
        let kept = self.0.get_mut();
        kept.unwrap_or_else(PoisonError::into_inner).clear();
    }
}
