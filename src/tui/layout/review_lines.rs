//! The areas of the import screen, and the lines of the fields of one task.

use ratatui::layout::Rect;

use crate::domain::draft::Warning;
use crate::domain::{Field, Lang};
use crate::ledger::{Parted, Verdict};
use crate::report::trail::value_text;
use crate::text::wrap;
use crate::tui::state::areas::LARGEST;
use crate::tui::state::model::Model;
use crate::tui::state::review::{FieldSlot, HeadField, Review, ReviewLine, TaskAt};
use crate::wording::doubt::sentence;
use crate::wording::fill;

/// Below these the list or the fields have the screen to themselves, whichever the keys go to.
const BOTH_FROM: (u16, u16) = (60, 12);

/// The areas of the list and of the fields below it, each with its head line.
pub fn review_areas(model: &Model) -> (Rect, Rect) {
    let cols = model.size.0.min(LARGEST.0);
    let rows = model.size.1.min(LARGEST.1).saturating_sub(4);
    let whole = Rect::new(0, 2, cols, rows);
    if cols < BOTH_FROM.0 || rows < BOTH_FROM.1 {
        return (whole, whole);
    }
    let list = rows * 2 / 5;
    (
        Rect::new(0, 2, cols, list),
        Rect::new(0, 2 + list, cols, rows - list),
    )
}

/// How many lines before and after a task's own are shown with its wording.
const AROUND: usize = 4;

/// How many lines of the source are shown beside a field.
const MOST_WORDING: usize = 6;

/// A line of the pane.
#[derive(Clone, Debug, Default)]
pub struct PaneLine {
    /// The field it belongs to, by its place; none for what belongs to no field.
    pub slot: Option<usize>,
    /// The field's name, on its first line.
    pub label: String,
    /// What it says.
    pub value: String,
    /// The number of the source line.
    pub number: Option<u32>,
    /// The original wording.
    pub wording: String,
    /// Goes over the whole width: a doubt, an old value, the source itself.
    pub is_wide: bool,
    /// Said by the importer or the ledger, not by the file.
    pub is_note: bool,
    /// The field is doubtful.
    pub is_doubtful: bool,
    /// Not of the task itself: the source around it.
    pub is_around: bool,
}

/// How wide labels are, the blank after them included.
fn label_cols(lang: Lang) -> usize {
    lang.pick(9, 18)
}

/// Cells before the values: cursor, mark, label.
pub fn left_cols(lang: Lang) -> usize {
    2 + label_cols(lang)
}

/// Cells of the line number with the blanks around it.
const NUMBER: usize = 6;

/// How wide values are, and the wording beside them.
pub fn halves(cols: usize, lang: Lang) -> (usize, usize) {
    let room = cols.saturating_sub(left_cols(lang) + NUMBER + 2);
    let value = room / 2;
    (value.max(8), (room - value).max(8))
}

/// The lines of the pane as it stands.
pub fn pane_lines(model: &Model) -> Vec<PaneLine> {
    let Some(review) = model.import.review() else {
        return Vec::new();
    };
    let cols = usize::from(review_areas(model).1.width);
    match review.line() {
        Some(ReviewLine::Task(at)) if review.shows_clause => clause_lines(review, at, cols),
        Some(ReviewLine::Task(at)) => task_lines(model, review, at, cols),
        Some(ReviewLine::Head(document)) => head_lines(model, review, document, cols),
        Some(ReviewLine::Missing(_)) => note_lines(
            model.review_words().missing_note,
            "",
            None,
            cols,
            left_cols(model.lang),
        ),
        None => Vec::new(),
    }
}

/// The source with the task's own lines in it.
fn clause_lines(review: &Review, at: TaskAt, cols: usize) -> Vec<PaneLine> {
    let wide = cols.saturating_sub(NUMBER + 3);
    let mut lines = Vec::new();
    for (number, is_own, text) in review.clause(at, AROUND) {
        let mut parts = wrap(&text.replace('\t', "  "), wide);
        if parts.is_empty() {
            parts.push(String::new());
        }
        for (place, part) in parts.into_iter().enumerate() {
            lines.push(PaneLine {
                number: number.filter(|_| place == 0),
                wording: part,
                is_around: !is_own,
                is_wide: true,
                ..PaneLine::default()
            });
        }
    }
    lines
}

/// A text over value and wording.
fn note_lines(
    text: &str,
    label: &str,
    slot: Option<usize>,
    cols: usize,
    left: usize,
) -> Vec<PaneLine> {
    let wrapped = wrap(text, cols.saturating_sub(left + 1));
    let lines = wrapped.into_iter().enumerate();
    lines
        .map(|(place, value)| PaneLine {
            slot,
            label: if place == 0 {
                label.to_owned()
            } else {
                String::new()
            },
            value,
            is_wide: true,
            is_note: true,
            ..PaneLine::default()
        })
        .collect()
}

/// A field: what it says on the left, where it was read on the right.
fn field_lines(
    slot: usize,
    label: &str,
    value: &str,
    wording: Option<(u32, String)>,
    (left, right): (usize, usize),
) -> Vec<PaneLine> {
    let values = wrap(value, left);
    let number = wording.as_ref().map(|(number, _)| *number);
    let words = wording.map_or(String::new(), |(_, words)| words);
    let mut words = wrap(&words.replace('\t', "  "), right);
    if words.len() > MOST_WORDING {
        // The whole of it is one key away; here it must not push the other fields out.
        words.truncate(MOST_WORDING.max(values.len()));
    }
    let count = values.len().max(words.len()).max(1);
    let mut values = values.into_iter();
    let mut words = words.into_iter();
    (0..count)
        .map(|place| PaneLine {
            slot: Some(slot),
            label: if place == 0 {
                label.to_owned()
            } else {
                String::new()
            },
            value: values.next().unwrap_or_default(),
            number: number.filter(|_| place == 0),
            wording: words.next().unwrap_or_default(),
            ..PaneLine::default()
        })
        .collect()
}

fn task_lines(model: &Model, review: &Review, at: TaskAt, cols: usize) -> Vec<PaneLine> {
    let (lang, words) = (model.lang, model.review_words());
    let left = left_cols(lang);
    let mut lines = Vec::new();
    for note in verdict_notes(model, review, at) {
        lines.extend(note_lines(&note, "", None, cols, left));
    }
    let mut before = None;
    for (slot, of) in review.slots(lang).into_iter().enumerate() {
        let FieldSlot::Task(field) = of else { continue };
        let value = review.value(at, field, lang);
        let value = if value.is_empty() {
            words.none.to_owned()
        } else {
            value
        };
        let place = review.place(at, field);
        // Several fields often stand in one sentence: it is not repeated for each.
        let is_again = place.is_some() && place == before;
        let wording = place.as_ref().map(|place| match is_again {
            true => (place.line, words.as_above.to_owned()),
            false => (place.line, place.text.clone()),
        });
        before = place.or(before);
        let own = field_lines(slot, field.label(lang), &value, wording, halves(cols, lang));
        let is_doubtful = review.doubts(at, field).next().is_some();
        lines.extend(own.into_iter().map(|line| PaneLine {
            is_doubtful,
            ..line
        }));
        for doubt in review.doubts(at, field) {
            let text = sentence(&doubt.what, lang);
            lines.extend(note_lines(&text, words.doubt, Some(slot), cols, left));
        }
        if let Some(read) = review.value_read(at, field, lang) {
            let read = if read.is_empty() {
                words.none.to_owned()
            } else {
                read
            };
            lines.extend(note_lines(&read, words.was_read, Some(slot), cols, left));
        }
        if let Some(old) = old_value(review, at, field, lang) {
            let old = if old.is_empty() {
                words.none.to_owned()
            } else {
                old
            };
            lines.extend(note_lines(&old, words.in_ledger, Some(slot), cols, left));
        }
    }
    lines
}

/// Why a row of an export is left alone, or cannot be taken.
fn verdict_notes(model: &Model, review: &Review, at: TaskAt) -> Vec<String> {
    match review.verdict(at) {
        Some(Verdict::Conflict(_, conflict)) => {
            let when = crate::domain::china::local(conflict.at).format("%m-%d %H:%M");
            let values: [(&str, &dyn std::fmt::Display); 2] = [("by", &conflict.by), ("at", &when)];
            let said = |fault| crate::wording::returned::sentence(fault, model.lang);
            let words = model.review_words();
            let note = match conflict.parted {
                Parted::Elsewhere(Some(seen)) if seen > conflict.revision => fill(
                    words.later_note,
                    &[("seen", &seen), ("revision", &conflict.revision)],
                ),
                Parted::Elsewhere(_) => words.elsewhere_note.to_owned(),
                Parted::Earlier => fill(words.conflict_note, &values),
            };
            let mut notes = vec![note];
            notes.extend(conflict.faults.iter().map(said));
            notes
        }
        Some(Verdict::Refused(_, faults)) => {
            let said = |fault| crate::wording::returned::sentence(fault, model.lang);
            faults.iter().map(said).collect()
        }
        _ => Vec::new(),
    }
}

/// What the ledger has where the file differs.
fn old_value(review: &Review, at: TaskAt, field: Field, lang: Lang) -> Option<String> {
    let change = review.change(at, field)?;
    Some(value_text(field, &change.old, lang))
}

fn head_lines(model: &Model, review: &Review, document: usize, cols: usize) -> Vec<PaneLine> {
    let (lang, words) = (model.lang, model.review_words());
    let left = left_cols(lang);
    let mut lines = Vec::new();
    if review.head(document).is_some() {
        for (slot, field) in HeadField::ALL.into_iter().enumerate() {
            let label = match field {
                HeadField::Title => words.doc_title,
                HeadField::Number => words.doc_number,
                HeadField::Issuer => words.doc_issuer,
                HeadField::IssuedOn => words.doc_issued,
                HeadField::Region => words.doc_region,
            };
            let value = review.head_value(document, field);
            let value = if value.is_empty() {
                words.none.to_owned()
            } else {
                value
            };
            let own = field_lines(slot, label, &value, None, halves(cols, lang));
            let is_doubtful = review.head_doubts(document, field).next().is_some();
            lines.extend(own.into_iter().map(|line| PaneLine {
                is_doubtful,
                ..line
            }));
            for doubt in review.head_doubts(document, field) {
                let text = doubt_text(doubt, lang);
                lines.extend(note_lines(&text, words.doubt, Some(slot), cols, left));
            }
        }
    } else {
        lines.extend(note_lines(words.doc_lines, "", None, cols, left));
        // No field of a document to put them to; said they are all the same.
        for (slot, field) in HeadField::ALL.into_iter().enumerate() {
            for doubt in review.head_doubts(document, field) {
                let text = doubt_text(doubt, lang);
                lines.extend(note_lines(&text, words.doubt, Some(slot), cols, left));
            }
        }
    }
    lines
}

/// A doubt with its line, where it has one.
fn doubt_text(doubt: &Warning, lang: Lang) -> String {
    let text = sentence(&doubt.what, lang);
    match doubt.line {
        Some(line) => format!("{line}: {text}"),
        None => text,
    }
}
