//! Between the program and the terminal: what is sent, what comes in, and leaving it as found.

mod backend;
mod canvas;
mod caps;
mod decode;
mod events;
mod grid;
mod input;
mod keys;
mod overlay;
mod pen;
mod read;
mod scroll;
mod session;
mod signals;
mod slot;
mod travel;
mod watch;

pub use backend::{LARGEST, Looks, ThriftyBackend};
pub use caps::{Capabilities, Caution, Refusal, examine};
pub use events::{Events, Waker};
pub use input::{Input, KeyPress, Mode};
pub use keys::{ESCAPE_WAIT, Filter, LONGEST_PASTE};
pub use overlay::make_room;
pub use session::{Output, Session, can_be_resumed, is_tty, on_panic, restore, size};
pub use watch::Watch;
