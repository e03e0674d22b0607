//! The lines put together lately: a frame asks for those it shows several times, and the next
//! frame mostly for the same ones.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::domain::{Row, TaskId};

/// How many are kept: some screens full.
const KEPT: usize = 512;

/// Lines by task, as they are in the index now.
#[derive(Debug, Default)]
pub(super) struct LateRows(RefCell<FxHashMap<TaskId, Rc<Row>>>);

impl LateRows {
    /// The line of a task, made by `make` unless it is there.
    pub(super) fn get(&self, id: TaskId, make: impl FnOnce() -> Option<Row>) -> Option<Rc<Row>> {
        if let Some(row) = self.0.borrow().get(&id) {
            return Some(Rc::clone(row));
        }
        let row = Rc::new(make()?);
        let mut kept = self.0.borrow_mut();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(id, Rc::clone(&row));
        Some(row)
    }

    /// Whatever is kept may be another now.
    pub(super) fn forget(&mut self) {
        self.0.get_mut().clear();
    }
}
