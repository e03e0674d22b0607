//! The terminal interface: the only part that knows ratatui and crossterm.
//!
//! The loop is a sentence: input -> message -> `update` -> effects -> the worker does
//! them -> message -> draw. Drawing changes nothing, updating does no I/O, dialogs are states.

mod aside;
mod browse;
pub mod command;
pub mod data;
mod dialog;
mod draft;
mod draft_files;
mod exporting;
mod field;
mod grouping;
mod intake;
mod keeper;
pub mod keys;
mod layout;
mod lines;
mod listing;
mod merge;
pub mod model;
pub mod msg;
pub mod offstage;
mod pacing;
mod place;
mod postponed;
mod pressed;
mod reading;
pub mod review;
mod rhythm;
mod rows;
mod run;
mod saved;
mod stage;
mod standing;
pub mod terminal;
mod texts;
pub mod trail;
mod update;
mod view;
pub mod waiting;
mod welcome;
mod worker;

pub use exporting::{Export, ExportFault};
pub use msg::{Beginning, ExportJob, Made};
pub use run::{Left, Start, first_model, keymap, run};
pub use update::update;
pub use view::draw;
pub use worker::Make;
