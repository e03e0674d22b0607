//! Tests that cannot run on every machine say so.

use std::io::Write;

/// Says that the test this is called in cannot run here, and why. Written past the test harness,
/// which keeps to itself what passing tests print: `.ci/run` counts these lines.
pub fn skipped(why: &str) {
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("?");
    let _ = writeln!(std::io::stderr(), "skipped: {test}: {why}");
}
