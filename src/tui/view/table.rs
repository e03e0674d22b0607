//! The table: one line a task, every column at its own place.

use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};

use super::canvas::Canvas;
use crate::domain::column::SortKey;
use crate::domain::{Lang, LightColor, Row, TaskId};
use crate::search::{Highlights, highlights};
use crate::text::{columns, fit_right};
use crate::tui::layout::number_text;
use crate::tui::layout::{cell_text, people};
use crate::tui::state::lines::{FilterFit, Heading, TableLine};
use crate::tui::state::model::{Browse, Model};
use crate::wording::fill;

/// Cursor, mark, change.
const GUTTER: u16 = 3;
/// The number, right against its edge.
const NUMBER: u16 = 5;
/// How many stand under the row: `+2`.
const KIDS: u16 = 2;
/// A title narrower than this makes other columns give way.
const TITLE_WANTED: u16 = 30;
/// A title wider than this gives its room to the units.
const TITLE_MOST: u16 = 48;

/// A column with where it begins and how wide it is.
#[derive(Clone, Copy, Debug)]
struct Placed {
    key: SortKey,
    x: u16,
    cols: u16,
}

/// The fixed width of a column; the title takes what is left.
fn width_of(key: SortKey, lang: Lang) -> u16 {
    match key {
        SortKey::Region | SortKey::Light | SortKey::UpdatedBy => 8,
        SortKey::Leaders => lang.pick(12, 10),
        SortKey::LeadUnits => 14,
        SortKey::Sector => 14,
        // The longest English state that is no sentence: registered.
        SortKey::Status => lang.pick(6, 10),
        SortKey::Progress => 3,
        SortKey::Deadline => 11,
        _ => 8,
    }
}

/// Places the columns of a table of this width (SCREENS part 3).
fn place(browse: &Browse, area: Rect, lang: Lang) -> Vec<Placed> {
    let width_of = |key: SortKey| width_of(key, lang);
    let mut keys = browse.columns.clone();
    if area.width < 80 {
        keys.retain(|key| matches!(key, SortKey::Title | SortKey::Status | SortKey::Light));
    }
    if !keys.contains(&SortKey::Title) {
        keys.insert(0, SortKey::Title);
    }
    let fixed = |keys: &[SortKey]| -> u16 {
        let others = keys.iter().filter(|key| **key != SortKey::Title);
        GUTTER + NUMBER + KIDS + others.map(|key| width_of(*key) + 1).sum::<u16>()
    };
    let give_way = [
        SortKey::UpdatedBy,
        SortKey::Sector,
        SortKey::LeadUnits,
        SortKey::Progress,
        SortKey::Deadline,
        SortKey::Leaders,
        SortKey::Region,
        SortKey::Status,
    ];
    for key in give_way {
        if area.width < fixed(&keys) + 1 + TITLE_WANTED {
            keys.retain(|other| *other != key);
        }
    }
    let mut title = area.width.saturating_sub(fixed(&keys) + 1);
    let units = width_of(SortKey::LeadUnits) + 1;
    if title >= TITLE_MOST + units && !keys.contains(&SortKey::LeadUnits) {
        keys.push(SortKey::LeadUnits);
        title -= units;
    }
    let mut x = area.x + GUTTER + NUMBER + KIDS;
    keys.into_iter()
        .map(|key| {
            let cols = if key == SortKey::Title {
                title
            } else {
                width_of(key)
            };
            let placed = Placed {
                key,
                x: x + 1,
                cols,
            };
            x += cols + 1;
            placed
        })
        .collect()
}

/// Draws head and rows; answers where the selected row is.
pub fn draw(canvas: &mut Canvas, model: &Model, area: Rect) -> Option<Position> {
    let columns = place(&model.browse, area, model.lang);
    draw_head(canvas, model, area, &columns);
    if model.browse.lines.is_empty() {
        let (x, cols) = (area.x + GUTTER, area.width.saturating_sub(GUTTER));
        canvas.put(x, area.y + 2, cols, why_empty(model), Style::default());
        return None;
    }
    let place = |id: Option<TaskId>| id.and_then(|id| model.browse.task_place(id));
    let range = place(model.browse.range_from)
        .zip(place(model.browse.cursor))
        .map(|(a, b)| a.min(b)..=a.max(b));
    let is_in_range = |id: TaskId| {
        let both = range.as_ref().zip(place(Some(id)));
        both.is_some_and(|(range, place)| range.contains(&place))
    };
    let mut cursor = None;
    let lines = model.browse.lines.all();
    let visible = lines.iter().skip(model.browse.offset);
    for (y, line) in (area.y + 1..area.bottom()).zip(visible) {
        match line {
            TableLine::Heading(number) => {
                let Some(Heading { label, count }) = model.browse.lines.heading(*number) else {
                    continue;
                };
                let text = format!("-- {label} {count} ");
                let bold = Style::default().add_modifier(Modifier::BOLD);
                let cols = area.width.saturating_sub(GUTTER);
                canvas.put(area.x + GUTTER, y, cols, &text, bold);
            }
            TableLine::Task {
                id,
                nested,
                fit,
                near,
            } => {
                let Some(row) = model.data.row(*id) else {
                    continue;
                };
                let at = RowPlace {
                    y,
                    area,
                    nested: *nested,
                    fit: *fit,
                    near: *near,
                    marked: model.browse.marks.contains(id) || is_in_range(*id),
                };
                let hits = highlights(&row, &model.browse.compiled);
                draw_row(canvas, model, &row, &columns, &hits, &at);
                if model.browse.cursor == Some(*id) {
                    cursor = Some(Position::new(area.x, y));
                }
            }
        }
    }
    cursor
}

fn why_empty(model: &Model) -> &'static str {
    let words = model.words();
    if model.browse.is_outdated() {
        return words.searching;
    }
    match (model.is_loaded, model.data.index.is_empty()) {
        (false, _) => words.loading,
        (true, true) if model.shown.as_of.is_some() => words.empty_then,
        (true, true) => words.empty_ledger,
        // In the search box these keys would be text.
        (true, false) if model.is_typing() => words.no_hits,
        (true, false) => words.filter_empty,
    }
}

fn draw_head(canvas: &mut Canvas, model: &Model, area: Rect, placed: &[Placed]) {
    let by_score = model.browse.query.words().next().is_some();
    let sorted = model.browse.order.keys.first().filter(|_| !by_score);
    let label = |key: SortKey| {
        let mark = match sorted {
            Some((first, reversed)) if *first == key => {
                if *reversed {
                    "v"
                } else {
                    "^"
                }
            }
            _ => "",
        };
        let name = match key {
            // The column is five cells wide.
            SortKey::Number => model.words().number,
            key => key.label(model.lang),
        };
        format!("{name}{mark}")
    };
    let number = fit_right(&label(SortKey::Number), usize::from(NUMBER));
    canvas.put(area.x + GUTTER, area.y, NUMBER, &number, Style::default());
    for column in placed {
        canvas.put(
            column.x,
            area.y,
            column.cols,
            &label(column.key),
            Style::default(),
        );
    }
}

/// Where and how a row is drawn.
struct RowPlace {
    y: u16,
    area: Rect,
    nested: bool,
    fit: FilterFit,
    near: bool,
    marked: bool,
}

fn draw_row(
    canvas: &mut Canvas,
    model: &Model,
    row: &Row,
    placed: &[Placed],
    hits: &Highlights,
    at: &RowPlace,
) {
    let is_selected = model.browse.cursor == Some(row.id);
    let base = match at.fit {
        FilterFit::Fits => Style::default(),
        FilterFit::Related | FilterFit::Left => Style::default().add_modifier(Modifier::DIM),
    };
    let changed = match (at.fit, model.browse.touched.contains_key(&row.id)) {
        (FilterFit::Left, _) => '-',
        (_, true) => '!',
        (_, false) if at.near => '~',
        (_, false) => ' ',
    };
    let gutter: String = [
        if is_selected { '>' } else { ' ' },
        if at.marked { '*' } else { ' ' },
        changed,
    ]
    .into_iter()
    .collect();
    canvas.put(at.area.x, at.y, GUTTER, &gutter, base);
    let style = if is_selected {
        base.add_modifier(Modifier::REVERSED)
    } else {
        base
    };
    draw_number(canvas, model, row, at, (base, style));
    for column in placed {
        draw_cell(canvas, model, row, *column, hits, at, base);
    }
}

/// The number, and behind it how many tasks stand under this one. The longer number of a subtask
/// takes those cells.
fn draw_number(
    canvas: &mut Canvas,
    model: &Model,
    row: &Row,
    at: &RowPlace,
    (base, style): (Style, Style),
) {
    let number = number_text(model, row, at.nested);
    let kids = model.data.below(row.id).len();
    let x = at.area.x + GUTTER;
    let wide = u16::try_from(columns(&number)).unwrap_or(u16::MAX);
    if kids == 0 && wide > NUMBER {
        canvas.put(x, at.y, NUMBER + KIDS, &number, style);
        return;
    }
    canvas.put(
        x,
        at.y,
        NUMBER,
        &fit_right(&number, usize::from(NUMBER)),
        style,
    );
    // Two figures take the blank before the next column; more stand in the preview.
    let text = match kids {
        0 => String::new(),
        1..=99 => format!("+{kids}"),
        _ => "++".to_owned(),
    };
    canvas.put(x + NUMBER, at.y, KIDS + 1, &text, base);
}

/// The worst light below a task, where it is worse than its own, and how many have it. Only red and
/// yellow call for somebody.
fn worst_below(model: &Model, id: TaskId) -> Option<(LightColor, usize)> {
    let own = model.data.color(id);
    let kids = model.data.below(id);
    let count = |color: LightColor| {
        let of_color = kids.iter().filter(|kid| model.data.color(**kid) == color);
        of_color.count()
    };
    let alarms = [LightColor::Red, LightColor::Yellow];
    let worse = alarms.into_iter().take_while(|color| *color != own);
    worse
        .map(|color| (color, count(color)))
        .find(|(_, n)| *n > 0)
}

/// The light of a row; where something below is worse, that takes the place of the reason.
fn draw_light(canvas: &mut Canvas, model: &Model, row: &Row, column: Placed, y: u16, base: Style) {
    let Placed { x, cols, .. } = column;
    let light = model.data.light(row.id);
    let own = base.patch(light_style(light.color));
    let Some((color, n)) = worst_below(model, row.id) else {
        canvas.put(x, y, cols, &light.cell(model.lang), own);
        return;
    };
    let lamp = format!("{} ", light.color.label(model.lang));
    let wide = u16::try_from(columns(&lamp)).unwrap_or(cols).min(cols);
    let room = cols - wide;
    let words = model.words();
    let values: [(&str, &dyn std::fmt::Display); 2] =
        [("light", &color.label(model.lang)), ("n", &n)];
    let long = fill(words.kids_light, &values);
    let text = match columns(&long) <= usize::from(room) {
        true => long,
        false => fill(words.kids_light_short, &values),
    };
    canvas.put(x, y, wide, &lamp, own);
    canvas.put(x + wide, y, room, &text, base.patch(light_style(color)));
}

fn draw_cell(
    canvas: &mut Canvas,
    model: &Model,
    row: &Row,
    column: Placed,
    hits: &Highlights,
    at: &RowPlace,
    base: Style,
) {
    let Placed { key, x, cols } = column;
    match key {
        SortKey::Title => {
            let indent = if at.nested { 2 } else { 0 };
            canvas.put(x, at.y, indent, "", base);
            canvas.put_with_hits(
                x + indent,
                at.y,
                cols.saturating_sub(indent),
                &row.title,
                base,
                &hits.title,
            );
        }
        SortKey::Leaders => {
            let (name, others, found) = people(model, row, hits);
            let more = if others > 0 {
                format!("+{others}")
            } else {
                String::new()
            };
            let wide = u16::try_from(columns(&more)).unwrap_or(0);
            let room = cols.saturating_sub(wide);
            let used = u16::try_from(columns(&name)).unwrap_or(room).min(room);
            canvas.put_with_hits(x, at.y, used, &name, base, &found);
            canvas.put(x + used, at.y, cols - used, &more, base);
        }
        SortKey::Light => draw_light(canvas, model, row, column, at.y, base),
        SortKey::Progress => {
            let text = fit_right(&cell_text(model, row, key), usize::from(cols));
            canvas.put(x, at.y, cols, &text, base);
        }
        other => canvas.put(x, at.y, cols, &cell_text(model, row, other), base),
    }
}

/// Only the light is coloured, and it reads the same without.
pub fn light_style(color: LightColor) -> Style {
    match color {
        LightColor::Red => Style::default().fg(Color::Red),
        LightColor::Yellow => Style::default().fg(Color::Yellow),
        LightColor::Green => Style::default().fg(Color::Green),
        LightColor::None | LightColor::Done => Style::default(),
    }
}
