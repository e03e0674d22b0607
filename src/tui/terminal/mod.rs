//! Between the program and the terminal: what is sent, what comes in, and leaving it as found.

mod caps;
mod events;
mod input;
mod keyboard;
mod screen;
mod session;
mod signals;
mod waker;
mod watch;

pub use caps::{Capabilities, Caution, TerminalRefusal, examine};
pub use events::Events;
pub use input::{Input, KeyPress, Mode};
pub use keyboard::{Arrival, ESCAPE_WAIT, Filter, LONGEST_PASTE};
pub use screen::{Flow, LARGEST, Looks, Pace, Repeat, Restraint, Sent, ThriftyBackend, make_room};
pub use session::{
    Session, TerminalOutput, can_be_resumed, is_tty, is_writable, on_panic, restore, set_up_again,
    size,
};
pub use waker::Waker;
pub use watch::InputWatch;
