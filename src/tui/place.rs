//! The place kept between two starts: filter, order, columns, marks, cursor.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::model::{Browse, Model};
use crate::domain::TaskId;
use crate::domain::column::{Order, SortKey};
use crate::domain::grouping::Grouping;
use crate::files::{self, Sharing};
use crate::search::Query;

/// What is kept, in words that can be read again; a word that cannot is passed over.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    query: String,
    sort: String,
    grouping: String,
    columns: Vec<String>,
    facets_hidden: bool,
    is_full: bool,
    marks: Vec<TaskId>,
    cursor: Option<TaskId>,
}

impl Place {
    /// The place of a model.
    pub fn of(model: &Model) -> Place {
        let browse = &model.browse;
        Place {
            query: browse.query.to_string(),
            sort: browse.order.words(crate::domain::Lang::Zh),
            grouping: browse.grouping.id().to_owned(),
            columns: browse
                .columns
                .iter()
                .map(|key| key.id().to_owned())
                .collect(),
            facets_hidden: browse.facets_hidden,
            is_full: browse.is_full,
            marks: browse.marks.iter().copied().collect(),
            cursor: browse.cursor,
        }
    }

    /// Reads what was kept; a file that is not there or cannot be read is no place.
    pub fn read(path: &Path) -> Option<Place> {
        let text = std::fs::read_to_string(path).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// Keeps it, replacing what was there only once it is whole.
    ///
    /// # Errors
    /// Whatever the file system reports; nothing half-written stays.
    pub fn write(&self, path: &Path) -> std::io::Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        files::replace(path, &serde_json::to_vec_pretty(self)?, Sharing::Usual)
    }

    /// Goes there.
    pub fn apply(self, browse: &mut Browse) {
        if let Ok(query) = Query::parse(&self.query) {
            browse.query = query;
        }
        if let Ok(order) = Order::parse(&self.sort) {
            browse.order = order;
        }
        browse.grouping = Grouping::parse(&self.grouping).unwrap_or_default();
        let columns: Vec<SortKey> = self
            .columns
            .iter()
            .filter_map(|id| SortKey::parse(id))
            .collect();
        if !columns.is_empty() {
            browse.columns = columns;
        }
        browse.facets_hidden = self.facets_hidden;
        browse.is_full = self.is_full;
        browse.marks = self.marks.into_iter().collect();
        browse.cursor = self.cursor;
    }
}
