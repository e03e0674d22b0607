//! The program itself in a pseudo-terminal: what people at their desks would see.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests are not seen as tests"
)]

mod ahead;
mod asking;
mod desk;
mod drafts;
mod first_start;
mod hostile;
mod import;
mod keys;
mod kinds;
mod leaving;
mod parted;
mod paste;
#[path = "../support/pty.rs"]
mod pty;
mod read_only;
mod repaint;
mod sizes;
#[path = "../support/skipped.rs"]
mod skipped;
mod slow;
mod together;
mod views;
