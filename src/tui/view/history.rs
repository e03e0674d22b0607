//! The trail: a line a batch, its entries below it where it is unfolded; the one under the cursor
//! in full below.

use chrono::{DateTime, Datelike, Utc};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use super::canvas::Canvas;
use crate::domain::china::local;
use crate::domain::{Action, Entry, TaskId};
use crate::ledger::{BatchLine, Stands};
use crate::report::trail::{record_text, value_text, who, who_within};
use crate::text::{columns, fit, fit_right, wrap};
use crate::tui::layout::entry_change;
use crate::tui::layout::{called, full_name, name_of};
use crate::tui::state::model::Model;
use crate::tui::state::trail::TrailRow;
use crate::tui::view::canvas::sides;
use crate::wording::{batch, fill};

/// From here on there is room for longer names and fields.
const WIDE_FROM: u16 = 100;

/// The widths of the columns at a width: when, who, what, how many; what is left is for the tasks.
fn widths(cols: u16) -> [u16; 4] {
    match cols >= WIDE_FROM {
        true => [14, 12, 28, 6],
        false => [14, 8, 18, 6],
    }
}

/// The second line of the screen: what the trail is narrowed to, and by which keys.
pub fn head_line(model: &Model, cols: usize) -> String {
    let words = model.words();
    let history = &model.history;
    let mut left = format!(" {}", words.trail_filter);
    let mut add = |text: String| left.push_str(&format!("  {text}"));
    if let Some(id) = history.filter.task {
        add(fill(words.trail_of, &[("task", &called(id, model))]));
    }
    if let Some(by) = &history.filter.by {
        add(fill(words.trail_by, &[("by", by)]));
    }
    if let Some(day) = history.filter.day {
        add(fill(words.trail_day, &[("day", &day)]));
    }
    if !history.words.is_empty() {
        add(fill(words.trail_words, &[("words", &history.words)]));
    }
    let right = format!("  {}  {} ", words.trail_keys, words.step_back);
    sides(&left, &right, u16::try_from(cols).unwrap_or(u16::MAX))
}

/// Draws the screen; answers where its cursor is.
pub fn draw(canvas: &mut Canvas, model: &Model, area: Rect) -> Option<Position> {
    let words = model.words();
    let history = &model.history;
    draw_heads(canvas, model, area);
    if history.lines.is_empty() {
        let text = match (history.is_read, history.before, history.words.is_empty()) {
            (true, None, _) => words.history_empty,
            (_, _, false) => words.searching,
            _ => words.loading,
        };
        let text = format!(" {text}");
        canvas.put(area.x, area.y + 2, area.width, &text, Style::default());
        return None;
    }
    let list_rows = history.list_rows(area.height.saturating_sub(1));
    let rows = history.rows();
    let at = history.cursor_row(&rows);
    let top = area.y + 1;
    let visible = rows.iter().enumerate().skip(history.offset);
    for (y, (place, row)) in (top..top + list_rows).zip(visible) {
        let line = Rect::new(area.x, y, area.width, 1);
        match row {
            TrailRow::Batch(batch) => {
                if let Some(batch) = history.line(*batch) {
                    draw_batch(canvas, model, batch, place == at, line);
                }
            }
            TrailRow::Entry(batch, id) => {
                let opened = history.opened.get(batch);
                let mut entries = opened.iter().flat_map(|it| &it.entries);
                if let Some(entry) = entries.find(|entry| entry.id == *id) {
                    draw_entry(canvas, model, entry, place == at, line);
                }
            }
        }
    }
    let used = 1 + list_rows;
    let (y, height) = (area.y + used, area.height.saturating_sub(used));
    draw_detail(canvas, model, Rect::new(area.x, y, area.width, height));
    let y = top + u16::try_from(at.saturating_sub(history.offset)).unwrap_or(0);
    Some(Position::new(area.x, y))
}

fn draw_heads(canvas: &mut Canvas, model: &Model, area: Rect) {
    let words = model.words();
    let [when, who, what, count] = widths(area.width);
    let bold = Style::default().add_modifier(Modifier::BOLD);
    let heads = [
        (when, words.history_when.to_owned()),
        (who, words.history_who.to_owned()),
        (what, words.history_what.to_owned()),
        (
            count - 1,
            fit_right(words.trail_count, usize::from(count - 1)),
        ),
        (area.width, words.trail_task.to_owned()),
    ];
    let mut x = area.x + 2;
    for (wide, text) in heads {
        let room = wide.min(area.right().saturating_sub(x));
        canvas.put(x, area.y, room, &text, bold);
        x = x.saturating_add(wide + 1);
    }
}

/// A moment without the year, if it is this one.
fn moment(model: &Model, at: DateTime<Utc>) -> String {
    let at = local(at);
    let form = match at.year() == model.rules.today.year() {
        true => "%m-%d %H:%M",
        false => "%y-%m-%d %H:%M",
    };
    at.format(form).to_string()
}

/// What a batch did: `状态 推进中 -> 签收`, `导入`, `撤回 状态 签收 -> 推进中`.
fn what(model: &Model, line: &BatchLine) -> String {
    match line.action {
        Action::Undo | Action::Redo => {
            let what = batch::what(&line.gist, model.lang);
            format!("{} {what}", line.action.label(model.lang))
        }
        action => batch::what_of(action, &line.gist, model.lang),
    }
}

/// What a task of a batch is called; one that is gone as it was registered, else by its id.
fn called_in(line: &BatchLine, id: TaskId, model: &Model) -> String {
    let own = || line.names.iter().find(|name| name.id == id).cloned();
    let name = name_of(id, model).or_else(own);
    name.map_or(format!("#{id}"), |name| full_name(&name, model))
}

/// How much of it was taken back, if a part was; the document, or the first task and how many there
/// are; and why.
fn matter(model: &Model, line: &BatchLine) -> String {
    let words = model.words();
    let first = match (line.documents.first(), line.first_tasks.first()) {
        (Some(title), _) => Some(title.clone()),
        (None, Some(id)) => Some(called_in(line, *id, model)),
        (None, None) => None,
    };
    let mut text = match line.stands {
        Stands::Part { back, rest } => fill(words.trail_part, &[("back", &back), ("rest", &rest)]),
        Stands::Whole | Stands::Nothing => String::new(),
    };
    match (first, line.tasks) {
        (Some(first), 0 | 1) => text.push_str(&first),
        (Some(first), n) => {
            text.push_str(&fill(words.trail_several, &[("first", &first), ("n", &n)]))
        }
        (None, _) => {}
    }
    if let Some(reason) = &line.reason {
        text.push_str(&fill(words.trail_reason, &[("reason", reason)]));
    }
    text
}

fn draw_batch(canvas: &mut Canvas, model: &Model, line: &BatchLine, is_here: bool, area: Rect) {
    let quiet = line.is_undone() || line.is_compensation();
    let mut style = Style::default();
    if quiet {
        style = style.add_modifier(Modifier::DIM);
    }
    if is_here {
        style = style.add_modifier(Modifier::BOLD);
    }
    let [when, by, did, count] = widths(area.width);
    let many = match line.tasks > 1 {
        true => style.add_modifier(Modifier::BOLD),
        false => style,
    };
    let cells = [
        (when, moment(model, line.at), style),
        (
            by,
            who_within(&line.actor, usize::from(by), model.lang),
            style,
        ),
        (did, what(model, line), style),
        (
            count - 1,
            fit_right(&line.tasks.to_string(), usize::from(count - 1)),
            many,
        ),
        (area.width, matter(model, line), style),
    ];
    let mark = if is_here { ">" } else { " " };
    canvas.put(area.x, area.y, 2, mark, style);
    let mut x = area.x + 2;
    for (wide, text, style) in cells {
        let room = wide.min(area.right().saturating_sub(x));
        canvas.put(x, area.y, room, &text, style);
        x = x.saturating_add(wide + 1);
    }
}

/// An entry under its batch: what it changed, in which task.
fn draw_entry(canvas: &mut Canvas, model: &Model, entry: &Entry, is_here: bool, area: Rect) {
    let mut style = Style::default().add_modifier(Modifier::DIM);
    if is_here {
        style = Style::default().add_modifier(Modifier::BOLD);
    }
    let [when, by, did, count] = widths(area.width);
    let indent = match area.width >= WIDE_FROM {
        true => 2 + when + 1 + by + 1,
        false => 2 + when + 1,
    };
    let mark = if is_here { ">" } else { " " };
    canvas.put(area.x, area.y, indent, mark, style);
    let x = area.x + indent;
    let end = area.x + 2 + when + 1 + by + 1 + did + 1 + count;
    let change = fit(&entry_change(entry, model.lang), usize::from(end - x - 1));
    canvas.put(x, area.y, end - x, &change, style);
    let task = entry.task().map_or(String::new(), |id| called(id, model));
    let room = area.right().saturating_sub(end);
    canvas.put(end, area.y, room, &task, style);
}

/// The row under the cursor with everything it holds.
fn draw_detail(canvas: &mut Canvas, model: &Model, area: Rect) {
    let words = model.words();
    let history = &model.history;
    let Some(line) = history.current() else {
        return;
    };
    let entry = history.current_entry().or(line.only.as_deref());
    let span = match (history.current_entry(), line.first == line.last) {
        (Some(entry), _) => format!("#{}", entry.id),
        (None, true) => format!("#{}", line.first),
        (None, false) => fill(
            words.trail_entries,
            &[("first", &line.first), ("last", &line.last)],
        ),
    };
    let head = format!("-- {} ", words.trail_this);
    let tail = format!(" {span} --");
    let dashes = usize::from(area.width).saturating_sub(columns(&head) + columns(&tail));
    let rule = format!("{head}{}{tail}", "-".repeat(dashes));
    canvas.put(area.x, area.y, area.width, &rule, Style::default());
    let mut parts: Vec<(&str, String)> = match entry {
        Some(entry) => parts(model, entry).into(),
        None => batch_parts(model, line),
    };
    if history.current_entry().is_none() {
        parts.insert(
            parts.len().min(3),
            (words.trail_undo, undo_hint(model, line)),
        );
    }
    let labels = model.lang.pick(6, 8);
    let mut y = area.y + 1;
    for (label, text) in parts.into_iter().filter(|(_, text)| !text.is_empty()) {
        let room = usize::from(area.width.saturating_sub(labels + 2));
        for (at, line) in wrap(&text, room).into_iter().enumerate() {
            if y >= area.bottom() {
                return;
            }
            let label = if at == 0 { label } else { "" };
            let (x, wide) = (area.x + 1, area.width.saturating_sub(labels + 1));
            canvas.put(x, y, labels, label, Style::default());
            canvas.put(x + labels, y, wide, &line, Style::default());
            y += 1;
        }
    }
}

fn undo_hint(model: &Model, line: &BatchLine) -> String {
    let words = model.words();
    match line.stands {
        Stands::Nothing => words.undo_is_undone.to_owned(),
        _ if line.is_compensation() => words.undo_is_compensation.to_owned(),
        Stands::Part { back, rest } => {
            fill(words.trail_undo_rest, &[("back", &back), ("rest", &rest)])
        }
        Stands::Whole => words.trail_undo_hint.to_owned(),
    }
}

/// What a batch holds, each with its label.
fn batch_parts(model: &Model, line: &BatchLine) -> Vec<(&'static str, String)> {
    let words = model.words();
    let lang = model.lang;
    let count = batch::tasks(line.tasks, lang);
    let tasks = line
        .first_tasks
        .iter()
        .map(|id| called_in(line, *id, model));
    let mut tasks: Vec<String> = tasks.collect();
    if line.tasks > tasks.len() {
        let more = line.tasks - tasks.len();
        tasks.push(fill(words.bulk_more, &[("n", &more)]));
    }
    let mut parts = vec![
        (
            words.history_when,
            local(line.at).format("%Y-%m-%d %H:%M:%S").to_string(),
        ),
        (
            words.history_who,
            format!("{}  {}", who(&line.actor, lang), line.actor.host),
        ),
        (
            words.history_what,
            format!("{}  {count}", what(model, line)),
        ),
        (words.reason_title, line.reason.clone().unwrap_or_default()),
    ];
    parts.extend(
        line.documents
            .iter()
            .map(|title| (words.label_source, title.clone())),
    );
    let labels = std::iter::once(words.trail_task).chain(std::iter::repeat(""));
    parts.extend(labels.zip(tasks));
    parts
}

/// What an entry holds, each with its label.
fn parts(model: &Model, entry: &Entry) -> [(&'static str, String); 7] {
    let words = model.words();
    let lang = model.lang;
    let change = &entry.change;
    let (old, new) = if entry.is_record() {
        let text = |value| record_text(value, lang);
        (text(&change.old), text(&change.new))
    } else {
        let text = |value| value_text(change.field, value, lang);
        (text(&change.old), text(&change.new))
    };
    let task = entry.task().map_or(String::new(), |id| {
        let name = name_of(id, model).map(|name| full_name(&name, model));
        format!("#{id} {}", name.unwrap_or_default())
    });
    let at = local(entry.at).format("%Y-%m-%d %H:%M:%S").to_string();
    let label = entry.change.field.label(lang);
    [
        (words.history_when, at),
        (
            words.history_who,
            format!("{}  {}", who(&entry.actor, lang), entry.actor.host),
        ),
        (
            words.history_what,
            format!("{}  {label}", entry.action.label(lang)),
        ),
        (words.trail_task, task),
        (lang.pick("原为", "old"), old),
        (lang.pick("改为", "new"), new),
        (words.reason_title, entry.reason.clone().unwrap_or_default()),
    ]
}
