//! Repair. In comes a ledger whose trail is whole; out come its tables made anew from the entries.
//! `audit --rebuild` and `salvage` call it.

pub(in crate::ledger) mod anew;
pub(in crate::ledger) mod rebuild;
