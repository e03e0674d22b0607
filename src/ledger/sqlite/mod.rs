//! The ledger in one SQLite file: the only folder that speaks SQL.
//!
//! In come what the ledger above appends and asks for, by the traits of [`store`](super::store), and the
//! place of a file; out come entries as the text their hash runs over, tasks, records and packed bytes,
//! each held against its sum, and what is wrong with the file. `ledger` above calls it by the traits, and
//! by name only for what is of a file: opening and making one, backup, restore, salvage, repair, audit.
//!
//! Whoever is named stands below whoever names it: `tables` (rows, cells, their sums and totals),
//! `packed` (blobs and names), `schema`, `file` (connections, locks and side files), then what is made of
//! all of them: `audit`, `copies`, `mend`, `restore`, `salvage`.

mod as_store;
pub(in crate::ledger) mod audit;
pub(in crate::ledger) mod copies;
mod error;
pub(in crate::ledger) mod file;
pub(in crate::ledger) mod mend;
mod one_shot;
pub(in crate::ledger) mod packed;
pub mod restore;
pub mod salvage;
pub(in crate::ledger) mod schema;
pub(in crate::ledger) mod store;
pub(in crate::ledger) mod tables;
pub(in crate::ledger) mod view;
pub(in crate::ledger) mod write;
