//! duban (督办)

pub mod domain;
pub mod text;
pub mod tui;
