//! What search is held to: the plain oracle, the laws of every query, and what people look for.

pub(in crate::search) mod by_row;
mod find;
pub(in crate::search) mod fixture;
mod laws;
