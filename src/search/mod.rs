//! Search: the query language, the matching of words, and facets with their counts, all over rows
//! in memory. Each folder knows those above it:
//!
//! ```text
//! bits      masks of sixty-four rows
//! threads   work on all threads, given up when nobody waits for it
//! words     how a word is found in a text: pinyin, short names, gaps, nearly
//! query     the query language: fields, conditions, errors
//! index     everything a list shows, in memory, and its orders
//! run       a query carried out: over an index, once over stored blocks, over long texts
//! facets    the values rows can be narrowed by, with their counts
//! ```
//!
//! # Why it is fast
//!
//! - Sixty-four rows are one `u64`. A region, a status, a colour, a person, a character of a title
//!   is a mask of them; a condition is `&`, `|` or `!`, a facet's count the bits that are left.
//! - Whatever many rows share is looked at once a query, not once a row: a word is looked for in
//!   each distinct name, region and sector, and a row is asked only whether its mask is among those
//!   found. An order is one number a row before anything is sorted.
//! - A text is read only when all the letters of a word are in it (`words::alphabet`), for pinyin when for
//!   each place that every way to spell the word passes it has a character that can be read there
//!   (`words::pinyin`). The masks of one letter lie together in the order of blocks, since with a million
//!   rows waiting for memory is the whole cost.
//! - SkimMatcherV2, which scores a match with gaps, sees only the part of a text that decides, and
//!   each shape of such a part once a query and thread (`words::fuzzy`). A thread has a matcher of its own:
//!   a shared one is no faster on two threads than on one.
//! - Whoever asks once (`run::one_shot`) needs no index: the names are looked through, and the blocks are
//!   searched by all threads as they are read, in memory that is used again. An index is built
//!   (`index::Index::read`) the same way.
//! - Nothing is allocated per row but a hit of sixteen bytes; characters to be highlighted are worked
//!   out for the rows on the screen alone.
//! - A key mostly meets a machine that slept: waking a thread and clearing a page take longer than
//!   what they are wanted for. So the thread of the keys takes part in the work
//!   (`threads::parallel::take_part`), and memory is kept from one search to the next (`threads::memory`).
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

mod bits;
mod facets;
mod index;
mod query;
mod run;
#[cfg(test)]
mod tests;
mod threads;
mod words;

pub use facets::Facet;
pub use facets::count::{Counting, count_facet, count_facets};
pub use facets::value::FacetValue;
pub use index::Index;
pub use query::error::{QueryError, QueryErrorKind};
pub use query::field::{NONE, Op, QueryField, STANDING, TaskState, task_of};
pub use query::parse::{MAX_VALUE, MAX_VALUES, MAX_WORD, MAX_WORDS};
pub use query::period::Period;
pub use query::{FieldTest, Query, Term, Test, Word};
pub use run::answer::{Answer, TaskHit, search};
pub use run::compile::{Compiled, Scope};
pub use run::highlight::{Highlights, highlights};
pub use run::one_shot::{OneShot, OneShotFound};
pub use run::place::{HitCounts, Place};
pub use run::similar::{Bearers, Likeness, nearest};
pub use run::text_found::TextFound;
pub use run::text_stage::TextStage;
pub use threads::memory::keep_memory;
pub use threads::parallel::{take_part, use_threads};
pub use threads::stop::{Stop, Stopped};
pub use words::matcher::{Found, Kind, Needle};
pub use words::own_readings::read_names;
pub use words::plain_lines::{PlainAnswer, PlainLines};

/// Makes the tables that the first word would wait for: the readings of characters, the short names.
/// After [`read_names`], while nobody waits.
pub fn prepare() {
    let _ = (
        words::readings::Readings::table(),
        words::own_readings::OwnReadings::table(),
    );
    let _ = words::short_names::other_forms("");
}
