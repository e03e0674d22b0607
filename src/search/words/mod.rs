//! How a word is found in a text: as it stands, by a short name, by pinyin, with gaps, with one
//! character wrong. In goes a word and a text, or the texts of a block; out comes how well it fits.
//! Queries, the index and runs ask [`matcher`], which alone knows of the others.

pub(in crate::search) mod alphabet;
mod fuzzy;
mod ignored;
pub(in crate::search) mod matcher;
pub(in crate::search) mod near;
pub(in crate::search) mod own_readings;
mod pinyin;
mod pinyin_cache;
pub(in crate::search) mod plain_lines;
pub(in crate::search) mod readings;
pub(in crate::search) mod short_names;
mod spelling;
mod units;
