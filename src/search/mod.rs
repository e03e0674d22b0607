//! Search: the query language, the matching of words, and facets with their counts, all over rows
//! in memory.

mod error;
mod field;
mod matcher;
mod parse;
mod period;
mod pinyin;
mod query;

pub use error::{QueryError, QueryErrorKind};
pub use field::{NONE, Op, QueryField, STANDING, State};
pub use matcher::{Found, Kind, Needle};
pub use period::Period;
pub use query::{FieldTest, Query, Term, Test, Word};
