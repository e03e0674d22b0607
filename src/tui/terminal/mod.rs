//! Between the program and the terminal: what is sent, what comes in, and leaving it as found.

mod backend;
mod canvas;
mod grid;
mod overlay;
mod pen;
mod scroll;
mod slot;
mod travel;

pub use backend::{LARGEST, Looks, ThriftyBackend};
pub use overlay::make_room;
