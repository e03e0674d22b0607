//! Filter to list: what every change of query, order or data goes through.

use super::browse::place_cursor;
use crate::domain::TaskId;
use crate::search::FieldTest;
use crate::search::{Op, Query, QueryField, Test, facets};
use crate::tui::listing::{Line, Listing, Wish, list, merge};
use crate::tui::model::Model;

/// The list a query gives.
fn listed(model: &Model, query: &Query) -> Listing {
    let changed = model.changed_ids();
    let wish = Wish {
        query,
        order: &model.browse.order,
        grouping: model.browse.grouping,
        unfolded: &model.browse.unfolded,
        lang: model.lang,
    };
    list(&model.data, &model.scope(&changed), &wish)
}

fn fresh(model: &Model) -> Listing {
    listed(model, &model.browse.query)
}

/// How many tasks a query would show.
pub fn count(model: &Model, query: &Query) -> usize {
    listed(model, query).shown
}

fn take(model: &mut Model, listing: Listing) {
    let mut lights = [0; crate::domain::LightColor::ALL.len()];
    let counted = listing
        .lines
        .iter()
        .filter(|line| line.fits() && !line.is_nested());
    for id in counted.filter_map(Line::id) {
        if let Some(count) = lights.get_mut(model.data.light(id).color as usize) {
            *count += 1;
        }
    }
    let mut is_under_hit = false;
    model.browse.kids_shown = 0;
    for line in &listing.lines {
        if !line.is_nested() {
            is_under_hit = line.fits();
        } else if line.fits() && !is_under_hit {
            model.browse.kids_shown += 1;
        }
    }
    model.browse.lights = lights;
    model.browse.set_lines(listing.lines);
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

/// Makes the list anew, after a key that filters, sorts, groups or folds. When the selected task
/// is not in it any more, the next one of the old list that is takes its place.
pub fn relist(model: &mut Model) {
    let line_before = model.browse.cursor_line();
    let before = std::mem::take(&mut model.browse.lines);
    let listing = fresh(model);
    take(model, listing);
    let is_there = model.browse.cursor.is_some_and(|id| model.browse.lists(id));
    if !is_there {
        let (above, below) = before.split_at(line_before.unwrap_or(0).min(before.len()));
        let near = below.iter().chain(above.iter().rev()).filter_map(Line::id);
        let near = near.into_iter().find(|id| model.browse.lists(*id));
        select(model, near.or_else(|| model.browse.ids().first().copied()));
    }
    place_cursor(model);
}

/// Puts the cursor on a task; what belongs to the task that had it goes back to its beginning.
pub fn select(model: &mut Model, id: Option<TaskId>) {
    if model.browse.cursor != id {
        model.browse.cursor = id;
        model.browse.preview_scroll = 0;
    }
    if let Some(touched) = id.and_then(|id| model.browse.touched.get_mut(&id)) {
        touched.seen = true;
    }
}

/// Brings the list up to date after a change nobody at this screen asked to see: rows stay where
/// they are, and so does the cursor on the screen.
pub fn relist_quietly(model: &mut Model) {
    let row_before = model
        .browse
        .cursor_line()
        .map(|line| line.saturating_sub(model.browse.offset));
    let line_before = model.browse.cursor_line().unwrap_or(0);
    let fresh = fresh(model);
    let before = std::mem::take(&mut model.browse.lines);
    let listing = if before.is_empty() {
        fresh
    } else {
        merge(&before, fresh, |id| model.data.row(id).is_none())
    };
    take(model, listing);
    if model.browse.cursor.is_none_or(|id| !model.browse.lists(id)) {
        let line = line_before.min(model.browse.lines.len());
        let (above, below) = model.browse.lines.split_at(line);
        let near = below.iter().chain(above.iter().rev()).find_map(Line::id);
        select(model, near);
    }
    if let (Some(row), Some(line)) = (row_before, model.browse.cursor_line()) {
        model.browse.offset = line.saturating_sub(row);
    }
    forget_the_gone(model);
    place_cursor(model);
}

/// Marks and the like of tasks that are not in the ledger any more.
pub fn forget_the_gone(model: &mut Model) {
    let data = &model.data;
    let browse = &mut model.browse;
    browse.marks.retain(|id| data.row(*id).is_some());
    browse.touched.retain(|id, _| data.row(*id).is_some());
    browse.range_from = browse.range_from.filter(|id| data.row(*id).is_some());
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
    // The order of conditions says nothing; the same state asked for again is taken away.
    let is_again = before.terms.len() == wanted.terms.len()
        && wanted.terms.iter().all(|term| before.terms.contains(term));
    model.browse.query = if is_again { without } else { wanted };
    relist(model);
}
