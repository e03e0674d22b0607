//! The ledger under test: what it promises, and what it does when files, disks, clocks and other
//! users misbehave.

pub mod fixture;
pub mod machine;

mod audit;
mod commands;
mod deadlines;
mod drafts;
mod files;
mod first_start;
mod full;
mod imports;
mod intake;
mod past;
mod races;
mod surroundings;
mod undo;
mod walk;
