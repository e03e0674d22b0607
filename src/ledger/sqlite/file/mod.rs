//! The file and what lies beside it. In comes a path; out come connections, locks, and what is doubtful
//! about the files at that place. Opening and whatever works on whole files calls it.

pub(in crate::ledger) mod about;
pub(in crate::ledger) mod access;
pub(in crate::ledger) mod busy;
pub(in crate::ledger) mod connect;
pub(in crate::ledger) mod file_alone;
pub(in crate::ledger) mod file_checks;
pub(in crate::ledger) mod file_doubts;
pub(in crate::ledger) mod file_id;
pub(in crate::ledger) mod file_system;
pub(in crate::ledger) mod glance;
pub(in crate::ledger) mod holders;
pub(in crate::ledger) mod identity;
pub(in crate::ledger) mod locks;
pub(in crate::ledger) mod log_frames;
pub(in crate::ledger) mod look;
pub(in crate::ledger) mod open;
pub(in crate::ledger) mod open_files;
mod open_here;
pub(in crate::ledger) mod pulse;
pub(in crate::ledger) mod replaced_ends;

pub(in crate::ledger) use file_id::FileId;
pub(in crate::ledger) use identity::Identity;
pub(in crate::ledger) use locks::Locks;
pub(in crate::ledger) use open_files::OpenFiles;
