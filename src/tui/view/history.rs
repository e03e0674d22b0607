//! The trail: a line an entry, the entry under the cursor in full below.

use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use super::canvas::Canvas;
use super::entry::entry_change;
use crate::domain::Entry;
use crate::domain::china::local;
use crate::report::trail::{record_text, value_text};
use crate::text::{columns, fit, wrap};
use crate::tui::model::Model;
use crate::wording::fill;

/// Draws the screen; answers where its cursor is.
pub fn draw(canvas: &mut Canvas, model: &Model, area: Rect) -> Option<Position> {
    let words = model.words();
    let history = &model.history;
    let list_rows = history.list_rows(area.height);
    let mut head = match history.filter.task {
        Some(id) => fill(words.history_of, &[("id", &id)]),
        None => words.history_all.to_owned(),
    };
    if let Some(by) = &history.filter.by {
        head.push_str(&format!("  {}", fill(words.history_person, &[("by", by)])));
    }
    if let Some(day) = history.filter.since {
        head.push_str(&format!("  {}", fill(words.history_day, &[("day", &day)])));
    }
    if history.entries.is_empty() {
        canvas.put(
            area.x,
            area.y,
            area.width,
            &format!(" {head}"),
            Style::default(),
        );
        canvas.put(
            area.x,
            area.y + 2,
            area.width,
            &format!(" {}", words.history_empty),
            Style::default(),
        );
        return None;
    }
    let at = history.cursor_line();
    let visible = history.entries.iter().enumerate().skip(history.offset);
    for (y, (place, entry)) in (area.y..area.y + list_rows).zip(visible) {
        let mark = if place == at { ">" } else { " " };
        let style = if place == at {
            Style::default().add_modifier(Modifier::BOLD)
        } else {
            Style::default()
        };
        canvas.put(
            area.x,
            y,
            area.width,
            &format!("{mark} {}", entry_row(model, entry)),
            style,
        );
    }
    let below = Rect::new(
        area.x,
        area.y + list_rows,
        area.width,
        area.height - list_rows,
    );
    if let Some(entry) = history.entries.get(at) {
        draw_entry(canvas, model, entry, &head, below);
    }
    let y = area.y + u16::try_from(at.saturating_sub(history.offset)).unwrap_or(0);
    Some(Position::new(area.x, y))
}

fn entry_row(model: &Model, entry: &Entry) -> String {
    let when = local(entry.at).format("%Y-%m-%d %H:%M");
    let task = entry
        .task()
        .map_or(String::new(), |id| match model.data.row(id) {
            Some(row) => format!(
                "{} {}",
                row.region.short(),
                super::cells::number_text(model, &row, row.parent.is_some())
            ),
            None => format!("#{id}"),
        });
    format!(
        "{when} {} {} {} {}",
        fit(&entry.actor.user, 8),
        fit(&entry.actor.host, 12),
        fit(&task, 14),
        entry_change(entry, model.lang)
    )
}

/// The entry with everything it holds.
fn draw_entry(canvas: &mut Canvas, model: &Model, entry: &Entry, head: &str, area: Rect) {
    let more = match model.history.may_have_more {
        true => format!("  {}", model.words().history_more),
        false => String::new(),
    };
    let rule = format!("-- {head}{more}  #{} ", entry.id);
    let dashes = usize::from(area.width).saturating_sub(columns(&rule));
    let rule = format!("{rule}{}", "-".repeat(dashes));
    canvas.put(area.x, area.y, area.width, &rule, Style::default());
    let parts = parts(model, entry);
    let labels = 6;
    let mut y = area.y + 1;
    for (label, text) in parts {
        if text.is_empty() {
            continue;
        }
        for (at, line) in wrap(&text, usize::from(area.width.saturating_sub(labels + 2)))
            .into_iter()
            .enumerate()
        {
            if y >= area.bottom() {
                return;
            }
            canvas.put(
                area.x + 1,
                y,
                labels,
                if at == 0 { label } else { "" },
                Style::default(),
            );
            canvas.put(
                area.x + 1 + labels,
                y,
                area.width.saturating_sub(labels + 1),
                &line,
                Style::default(),
            );
            y += 1;
        }
    }
}

/// What an entry holds, each with its label.
fn parts(model: &Model, entry: &Entry) -> [(&'static str, String); 7] {
    let lang = model.lang;
    let change = &entry.change;
    let (old, new) = if entry.is_record() {
        let text = |value| record_text(value, lang);
        (text(&change.old), text(&change.new))
    } else {
        let text = |value| value_text(change.field, value, lang);
        (text(&change.old), text(&change.new))
    };
    let title = entry
        .task()
        .and_then(|id| model.data.row(id))
        .map_or(String::new(), |row| row.title.clone());
    [
        (
            lang.pick("任务", "task"),
            entry
                .task()
                .map_or(String::new(), |id| format!("#{id} {title}")),
        ),
        (
            lang.pick("何时", "when"),
            local(entry.at).format("%Y-%m-%d %H:%M:%S").to_string(),
        ),
        (
            lang.pick("何人", "who"),
            format!("{}  {}", entry.actor.user, entry.actor.host),
        ),
        (
            lang.pick("何事", "what"),
            format!(
                "{}  {}",
                entry.action.label(lang),
                entry.change.field.label(lang)
            ),
        ),
        (lang.pick("原为", "old"), old),
        (lang.pick("改为", "new"), new),
        (
            lang.pick("原因", "why"),
            entry.reason.clone().unwrap_or_default(),
        ),
    ]
}
