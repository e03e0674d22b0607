//! The ledger as the screen holds it: list lines with their lights, and who details whom.

use std::collections::{BTreeMap, HashSet};

use rustc_hash::FxHashMap;

use crate::domain::light::LightRules;
use crate::domain::{
    DocumentId, EntryId, Light, LightColor, Region, RegionKey, Row, SourceDocument, TaskId,
};

/// Something of each task. Their numbers are the ledger's own: no stranger chooses them so that
/// they fall together, and every row drawn looks some up.
pub(super) type ById<T> = FxHashMap<TaskId, T>;

/// Everything a load brings.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// Every task's line.
    pub rows: Vec<Row>,
    /// The source documents.
    pub documents: BTreeMap<DocumentId, SourceDocument>,
    /// The regions.
    pub regions: BTreeMap<RegionKey, Region>,
    /// The last entry this is the fold of.
    pub last_entry: Option<EntryId>,
}

/// Where a task's line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Top(usize),
    Kid(usize),
}

/// The lines in memory. Tasks that detail another stand apart: the table folds them under it.
#[derive(Debug, Default)]
pub struct Data {
    /// Lines of tasks that detail no other, in the order of ids.
    pub tops: Vec<Row>,
    /// Lines of tasks that detail another.
    pub kids: Vec<Row>,
    /// The source documents.
    pub documents: BTreeMap<DocumentId, SourceDocument>,
    /// The regions.
    pub regions: BTreeMap<RegionKey, Region>,
    places: ById<Place>,
    children: ById<Vec<TaskId>>,
    lights: ById<Light>,
}

impl Data {
    /// Orders what was loaded.
    pub fn new(loaded: Loaded, rules: &LightRules) -> Data {
        let ids: HashSet<TaskId> = loaded.rows.iter().map(|row| row.id).collect();
        let is_kid = |row: &Row| row.parent.is_some_and(|parent| ids.contains(&parent));
        let lights = loaded
            .rows
            .iter()
            .map(|row| (row.id, row.light(rules)))
            .collect();
        let (kids, tops): (Vec<Row>, Vec<Row>) = loaded.rows.into_iter().partition(is_kid);
        let mut data = Data {
            tops,
            kids,
            documents: loaded.documents,
            regions: loaded.regions,
            places: ById::default(),
            children: ById::default(),
            lights,
        };
        data.index();
        data
    }

    fn index(&mut self) {
        let tops = self
            .tops
            .iter()
            .enumerate()
            .map(|(at, row)| (row.id, Place::Top(at)));
        let kids = self
            .kids
            .iter()
            .enumerate()
            .map(|(at, row)| (row.id, Place::Kid(at)));
        self.places = tops.chain(kids).collect();
        self.children.clear();
        for kid in &self.kids {
            let root = self.root_of(kid);
            self.children.entry(root).or_default().push(kid.id);
        }
    }

    /// The task without a parent above `kid`; a ring, which the ledger never makes, ends at once.
    fn root_of(&self, kid: &Row) -> TaskId {
        let mut at = kid;
        for _ in 0..16 {
            match at.parent.and_then(|parent| self.row(parent)) {
                Some(above) => at = above,
                None => break,
            }
        }
        at.id
    }

    /// The line of a task.
    pub fn row(&self, id: TaskId) -> Option<&Row> {
        match self.places.get(&id)? {
            Place::Top(at) => self.tops.get(*at),
            Place::Kid(at) => self.kids.get(*at),
        }
    }

    /// The light of a task on the day the lights were computed for.
    pub fn light(&self, id: TaskId) -> Light {
        let unknown = Light {
            color: LightColor::None,
            reason: crate::domain::LightReason::NoData,
        };
        self.lights.get(&id).copied().unwrap_or(unknown)
    }

    /// The tasks that detail `id`, directly or further down.
    pub fn children(&self, id: TaskId) -> &[TaskId] {
        self.children.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Whether a task stands under another.
    pub fn is_kid(&self, id: TaskId) -> bool {
        matches!(self.places.get(&id), Some(Place::Kid(_)))
    }

    /// The task without a parent that `id` stands under, or `id` itself.
    pub fn top_of(&self, id: TaskId) -> TaskId {
        self.row(id).map_or(id, |row| self.root_of(row))
    }

    /// Replaces or adds lines, takes out those that are gone.
    pub fn refresh(&mut self, rows: Vec<Row>, gone: &[TaskId], rules: &LightRules) {
        let mut all: BTreeMap<TaskId, Row> = std::mem::take(&mut self.tops)
            .into_iter()
            .chain(std::mem::take(&mut self.kids))
            .map(|row| (row.id, row))
            .collect();
        for id in gone {
            all.remove(id);
        }
        all.extend(rows.into_iter().map(|row| (row.id, row)));
        let loaded = Loaded {
            rows: all.into_values().collect(),
            documents: std::mem::take(&mut self.documents),
            regions: std::mem::take(&mut self.regions),
            last_entry: None,
        };
        *self = Data::new(loaded, rules);
    }

    /// Replaces lines of tasks that are there and keep their parent; answers false, having done
    /// nothing, when a whole refresh is needed.
    pub fn refresh_in_place(&mut self, rows: &[Row], rules: &LightRules) -> bool {
        let fits = |row: &Row| self.row(row.id).is_some_and(|old| old.parent == row.parent);
        if !rows.iter().all(fits) {
            return false;
        }
        for row in rows {
            self.lights.insert(row.id, row.light(rules));
            let place = match self.places.get(&row.id) {
                Some(Place::Top(at)) => self.tops.get_mut(*at),
                Some(Place::Kid(at)) => self.kids.get_mut(*at),
                None => None,
            };
            if let Some(place) = place {
                place.clone_from(row);
            }
        }
        true
    }
}
