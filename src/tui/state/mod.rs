//! What the screen knows, as data: the model with its screens, the dialogs with what is typed in
//! them, the messages that come and the effects that go. Nothing here draws, and no key acts here.

pub mod areas;
pub mod browse;
pub mod command;
pub mod data;
pub mod dialog;
pub mod draft;
pub mod draft_place;
pub mod field;
mod grouping;
mod hits;
pub mod keymap;
pub mod keys;
pub mod lines;
pub mod listing;
pub mod model;
pub mod msg;
pub mod review;
mod rows;
pub mod saved;
pub mod texts;
pub mod trail;
pub mod waiting;
pub mod welcome;
