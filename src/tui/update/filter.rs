//! Filter to list: what every change of query, order or data goes through.

use std::collections::HashSet;

use super::browse::place_cursor;
use crate::domain::TaskId;
use crate::search::FieldTest;
use crate::search::{Op, Query, QueryField, Test, facets};
use crate::tui::listing::{Listing, Wish, list, merge};
use crate::tui::model::Model;

fn fresh(model: &Model) -> Listing {
    let changed = model.changed_ids();
    let wish = Wish {
        query: &model.browse.query,
        order: &model.browse.order,
        grouping: model.browse.grouping,
        unfolded: &model.browse.unfolded,
        lang: model.lang,
    };
    list(&model.data, &model.scope(&changed), &wish)
}

fn take(model: &mut Model, listing: Listing) {
    model.browse.lines = listing.lines;
    model.browse.shown = listing.shown;
    model.browse.hits = listing.hits;
    let changed = model.changed_ids();
    model.browse.facets = facets(
        &model.data.tops,
        &model.browse.query,
        &model.scope(&changed),
        model.lang,
    );
}

/// Makes the list anew, after a key that filters, sorts, groups or folds.
pub fn relist(model: &mut Model) {
    let listing = fresh(model);
    take(model, listing);
    model.browse.preview_scroll = 0;
    let is_there = |id: TaskId, model: &Model| model.browse.ids().any(|other| other == id);
    if model.browse.cursor.is_none_or(|id| !is_there(id, model)) {
        let line = model.browse.offset.min(model.browse.lines.len());
        let near = model.browse.lines[line..]
            .iter()
            .find_map(super::super::listing::Line::id);
        model.browse.cursor = near.or_else(|| model.browse.ids().next());
    }
    place_cursor(model);
}

/// Brings the list up to date after a change nobody at this screen asked to see: rows stay where
/// they are, and so does the cursor on the screen.
pub fn relist_quietly(model: &mut Model) {
    let row_before = model
        .browse
        .cursor_line()
        .map(|line| line.saturating_sub(model.browse.offset));
    let ids: HashSet<TaskId> = model
        .data
        .tops
        .iter()
        .chain(&model.data.kids)
        .map(|row| row.id)
        .collect();
    let fresh = fresh(model);
    let listing = if model.browse.lines.is_empty() {
        fresh
    } else {
        merge(&model.browse.lines, fresh, |id| !ids.contains(&id))
    };
    take(model, listing);
    if model.browse.cursor.is_none_or(|id| !ids.contains(&id)) {
        let line = model.browse.offset + row_before.unwrap_or(0);
        let lines = &model.browse.lines;
        let near = lines
            .iter()
            .skip(line)
            .find_map(super::super::listing::Line::id);
        model.browse.cursor =
            near.or_else(|| lines.iter().rev().find_map(super::super::listing::Line::id));
    }
    if let (Some(row), Some(line)) = (row_before, model.browse.cursor_line()) {
        model.browse.offset = line.saturating_sub(row);
    }
    model.browse.marks.retain(|id| ids.contains(id));
    place_cursor(model);
}

/// Narrows to one of the states that are computed: overdue, due soon, …; again takes it away.
pub fn only_state(model: &mut Model, value: &str) {
    let test = FieldTest::new(QueryField::State, Op::Is, [value]).map(Test::Field);
    let before = model.browse.query.clone();
    let without = before.without_field(QueryField::State);
    let mut wanted: Query = without.clone();
    if let Ok(test) = test {
        wanted.push(false, test);
    }
    model.browse.query = if wanted == before { without } else { wanted };
    relist(model);
}
