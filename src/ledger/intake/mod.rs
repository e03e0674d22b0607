//! Taking drafts in. In come drafts, of documents or rows of an export, and how they are to be taken
//! (`plan`); out comes what becomes of each, and one batch that records it. `take_in` is called by
//! whoever imports; the others find out which task a draft is and what it changes.

pub(super) mod age;
pub(super) mod agree;
pub(super) mod alike;
pub(super) mod base;
pub(super) mod body;
pub(super) mod documents;
pub(super) mod fingerprint;
pub(super) mod fit;
pub(super) mod judge;
pub(super) mod lines;
pub(super) mod matching;
pub(super) mod moved;
pub(super) mod places;
pub(super) mod plan;
pub(super) mod prepared;
pub(super) mod returned;
pub(super) mod row_doubt;
pub(super) mod sorted;
pub(super) mod stamp;
pub(super) mod take_in;
pub(super) mod titles;
pub(super) mod unread;
