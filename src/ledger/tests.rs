//! The ledger under test: what it promises, and what it does when files, disks, clocks and other
//! users misbehave.

pub mod fixture;
pub mod machine;

mod audit;
mod batches;
mod bits;
mod commands;
mod deadlines;
mod drafts;
mod faults;
mod files;
mod first_start;
mod full;
mod imports;
mod in_memory;
mod intake;
mod left_log;
mod locks;
mod moments;
mod past;
mod races;
mod rebuild;
mod replaced;
mod restore;
mod salvage;
mod store;
mod surroundings;
mod tail;
mod undo;
mod undo_in_part;
mod walk;

use fixture::Office;
