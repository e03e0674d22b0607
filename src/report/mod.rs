//! Tasks, entries and counts as bytes: table, csv, json, jsonl.
//!
//! What is printed for machines never depends on the language: identifiers, not labels, and the
//! reason of a light in Chinese.

pub mod csv;
pub mod file;
mod harmless;
pub mod json;
pub mod jsonl;
mod own;
pub mod table;
pub mod trail;
pub mod view;
