//! duban (督办): a terminal ledger with which a supervision office turns official plans into tasks
//! and supervises them. DESIGN part 5 draws how the modules stand over one another.

pub mod cli;
pub mod domain;
pub mod import;
pub mod ledger;
pub mod report;
pub mod sample;
pub mod search;
pub mod settings;
pub mod text;
pub mod tui;
pub mod wording;
