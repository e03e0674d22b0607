//! Every screen, dialog and key, as scripts of keys and pictures of what they lead to.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests are not seen as tests"
)]

mod ahead;
mod browse;
mod children;
mod drafts;
mod english;
mod facets;
mod faults;
mod forms;
mod history;
mod import;
mod large;
mod live;
mod marks;
mod parted;
mod residue;
mod restored;
mod returned;
mod search;
mod several;
mod stale;
mod status;
mod support;
mod task;
mod tools;
mod undo_in_part;
mod views;
mod waiting;
mod writing;
