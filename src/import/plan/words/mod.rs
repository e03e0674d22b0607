//! What the readers know of Chinese official wording.
//!
//! In go characters, words and beginnings of texts; out comes what they are: a digit, a sign, a
//! label, an ending, the name of a unit. Every other folder of the plan reader calls it; the words
//! themselves stand in `data/vocabulary.toml`.

pub mod chars;
pub mod phrases;
pub mod unit_words;
pub mod vocabulary;
