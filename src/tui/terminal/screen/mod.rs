//! From cells to the bytes that show them. In come the cells that ratatui wants on the screen; out go
//! the fewest bytes that turn what the terminal shows into them, no faster than the line takes them.
//! Called by ratatui, as its backend, and by the loop that asks whether the line is free.

mod backend;
mod flow;
mod frame_writer;
mod grid;
mod overlay;
mod pen;
mod scroll;
mod slot;
mod travel;

pub use backend::{LARGEST, Looks, Restraint, Sent, ThriftyBackend};
pub use flow::{Flow, Pace, Repeat};
pub use overlay::make_room;
