//! Search: the query language, the matching of words, and facets with their counts, all over rows
//! in memory.

mod answer;
mod bits;
mod block_search;
mod compile;
mod count;
mod error;
mod facet;
mod field;
mod find;
mod fits;
#[cfg(test)]
mod fixture;
mod gaps;
mod highlight;
mod index;
#[cfg(test)]
mod laws;
mod loose;
mod matcher;
mod near;
mod own_readings;
mod parallel;
mod parse;
mod period;
mod pinyin;
mod plain;
mod plan;
mod query;
mod readings;
mod region_facet;
mod requirement;
mod short_names;
mod stop;
mod text_stage;

pub use answer::{Answer, TaskHit, search};
pub use compile::{Compiled, Scope};
pub use count::{count_facet, count_facets};
pub use error::{QueryError, QueryErrorKind};
pub use facet::{Facet, FacetValue, facet, facets};
pub use field::{NONE, Op, QueryField, STANDING, State};
pub use find::{Hit, HitCounts, Place, find, rank};
pub use highlight::{Highlights, highlights};
pub use index::Index;
pub use matcher::{Found, Kind, Needle};
pub use own_readings::read_names;
pub use period::Period;
pub use plain::{PlainAnswer, PlainLines};
pub use query::{FieldTest, Query, Term, Test, Word};
pub use requirement::TextQuestion;
pub use stop::{Stop, Stopped};
pub use text_stage::{TextFound, TextStage};
