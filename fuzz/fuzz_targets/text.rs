//! Bytes as they come in on standard input: plans as text, JSON, task lines.
#![no_main]

use std::io::Cursor;

use duban::import::{Container, read, standard_input};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // Other programs read these; they are not what is tried here.
    if matches!(
        Container::of_bytes(data),
        Some(Container::Compound | Container::Rich | Container::Pdf)
    ) {
        return;
    }
    if let Ok(opened) = standard_input(Cursor::new(data.to_vec())) {
        let _ = read(opened);
    }
});
