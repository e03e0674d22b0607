//! The boxes of the import screen: path, correction, choice, taking in, throwing away; the
//! question before an export; the notice of a restore.

use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use super::canvas::Canvas;
use super::fields::{many_lines, one_line};
use super::search_box::{Window, window};
use crate::text::{clean_line, columns, wrap};
use crate::tui::state::dialog::{
    ChoiceSubject, Choose, Correct, PathAsk, ReplaceExport, RestoredBox, TakeIn,
};
use crate::tui::state::model::Model;
use crate::tui::state::review::{FieldSlot, HeadField, ReviewLine};
use crate::tui::view::frame::{at_foot, centred, reversed_if};
use crate::wording::fill;

/// How many names are shown under a path.
const NAMES: u16 = 12;

/// A path to type, and below it the names it can go on with.
pub fn path(canvas: &mut Canvas, model: &Model, ask: &PathAsk) -> Position {
    let area = canvas.area();
    let count = u16::try_from(ask.names.len()).unwrap_or(NAMES);
    let shown = count.min(NAMES).min(area.height.saturating_sub(12));
    let place = Rect::new(0, 2, area.width, 3 + shown);
    let inside = canvas.frame(place, model.review_words().path_title);
    let cursor = one_line(canvas, &ask.field, inside.x, inside.y, inside.width);
    let rows = usize::from(shown).max(1);
    let first = ask.chosen.map_or(0, |at| (at + 1).saturating_sub(rows));
    let visible = ask.names.iter().enumerate().skip(first);
    for (y, (place, name)) in (inside.y + 1..inside.bottom()).zip(visible) {
        let room = inside.width.saturating_sub(2);
        let style = reversed_if(ask.chosen == Some(place));
        canvas.put(inside.x + 2, y, room, name, style);
    }
    cursor
}

/// One field to correct, with the words it was read from below it.
pub fn correct(canvas: &mut Canvas, model: &Model, correct: &Correct) -> Position {
    let words = model.review_words();
    let area = canvas.area();
    let label = match correct.slot {
        FieldSlot::Task(field) => field.label(model.lang),
        FieldSlot::Head(HeadField::Title) => words.doc_title,
        FieldSlot::Head(HeadField::Number) => words.doc_number,
        FieldSlot::Head(HeadField::Issuer) => words.doc_issuer,
        FieldSlot::Head(HeadField::IssuedOn) => words.doc_issued,
        FieldSlot::Head(HeadField::Region) => words.doc_region,
    };
    let wide = usize::from(area.width.min(97)).saturating_sub(10);
    let wording = match (correct.line, correct.slot, model.import.review()) {
        (ReviewLine::Task(at), FieldSlot::Task(field), Some(review)) => review.place(at, field),
        _ => None,
    };
    let mut wording: Vec<(String, String)> = wording.map_or(Vec::new(), |place| {
        let lines = wrap(&place.text.replace('\t', "  "), wide);
        let number = |at: usize| {
            if at == 0 {
                place.line.to_string()
            } else {
                String::new()
            }
        };
        let numbered = lines.into_iter().take(4).enumerate();
        numbered.map(|(at, line)| (number(at), line)).collect()
    });
    let typed = if correct.is_tall() { 6 } else { 1 };
    wording.truncate(usize::from(area.height.saturating_sub(typed + 6)));
    let below = u16::try_from(wording.len()).unwrap_or(0);
    let title = format!("{}  {label}", words.correct_title);
    let inside = canvas.frame(at_foot(area, typed + below), &title);
    let cursor = match correct.is_tall() {
        true => {
            let place = Rect::new(inside.x, inside.y, inside.width, typed.min(inside.height));
            many_lines(canvas, &correct.field, place)
        }
        false => one_line(canvas, &correct.field, inside.x, inside.y, inside.width),
    };
    let dim = Style::default().add_modifier(Modifier::DIM);
    for (y, (number, line)) in (inside.y + typed..inside.bottom()).zip(&wording) {
        canvas.put(inside.x, y, 5, number, dim);
        canvas.put(inside.x + 6, y, inside.width.saturating_sub(6), line, dim);
    }
    cursor
}

/// One of many, narrowed by typing.
pub fn choose(canvas: &mut Canvas, model: &Model, choose: &Choose) -> Position {
    let words = model.review_words();
    let title = match choose.subject {
        ChoiceSubject::Sector(_) => words.choose_sector,
        ChoiceSubject::Region(_) => words.choose_region,
        ChoiceSubject::TaskRegion(_) => words.doc_region,
        ChoiceSubject::Column(_) => words.choose_column,
    };
    let count = u16::try_from(choose.options.len()).unwrap_or(u16::MAX);
    let inside = canvas.frame(centred(canvas.area(), 50, count.clamp(1, 14) + 1), title);
    let room = usize::from(inside.width.saturating_sub(2));
    let Window { text, at, .. } = window(choose.field.text(), choose.field.cursor(), room);
    let line = format!("/ {text}");
    canvas.put(inside.x, inside.y, inside.width, &line, Style::default());
    let rows = usize::from(inside.height.saturating_sub(1)).max(1);
    let first = (choose.cursor + 1).saturating_sub(rows);
    let visible = choose.options.iter().enumerate().skip(first);
    for (y, (place, (_, label))) in (inside.y + 1..inside.bottom()).zip(visible) {
        let is_here = place == choose.cursor;
        let mark = if is_here { ">" } else { " " };
        let text = format!("{mark} {label}");
        canvas.put(inside.x, y, inside.width, &text, reversed_if(is_here));
    }
    Position::new(inside.x + 2 + u16::try_from(at).unwrap_or(0), inside.y)
}

/// What taking the file in will do, in numbers.
pub fn take_in(canvas: &mut Canvas, model: &Model, ask: TakeIn) -> Position {
    let words = model.review_words();
    let totals = model.import.review().map(|review| review.totals);
    let totals = totals.unwrap_or_default();
    let counts = [
        (words.take_new, totals.new),
        (words.take_changed, totals.changed),
        (words.take_same, totals.same),
        (words.take_missing, totals.missing),
        (words.take_conflicts, totals.conflicts),
        (words.take_refused, totals.refused),
        (words.take_dropped, totals.dropped),
        (words.take_doubtful, totals.doubtful),
    ];
    let told = counts.iter().filter(|(_, count)| *count > 0);
    let mut lines: Vec<String> = told
        .map(|(text, count)| fill(text, &[("n", count)]))
        .collect();
    lines.push(String::new());
    let choice = |is_chosen: bool, text: &str, n: usize| {
        let mark = match is_chosen {
            true => words.take_chosen,
            false => words.take_not_chosen,
        };
        fill(mark, &[("what", &fill(text, &[("n", &n)]))])
    };
    lines.push(choice(ask.assign, words.take_assign, 0));
    let held_changed = match ask.accept_doubtful {
        true => 0,
        false => totals.held_changed,
    };
    if totals.changed > held_changed {
        let is_own = model.import.review().is_some_and(|review| review.is_own());
        let text = match is_own {
            true => words.take_accept_own,
            false => words.take_accept,
        };
        lines.push(choice(
            ask.accept_changes,
            text,
            totals.changed - held_changed,
        ));
    }
    if totals.held > 0 {
        lines.push(String::new());
        lines.push(fill(words.take_held, &[("n", &totals.held)]));
        if totals.undated > 0 {
            lines.push(fill(words.take_undated, &[("n", &totals.undated)]));
        }
        lines.push(choice(
            ask.accept_doubtful,
            words.take_held_too,
            totals.held,
        ));
    }
    lines_box(canvas, words.take_title, &lines)
}

/// Whether the review is to be thrown away.
pub fn discard(canvas: &mut Canvas, model: &Model) -> Position {
    let words = model.review_words();
    let review = model.import.review();
    let name = review.map_or(String::new(), |review| {
        let name = review.path.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    });
    let effort = review.map_or(0, |review| review.effort());
    let question = fill(words.discard_question, &[("file", &name), ("n", &effort)]);
    lines_box(canvas, words.discard_title, &[question])
}

/// Whether somebody's file is to be written over.
pub fn replace(canvas: &mut Canvas, model: &Model, ask: &ReplaceExport) -> Position {
    let words = model.words();
    let question = fill(
        words.replace_question,
        &[("path", &clean_line(&ask.0.path.to_string_lossy()))],
    );
    lines_box(canvas, words.replace_title, &[question])
}

/// The ledger was restored under the screen.
pub fn restored(canvas: &mut Canvas, model: &Model, notice: RestoredBox) -> Position {
    let words = model.words();
    let mut lines = vec![
        words.restored_anew.to_owned(),
        words.restored_since.to_owned(),
    ];
    if notice.put_aside > 0 {
        let n = notice.put_aside;
        lines.push(fill(words.restored_drafts, &[("n", &n)]));
    }
    lines_box(canvas, words.restored_title, &lines)
}

fn lines_box(canvas: &mut Canvas, title: &str, lines: &[String]) -> Position {
    let wide = lines.iter().map(|line| columns(line)).max().unwrap_or(20);
    let cols = u16::try_from(wide + 4).unwrap_or(60).max(40);
    let rows = u16::try_from(lines.len()).unwrap_or(10);
    let inside = canvas.frame(centred(canvas.area(), cols, rows), title);
    for (y, line) in (inside.y..inside.bottom()).zip(lines) {
        let room = inside.width.saturating_sub(2);
        canvas.put(inside.x + 2, y, room, line, Style::default());
    }
    Position::new(inside.x, inside.y)
}
