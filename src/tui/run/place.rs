//! The place kept between two starts: filter, order, columns, marks, cursor.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::domain::TaskId;
use crate::domain::column::{Order, SortKey};
use crate::domain::grouping::Grouping;
use crate::files::{self, Links, Sharing};
use crate::search::Query;
use crate::tui::state::model::{Browse, Model};

/// A place has no more bytes: marks on a million tasks have less.
const LARGEST: u64 = 1 << 24;

/// What is kept, in words that can be read again; a word that cannot is passed over.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct KeptPlace {
    query: String,
    sort: String,
    grouping: String,
    columns: Vec<String>,
    facets_hidden: bool,
    is_full: bool,
    marks: Vec<TaskId>,
    takes_kids: bool,
    cursor: Option<TaskId>,
}

impl KeptPlace {
    /// The place of a model.
    pub fn of(model: &Model) -> KeptPlace {
        let browse = &model.browse;
        KeptPlace {
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
            takes_kids: browse.takes_kids,
            cursor: browse.cursor,
        }
    }

    /// Reads what was kept; a file that is not there or cannot be read is no place.
    pub fn read(path: &Path) -> Option<KeptPlace> {
        let text = files::read_text(path, LARGEST, Links::Own).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// Goes there.
    pub fn apply(self, browse: &mut Browse) {
        if let Ok(query) = Query::parse(&self.query) {
            browse.query = query;
        }
        if let Ok(order) = Order::parse(&self.sort) {
            browse.order = order;
        }
        browse.grouping = Grouping::from_id(&self.grouping).unwrap_or_default();
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
        browse.takes_kids = self.takes_kids;
        browse.cursor = self.cursor;
    }
}

/// The file a place is kept in.
#[derive(Debug)]
pub struct PlaceFile {
    path: PathBuf,
    /// What stands in it, as far as this process knows.
    kept: Vec<u8>,
}

impl PlaceFile {
    /// The file at a path, whether it is there or not.
    pub fn new(path: &Path) -> PlaceFile {
        PlaceFile {
            path: path.to_owned(),
            kept: Vec::new(),
        }
    }

    /// Keeps a place, replacing what was there only once it is whole. The same as last time is not
    /// written again: another session may have kept its own since.
    ///
    /// # Errors
    /// Whatever the file system reports; nothing half-written stays.
    pub fn write(&mut self, place: &KeptPlace) -> std::io::Result<()> {
        let bytes = serde_json::to_vec_pretty(place)?;
        if bytes != self.kept {
            files::make_private_folder(&self.path)?;
            files::replace(&self.path, &bytes, Sharing::Private, Links::Own)?;
            self.kept = bytes;
        }
        Ok(())
    }
}
