//! A query carried out: over an index, over stored blocks that are asked once, over the texts of
//! requirements. In go a query and its scope, out come the tasks, best first, and where words were
//! found. Called by the screen's lists, the facets and the reading verbs.

pub(in crate::search) mod answer;
pub(in crate::search) mod block_search;
mod checks;
pub(in crate::search) mod compile;
pub(in crate::search) mod highlight;
pub(in crate::search) mod one_shot;
pub(in crate::search) mod place;
pub(in crate::search) mod plan;
pub(in crate::search) mod similar;
pub(in crate::search) mod text_found;
pub(in crate::search) mod text_stage;
mod worth;
