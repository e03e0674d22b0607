//! The ledger under test: what it promises, and what it does when files, disks, clocks and other
//! users misbehave.

pub mod fixture;

mod audit;
mod commands;
mod files;
mod first_start;
mod full;
mod intake;
mod races;
mod undo;
mod walk;
