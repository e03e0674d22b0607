//! duban (督办)

pub mod domain;
pub mod ledger;
pub mod search;
pub mod text;
pub mod tui;
pub mod wording;
