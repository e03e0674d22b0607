//! The terminal interface: the only part that knows ratatui and crossterm.

pub mod terminal;
