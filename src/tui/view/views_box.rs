//! The box of saved views: the list, what stands behind the one under the cursor, and naming one.

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::canvas::Canvas;
use super::fields::one_line;
use crate::domain::column::SortKey;
use crate::domain::grouping::Grouping;
use crate::text::{columns, cut, fit, fit_right, wrap};
use crate::tui::layout::unclear_sentence;
use crate::tui::state::dialog::{Naming, ViewsPick, ViewsStep};
use crate::tui::state::model::Model;
use crate::tui::state::saved::{Sight, filter_text};
use crate::tui::view::frame::{at_foot, centred, dim_if, reversed_if};
use crate::views::{View, ViewOwner};
use crate::wording::{ViewTexts, views};

/// The widest box, the widest name in it, and the cells of a number of tasks.
const WIDE: u16 = 76;
const NAME: usize = 20;
const COUNT: usize = 6;
/// Lines below the list: a rule, the filter, and how it is shown.
const BELOW: u16 = 3;

/// Draws it; answers where the cursor goes.
pub fn draw(canvas: &mut Canvas, model: &Model, pick: &ViewsPick) -> Position {
    let at = list(canvas, model, pick);
    match &pick.step {
        ViewsStep::Naming(naming) => name(canvas, model, naming),
        ViewsStep::List | ViewsStep::Removing => at,
    }
}

fn list(canvas: &mut Canvas, model: &Model, pick: &ViewsPick) -> Position {
    let t = ViewTexts::of(model.lang);
    let area = canvas.area();
    let wide = usize::from(WIDE.min(area.width.saturating_sub(2)).max(4)) - 2;
    let faults: Vec<String> = model
        .saved
        .faults
        .iter()
        .flat_map(|error| wrap(&views::failure(error, model.lang).sentence, wide))
        .collect();
    let lines = match model.saved.count() {
        0 => wrap(t.none, wide),
        _ => Vec::new(),
    };
    let shown = model.saved.count().max(lines.len()).min(20);
    // On a low screen the views themselves come first.
    let has_room = usize::from(area.height) > shown.min(3) + faults.len() + 6;
    let below = if lines.is_empty() && has_room {
        BELOW
    } else {
        0
    };
    let rows = u16::try_from(shown + faults.len()).unwrap_or(20) + below;
    let inside = canvas.frame(centred(area, WIDE, rows), t.title);
    let plain = Style::default();
    for (y, line) in (inside.top()..inside.bottom()).zip(&lines) {
        canvas.put(inside.x + 1, y, inside.width.saturating_sub(1), line, plain);
    }
    let foot = u16::try_from(faults.len()).unwrap_or(0);
    let top = inside.bottom().saturating_sub(foot).max(inside.top());
    for (y, line) in (top..inside.bottom()).zip(&faults) {
        canvas.put(inside.x + 1, y, inside.width.saturating_sub(1), line, plain);
    }
    let list_rows = inside.height.saturating_sub(foot + below);
    let skipped = (pick.cursor + 1).saturating_sub(usize::from(list_rows));
    let all = model.saved.views.all().enumerate().skip(skipped);
    let mut at = Position::new(inside.x, inside.y);
    for (y, (place, (keeper, view))) in (inside.y..inside.y + list_rows).zip(all) {
        let is_here = place == pick.cursor;
        let count = pick.counts.get(place).copied().flatten();
        let text = row(model, place, (keeper, view), count, inside.width);
        let mark = if is_here { ">" } else { " " };
        let style = reversed_if(is_here);
        canvas.put(inside.x, y, inside.width, &format!("{mark}{text}"), style);
        if is_here {
            at = Position::new(inside.x, y);
            let rest = Rect::new(inside.x, inside.y + list_rows, inside.width, below);
            behind(canvas, model, view, rest);
        }
    }
    at
}

/// Digit, name, whose, filter, number of tasks.
fn row(
    model: &Model,
    place: usize,
    (keeper, view): (ViewOwner, &View),
    count: Option<usize>,
    cols: u16,
) -> String {
    let t = ViewTexts::of(model.lang);
    let digit = match place {
        0..9 => (place + 1).to_string(),
        _ => String::new(),
    };
    let count = count.map_or(String::new(), |count| count.to_string());
    let whose = columns(t.own).max(columns(t.shared)) + 1;
    let cols = usize::from(cols);
    let name = NAME.min(cols / 3);
    // Mark, digit, a blank after the name, and one before the frame.
    let filter = cols.saturating_sub(1 + 2 + name + 1 + whose + COUNT + 1);
    format!(
        "{}{} {}{}{} ",
        fit(&digit, 2),
        fit(&view.name, name),
        fit(t.keeper(keeper), whose),
        fit(&cut(&filter_text(view, model.lang), filter), filter),
        fit_right(&count, COUNT)
    )
}

/// The view under the cursor in full: the filter, then how it is shown, or why it cannot be.
fn behind(canvas: &mut Canvas, model: &Model, view: &View, area: Rect) {
    if area.height < BELOW {
        return;
    }
    let rule = "-".repeat(usize::from(area.width));
    canvas.put(area.x, area.y, area.width, &rule, Style::default());
    let lines = match Sight::read(view, &model.saved) {
        Ok(sight) => vec![filter_text(view, model.lang), how(model, &sight)],
        Err(unclear) => {
            let wide = usize::from(area.width).saturating_sub(2);
            wrap(&unclear_sentence(&unclear, view, model), wide)
        }
    };
    let wide = area.width.saturating_sub(1);
    for (y, line) in (area.y + 1..area.bottom()).zip(&lines) {
        canvas.put(area.x + 1, y, wide, line, Style::default());
    }
}

/// Order, grouping and columns in a line.
fn how(model: &Model, sight: &Sight) -> String {
    let t = ViewTexts::of(model.lang);
    let order = sight.order.words(model.lang);
    let group = match sight.grouping {
        Grouping::None => String::new(),
        other => format!("  {} {}", t.label_group, other.label(model.lang)),
    };
    let keys = sight.columns.iter();
    let names: Vec<&str> = keys.map(|key: &SortKey| key.label(model.lang)).collect();
    let names = names.join(" ");
    format!(
        "{} {order}{group}  {} {names}",
        t.label_order, t.label_columns
    )
}

/// The name, whose it will be, and what is kept.
fn name(canvas: &mut Canvas, model: &Model, naming: &Naming) -> Position {
    let t = ViewTexts::of(model.lang);
    let inside = canvas.frame(at_foot(canvas.area(), 4), t.name_title);
    let labels = 9.min(inside.width);
    let (x, room) = (inside.x + labels, inside.width - labels);
    let sight = Sight::of(&model.browse);
    let filter = filter_text(&sight.named(""), model.lang);
    let keeper = match naming.keeper {
        ViewOwner::Own => t.keeper_own,
        ViewOwner::Shared => t.keeper_shared,
    };
    let how = how(model, &sight);
    let lines = [
        (t.label_name, ""),
        (t.label_keeper, keeper),
        (t.label_filter, filter.as_str()),
        ("", how.as_str()),
    ];
    for (y, (label, text)) in (inside.top()..inside.bottom()).zip(lines) {
        let style = dim_if(y > inside.y + 1);
        canvas.put(inside.x + 1, y, labels - 1, label, style);
        canvas.put(x, y, room, text, style);
    }
    one_line(canvas, &naming.field, x, inside.y, room)
}
