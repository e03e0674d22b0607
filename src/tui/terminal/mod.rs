//! Between the program and the terminal: what is sent, what comes in, and leaving it as found.

mod backend;
mod burst;
mod caps;
mod decode;
mod events;
mod flow;
mod frame_writer;
mod grid;
mod input;
mod keys;
mod overlay;
mod pen;
mod pieces;
mod read;
mod scroll;
mod session;
mod signals;
mod slot;
mod state;
mod travel;
mod waker;
mod watch;

pub use backend::{LARGEST, Looks, Restraint, Sent, ThriftyBackend};
pub use burst::Arrival;
pub use caps::{Capabilities, Caution, TerminalRefusal, examine};
pub use events::Events;
pub use flow::{Flow, Pace, Repeat};
pub use input::{Input, KeyPress, Mode};
pub use keys::Filter;
pub use overlay::make_room;
pub use pieces::LONGEST_PASTE;
pub use session::{
    Session, TerminalOutput, can_be_resumed, is_tty, is_writable, on_panic, restore, set_up_again,
    size,
};
pub use state::ESCAPE_WAIT;
pub use waker::Waker;
pub use watch::InputWatch;
