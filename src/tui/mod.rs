//! The terminal interface: the only part that knows ratatui and crossterm.
//!
//! The loop is a sentence: input -> message -> `update` -> effects -> the worker does
//! them -> message -> draw. Drawing changes nothing, updating does no I/O, dialogs are states.
//!
//! Each folder names only those before it: `terminal`, `state`, `layout`, `update`, `view`, `run`.

mod layout;
mod run;
mod state;
pub mod terminal;
mod update;
mod view;

pub use run::exporting::{Export, ExportFault};
pub use run::headless;
pub use run::worker::Make;
pub use run::{Left, Start, first_model, keymap, run};
pub use state::msg::{Beginning, ExportJob, Made};
pub use state::{command, data, keymap, keys, model, msg, review, trail, waiting};
pub use update::update;
pub use view::draw;
