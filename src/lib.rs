//! duban (督办)

pub mod domain;
pub mod search;
pub mod text;
