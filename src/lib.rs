//! duban (督办): a terminal ledger with which a supervision office turns official plans into tasks
//! and supervises them.
//!
//! # The screen, in the words of the code
//!
//! ```text
//! ledger's name   today   user@host         red 4  yellow 1  green 18  ...   45/129 |
//! filter: Query   order: Order   marks                                              | view::header
//! -----------------+----------------------------------------------------------------+
//! region        fr |    number region title          people  status  %  deadline light
//!  a Region     49 |>   6      ..     a Row          Party   Status  55 date     Light
//! x chosen      30 | *  7      a marked row            |       |        |         |
//! sector        ft |  ! 8      changed by others (Touch)       |        |         computed for
//! leader        fl |           view::table                     stored: a Change of a Field   a day
//! unit, status     |-- preview ------------------------------------------------------
//! light         fg | a Task in full with its trail of Entry: view::preview
//! view::facets     |
//! message: Model::message                                    place: row 6 of 45     | view::footer
//! the keys that act here: COMMANDS, through the Keymap                              |
//! ```
//!
//! The whole of it is drawn from a [`tui::model::Model`], which nothing but `update` changes. A box
//! over it (status, note, deadline ...) is a state of the model, a `Dialog`.
//!
//! # The house
//!
//! A module names only modules of lower rank, never a peer; `tests/layout.rs` holds it to that.
//!
//! ```text
//! rank 0   text       width of wide characters; fit, pad, wrap; foreign text made harmless
//!          domain     the words of supervision as types and pure rules: no I/O, no clock, no SQL
//! rank 1   packed     rows and their letters sixty-four at a time: what ledger writes and search reads
//!          files      the one place where files of ours are made: exclusively, then renamed
//! rank 2   ledger     write, read, history, undo, intake over the traits of a store; `ledger::sqlite`
//!                     is the only SQL: tables, files, audit, backup, restore
//!          import     files to drafts; never touches the ledger
//!          search     query language, fuzzy ranking, pinyin, facets
//!          report     tasks to table, JSON, CSV, task lines
//!          sample     what the binary carries: plans, calendars, the simulated progress
//!          settings   settings.toml
//!          views      saved views: a name for filter, order and columns
//! rank 3   wording    every text of the interface in Chinese and English; failures and doubts too
//! rank 4   cli        one verb a file; the only one that knows clap
//!          tui        the terminal interface; the only one that knows ratatui and crossterm
//! above    main.rs, screen.rs: clock, environment, paths, terminal; they hand over and exit
//! ```
//!
//! Some have folders that stand in an order as well, each naming only those before it:
//!
//! ```text
//! search   bits, threads, words (how a word is found), query (the language), index, run, facets
//! import   the reader of plans: words, lines, parties, dates, indicators, tables, document, outline,
//!          drafts
//! tui      terminal, state (model, dialogs as data), layout (texts and areas), update, view, run
//! ```
//!
//! # The words
//!
//! - A **task** (督办事项) comes from a **document** (来源文件), stands in a **region** and a **sector**
//!   (领域), and names **parties**: responsible leaders, lead, responsible and assisting units.
//! - A **field** of a task is a row of [`domain::task_field`]: its key, its type, its words. What reads,
//!   changes, compares, writes or shows a task goes by that table.
//! - An **entry** (留痕) is one changed field: who, when, from where, old, new, why. Entries are the
//!   truth and are only ever added; the tables of tasks are a projection, written along with them.
//! - A **batch** is the entries of one command; undo compensates a whole batch by a new one.
//! - A **revision** counts the changes of a task. Who writes says which one they saw, and is told
//!   when it is **stale**.
//! - **Status** is stored. The **light** (红黄绿灯) is computed for a day and never stored.
//! - A **block** is the rows of sixty-four neighbouring ids, packed: what lists and searches read.
//! - A **row** is a task as the table needs it; a **draft** is a task read from a file, not yet taken.
//!
//! # How a key becomes an entry
//!
//! 1. `tui::terminal` reads bytes and answers a [`tui::keys::Key`]; the loop makes a [`tui::msg::Msg`] of it.
//! 2. [`tui::keymap::Keymap`] finds the command of the key in this place: `s` opens the status box.
//! 3. `update` takes the box's letter, checks the move by [`domain::Status`], and answers
//!    [`tui::msg::Effect::Update`] with the revisions seen. It does no I/O, and the screen stays as it is.
//! 4. The worker's thread calls [`ledger::Ledger::update`]: one transaction compares the revisions,
//!    appends an entry with the hash of the one before it, and moves the projection along.
//! 5. The answer comes back as a message: recorded, stale with the newer task, or refused with reasons.
//! 6. Only now `update` changes the row, and the frame is drawn anew.
//!
//! `duban update 6 --status concluded` comes to the same [`ledger::Ledger::update`] by way of [`cli`].

pub mod cli;
pub mod domain;
pub mod files;
pub mod import;
pub mod ledger;
pub mod packed;
pub mod report;
pub mod sample;
pub mod search;
pub mod settings;
#[cfg(test)]
#[path = "../tests/support/skipped.rs"]
mod skipped;
pub mod text;
pub mod tui;
pub mod views;
pub mod wording;
