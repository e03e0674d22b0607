//! From the bytes of a terminal to keys and pastes. In come the bytes of each read, cut anywhere; out
//! come keys, pastes and answers of the terminal, told apart by what stands in them and by how fast
//! they came. Called by the events of the terminal alone.

mod burst;
mod decode;
mod keys;
mod pieces;
mod read;
mod state;

pub use burst::Arrival;
pub use keys::Filter;
pub use pieces::LONGEST_PASTE;
pub use state::ESCAPE_WAIT;
