//! Filter to list: what every change of query, order or data goes through.

use crate::domain::column::Order;
use crate::search::{
    Compiled, Counting, Facet, FacetValue, FieldTest, Op, Query, QueryField, Stop, Stopped, Test,
    TextStage, count_facets, search,
};
use crate::tui::layout::facet_lines;
use crate::tui::state::dialog::Dialog;
use crate::tui::state::lines::TableLine;
use crate::tui::state::listing::{ListWish, Listing, list};
use crate::tui::state::model::{Looser, Model};
use crate::tui::state::msg::Effect;
use crate::tui::state::texts::TextHits;
use crate::tui::state::waiting::{Aim, Spot};
use crate::tui::update::cursor::{go_to, place_cursor, select};
use crate::tui::update::merge::merge;

/// Above so many rows the key is shown first and the list made after it.
const LONG: usize = 200_000;

/// Up to so many rows waking a second thread takes longer than it saves.
const SHORT: usize = 5_000;

/// A list with all that is shown of it.
struct MadeList {
    compiled: Compiled,
    listing: Listing,
    facets: Vec<(Facet, Vec<FacetValue>)>,
    looser: Option<Looser>,
}

fn made(model: &mut Model, aim: Aim, stop: &Stop) -> Result<MadeList, Stopped> {
    if model.shown.as_of.is_none() {
        model.browse.texts.follow(&model.browse.query);
    }
    let order = wish(model).arrangement();
    let arranged = model.data.arranged(&order, stop)?;
    let changed = model.changed_ids();
    let (query, scope) = (&model.browse.query, model.scope(&changed));
    let (index, text) = (&model.data.index, model.browse.texts.found());
    let compiled = Compiled::new(query, &scope);
    let answer = match query.is_empty() {
        true => None,
        false => Some(search(index, &compiled, &scope, text.as_deref(), stop)?),
    };
    let counting = Counting {
        index,
        query,
        compiled: &compiled,
        scope: &scope,
        text: text.as_deref(),
        answer: answer.as_ref(),
    };
    let (data, lang, wish) = (&model.data, model.lang, wish(model));
    let list = || list(data, &arranged, answer.as_ref(), &wish, stop);
    let count = || count_facets(&counting, lang, stop);
    let (listing, facets) = match index.len() > SHORT {
        true => rayon::join(list, count),
        false => (list(), count()),
    };
    let (listing, facets) = (listing?, facets?);
    let looser = match aim {
        Aim::First => looser(model, &listing, stop)?,
        _ => None,
    };
    Ok(MadeList {
        compiled,
        listing,
        facets,
        looser,
    })
}

fn wish(model: &Model) -> ListWish<'_> {
    ListWish {
        query: &model.browse.query,
        order: &model.browse.order,
        grouping: model.browse.grouping,
        unfolded: &model.browse.unfolded,
        lang: model.lang,
    }
}

/// Where nothing fits: the one condition without which most would, in words, and how much.
fn looser(model: &Model, listing: &Listing, stop: &Stop) -> Result<Option<Looser>, Stopped> {
    let query = &model.browse.query;
    if !listing.lines.is_empty() || query.terms.len() < 2 {
        return Ok(None);
    }
    let mut best: Option<Looser> = None;
    for at in 0..query.terms.len() {
        let mut rest = query.clone();
        let term = rest.terms.remove(at);
        let shown = shown_by(model, &rest, stop)?;
        // Of equals the last one typed: that is the one people would take back.
        let is_better = best.as_ref().is_none_or(|best| shown >= best.count);
        if shown > 0 && is_better {
            best = Some(Looser {
                word: term.print(model.lang),
                count: shown,
                is_least: rest.words().next().is_some(),
            });
        }
    }
    Ok(best)
}

/// How many tasks without a parent fit a query.
fn shown_by(model: &Model, query: &Query, stop: &Stop) -> Result<usize, Stopped> {
    if query.is_empty() {
        return Ok(model.data.index.tops());
    }
    let changed = model.changed_ids();
    let scope = model.scope(&changed);
    // With one word less, or another, nobody has looked into the texts yet.
    let is_own = *query == model.browse.query;
    let text = model.browse.texts.found().filter(|_| is_own);
    let query = Compiled::new(query, &scope);
    let answer = search(&model.data.index, &query, &scope, text.as_deref(), stop)?;
    let tops = answer.hits().iter();
    Ok(tops.filter(|hit| !hit.is_kid).count())
}

/// How many tasks a query would show; `None` where that takes long, or somebody waits for
/// something else.
pub fn count(model: &Model, query: &Query) -> Option<usize> {
    let interrupt = &model.interrupt;
    let waits = || interrupt.is_due();
    if model.data.is_partial || model.data.index.len() > LONG {
        return None;
    }
    shown_by(model, query, &Stop::when(&waits)).ok()
}

/// Makes the list anew, after a key that filters, sorts, groups or folds; see [`relist_to`].
pub fn relist(model: &mut Model) {
    relist_to(model, Aim::Keep);
}

/// Makes the list anew and leaves the reader where `aim` says; later, when somebody waits for
/// something else meanwhile, when there are so many rows that the key must be seen first, or when
/// most of them are not read yet.
pub fn relist_to(model: &mut Model, aim: Aim) {
    model.browse.pending = Some(aim.after(model.browse.pending));
    if model.data.index.len() <= LONG {
        go_on(model);
    }
}

/// Makes the list that is still to be made, unless somebody waits for something else.
pub fn go_on(model: &mut Model) {
    let interrupt = model.interrupt.clone();
    let waits = || interrupt.is_due();
    // Stopped: it stays to be made.
    let _ = try_finish(model, &Stop::when(&waits));
}

/// Asks for the words of the filter in the requirement texts, once the list without them is there
/// and unless somebody waits for something else.
pub fn ask_for_texts(model: &mut Model) -> Option<Effect> {
    if model.browse.pending.is_some() || !model.browse.wants_texts() {
        return None;
    }
    let interrupt = model.interrupt.clone();
    let waits = || interrupt.is_due();
    let words = TextHits::words_of(&model.browse.query);
    let changed = model.changed_ids();
    let scope = model.scope(&changed);
    // Stopped: they stay to be asked for.
    let words = Compiled::new(&words, &scope);
    let stage = TextStage::new(&model.data.index, &words, &scope, &Stop::when(&waits)).ok()?;
    match stage {
        Some(stage) => {
            let watch = model.browse.texts.ask();
            Some(Effect::ReadTexts(watch, Box::new(stage)))
        }
        None => {
            model.browse.texts.leave();
            None
        }
    }
}

/// Makes the list that is still to be made, whoever waits: somebody is about to act on it.
pub fn finish(model: &mut Model) {
    let _ = try_finish(model, &Stop::NEVER);
}

fn try_finish(model: &mut Model, stop: &Stop) -> Result<(), Stopped> {
    let Some(aim) = model.browse.pending else {
        return Ok(());
    };
    if model.data.is_partial {
        return Err(Stopped);
    }
    let made = made(model, aim, stop)?;
    model.browse.pending = None;
    model.browse.compiled = made.compiled;
    model.browse.facets = made.facets;
    model.browse.looser = made.looser;
    if let Some(Dialog::Facet(mut pick)) = model.dialog.take_if(|it| matches!(it, Dialog::Facet(_)))
    {
        pick.follow(model);
        model.dialog = Some(Dialog::Facet(pick));
    }
    match aim {
        Aim::Quiet => take_quietly(model, made.listing),
        _ => take(model, made.listing, aim),
    }
    if let Some((facet, value)) = model.browse.facet_followed.take() {
        let lines = facet_lines(model);
        let found = lines
            .iter()
            .position(|line| line.facet == facet && line.value == value);
        if let Some(at) = found {
            model.browse.facet_cursor = at;
        }
    }
    Ok(())
}

/// The orders tasks are gone through in: of the list as it is, and of one with words.
pub fn arrangements(model: &Model) -> Vec<Order> {
    let wish = wish(model);
    let own = wish.grouping.order(wish.order);
    vec![own, wish.arrangement_of_words()]
}

/// The rows that are there before the rest of a ledger: in their order, without counts.
pub fn show_first_rows(model: &mut Model) {
    let order = wish(model).arrangement();
    let Ok(arranged) = model.data.arranged(&order, &Stop::NEVER) else {
        return;
    };
    if let Ok(listing) = list(&model.data, &arranged, None, &wish(model), &Stop::NEVER) {
        let remembered = model.browse.cursor;
        take(model, listing, Aim::Keep);
        // A place further down is gone to once it is there.
        if let (Some(id), 0) = (remembered, model.browse.offset)
            && !model.browse.lists(id)
        {
            model.browse.cursor = remembered;
        }
    }
}

/// When the selected task is not in the list any more, the next one of the old list that is takes
/// its place.
fn take(model: &mut Model, listing: Listing, aim: Aim) {
    let line_before = model.browse.cursor_line();
    let before = std::mem::replace(&mut model.browse.lines, listing.lines);
    model.browse.counts = listing.counts;
    let first = model.browse.lines.task_at(0);
    if aim == Aim::First {
        select(model, model.browse.lines.first_hit());
        model.browse.offset = 0;
    }
    let is_there = model.browse.cursor.is_some_and(|id| model.browse.lists(id));
    if !is_there {
        let all = before.all();
        let (above, below) = all.split_at(line_before.unwrap_or(0).min(all.len()));
        let mut near = below
            .iter()
            .chain(above.iter().rev())
            .filter_map(TableLine::id);
        let near = near.find(|id| model.browse.lists(*id));
        select(model, near.or(first));
    }
    match aim {
        Aim::To(id) if model.browse.lists(id) => go_to(model, id),
        Aim::Back(spot) => go_back(model, spot),
        _ => {}
    }
    place_cursor(model);
}

/// Back to where a dialog was opened; to another row only where somebody took the task out
/// meanwhile.
pub fn go_back(model: &mut Model, spot: Spot) {
    if spot.cursor.is_some_and(|id| model.browse.lists(id)) {
        model.browse.cursor = spot.cursor;
        model.browse.preview_scroll = spot.preview_scroll;
    }
    model.browse.offset = spot.offset;
    place_cursor(model);
}

/// Takes a list nobody at this screen asked for: rows stay where they are, and so does the cursor
/// on the screen.
fn take_quietly(model: &mut Model, fresh: Listing) {
    let line_before = model.browse.cursor_line();
    let row_before = line_before.map(|line| line.saturating_sub(model.browse.offset));
    let listing = match model.browse.lines.is_empty() {
        true => fresh,
        false => merge(&model.browse.lines, fresh, |id| model.data.contains(id)),
    };
    model.browse.lines = listing.lines;
    model.browse.counts = listing.counts;
    if model.browse.cursor.is_none_or(|id| !model.browse.lists(id)) {
        let all = model.browse.lines.all();
        let (above, below) = all.split_at(line_before.unwrap_or(0).min(all.len()));
        let near = below
            .iter()
            .chain(above.iter().rev())
            .find_map(TableLine::id);
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
    browse.marks.retain(|id| data.contains(*id));
    browse.touched.retain(|id, _| data.contains(*id));
    browse.range_from = browse.range_from.filter(|id| data.contains(*id));
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
