//! Search: the query language, the matching of words, and facets with their counts, all over rows
//! in memory.
//!
//! # Why it is fast
//!
//! - Sixty-four rows are one `u64`. A region, a status, a colour, a person, a character of a title
//!   is a mask of them; a condition is `&`, `|` or `!`, a facet's count the bits that are left.
//! - Whatever many rows share is looked at once a query, not once a row: a word is looked for in
//!   each distinct name, region and sector, and a row is asked only whether its mask is among those
//!   found. An order is one number a row before anything is sorted.
//! - A text is read only when all the letters of a word are in it (`alphabet`), for pinyin when for
//!   each place that every way to spell the word passes it has a character that can be read there
//!   (`pinyin`). The masks of one letter lie together in the order of blocks, since with a million
//!   rows waiting for memory is the whole cost.
//! - SkimMatcherV2, which scores a match with gaps, sees only the part of a text that decides, and
//!   each shape of such a part once a query and thread (`gaps`). A thread has a matcher of its own:
//!   a shared one is no faster on two threads than on one.
//! - Whoever asks once (`once`) needs no index: the names are looked through, and the blocks are
//!   searched by all threads as they are read, in memory that is used again. An index is built
//!   (`index::Index::read`) the same way.
//! - Nothing is allocated per row but a hit of sixteen bytes; characters to be highlighted are worked
//!   out for the rows on the screen alone.
//! - A key mostly meets a machine that slept: waking a thread and clearing a page take longer than
//!   what they are wanted for. So the thread of the keys takes part in the work
//!   (`parallel::take_part`), and memory is kept from one search to the next (`memory`).
//!
//! # Where its limit is
//!
//! What is left is the rows that match: some 30 ns a hit for reading its title, up to 100 ns for a
//! score with gaps in a wide window. So a query that every row meets is the worst, and one that a
//! few rows meet costs little more than a look at the blocks. Initials of a very common word (`jyj`)
//! walk nearly every row. One block is the least that is looked at: a condition without masks (a
//! date, a figure) asks all its rows.
//!
//! Milliseconds on two cores (the ratios are what holds; the plain engine finds what fzf and nucleo
//! find, with the best 200 scores of SkimMatcherV2):
//!
//! ```text
//!             100,000 lines: nucleo  plain  ratio   1,000,000: nucleo  plain  ratio
//! 学前                          20.9    2.3   0.11                 214   14.9   0.07
//! 李云生                        17.1    0.1   0.01                 170    1.2   0.01
//! 幼儿园建设                    17.1    0.2   0.01                 166    1.3   0.01
//! 教师 培训                     23.2    0.5   0.02                 233    5.7   0.02
//! 义均优                        17.4    0.1   0.01                 179    1.4   0.01
//! 鼎鬻镬 (nowhere)              17.3    0.0   0.00                 170    0.1   0.00
//! 区育教学县                    16.6    0.1   0.00                 168    0.7   0.00
//! 学                            29.3    1.2   0.04                 325   14.7   0.05
//! 教育局 (every line)           40.4    5.0   0.12                 412   44.4   0.11
//! in pinyin, over a ledger   at most   6.8   0.23 (yeyjs)      at most  74.2   0.27 (yeyjs)
//! a block put in                        0.06                               0.17
//! ```
//!
//! `cargo bench --bench search -- --ratios 100000 1000000` prints them anew.

mod alphabet;
mod answer;
mod bits;
mod block_search;
#[cfg(test)]
mod by_row;
mod checks;
mod compile;
mod count;
mod error;
mod facet;
mod facet_value;
mod field;
mod fits;
#[cfg(test)]
mod fixture;
mod gaps;
mod heard;
mod highlight;
mod index;
#[cfg(test)]
mod laws;
mod loose;
mod matcher;
mod memory;
mod near;
mod once;
mod own_readings;
mod parallel;
mod parse;
mod period;
mod pinyin;
mod place;
mod plain;
mod plan;
mod query;
mod readings;
mod region_facet;
mod rows;
mod short_names;
mod sign;
mod similar;
mod sort;
mod spelling;
mod spread;
mod stop;
mod text_found;
mod text_stage;

pub use answer::{Answer, TaskHit, search};
pub use compile::{Compiled, Scope};
pub use count::{Counting, count_facet, count_facets};
pub use error::{QueryError, QueryErrorKind};
pub use facet::Facet;
pub use facet_value::FacetValue;
pub use field::{NONE, Op, QueryField, STANDING, State};
pub use highlight::{Highlights, highlights};
pub use index::Index;
pub use matcher::{Found, Kind, Needle};
pub use memory::keep_memory;
pub use once::{Once, OnceFound};
pub use own_readings::read_names;
pub use parallel::{take_part, use_threads};
pub use parse::{MAX_VALUE, MAX_VALUES, MAX_WORD, MAX_WORDS};
pub use period::Period;
pub use place::{HitCounts, Place};
pub use plain::{PlainAnswer, PlainLines};
pub use query::{FieldTest, Query, Term, Test, Word};
pub use similar::{Bearers, Likeness, nearest};
pub use stop::{Stop, Stopped};
pub use text_found::TextFound;
pub use text_stage::TextStage;

/// Makes the tables that the first word would wait for: the readings of characters, the short names.
/// After [`read_names`], while nobody waits.
pub fn prepare() {
    let _ = (
        readings::Readings::table(),
        own_readings::OwnReadings::table(),
    );
    let _ = short_names::other_forms("");
}
