//! What a ledger does, once more over one in memory.
#![allow(
    clippy::duplicate_mod,
    reason = "the same tests over another kind of store"
)]

use super::{drafts, fixture, moments};
use crate::ledger::memory_store::MemoryStore;

type Office = fixture::OfficeOver<MemoryStore>;

#[path = "batches.rs"]
mod batches;
#[path = "commands.rs"]
mod commands;
#[path = "deadlines.rs"]
mod deadlines;
#[path = "imports.rs"]
mod imports;
#[path = "intake.rs"]
mod intake;
#[path = "past.rs"]
mod past;
#[path = "surroundings.rs"]
mod surroundings;
#[path = "undo.rs"]
mod undo;
#[path = "undo_in_part.rs"]
mod undo_in_part;
#[path = "walk.rs"]
mod walk;
