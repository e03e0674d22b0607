//! Rows packed sixty-four at a time: the form in which the ledger keeps what a list shows beside
//! its tables, and in which the search reads it.
//!
//! A [`Block`] is the rows of sixty-four neighbouring ids. Sixty-four, because then "which rows of
//! the block" is one `u64`: every condition of a query, every facet and every character of a
//! title is a mask, and a search is `&`, `|` and `!` over masks, a block after the other, with
//! only the survivors looked at. A block is also what one change rewrites: some five kilobytes,
//! whatever the size of the ledger.

mod block;
mod bytes;
mod column;
mod facts;
mod line;
mod marks;
mod names;
mod party;
mod texts;
mod titles;
mod words;

pub use block::{Block, BlockNumber, Blocks};
pub use bytes::BadBlock;
pub use facts::Facts;
pub use line::Line;
pub use marks::Marks;
pub use names::{NameId, NameTable};
pub use party::{PartyFilter, PartyRef};
pub use texts::{LetterTable, Letters, Texts, units_of};

/// How many rows a block holds at most: the bits of a mask.
pub const ROWS: usize = 64;

/// The first byte of packed rows and letters. Raise it whenever the bytes or the folding of texts
/// change, and add a step to the ledger's schema that packs anew: what an older program packed
/// can only be packed again, a block at a time, which a start would feel.
const FORMAT: u8 = 4;
