//! The tables themselves. In comes a connection; out come the tables, indexes and triggers of the newest
//! schema, made, raised from an older one, compared or mended. Opening, audit and repair call it.

pub(in crate::ledger) mod sealing;
pub(in crate::ledger) mod shape;
pub(in crate::ledger) mod steps;
pub(in crate::ledger) mod version;
