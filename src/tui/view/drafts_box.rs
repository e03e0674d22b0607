//! The box of drafts: one a line, and below the list what stands in the one under the cursor.

use ratatui::layout::Position;
use ratatui::style::Style;

use super::canvas::Canvas;
use crate::text::{fit, wrap};
use crate::tui::state::dialog::DraftsPick;
use crate::tui::state::draft::KeptDraft;
use crate::tui::state::model::Model;
use crate::tui::view::frame::{centred, reversed_if};
use crate::wording::DraftTexts;

const WIDE: u16 = 76;
/// Lines of the list at most, and lines of text below it.
const MOST: usize = 12;
const BELOW: u16 = 4;
/// Of a long text no more is wrapped than these lines can hold.
const SHOWN: usize = 300;

/// Draws it; answers where the cursor goes.
pub fn draw(canvas: &mut Canvas, model: &Model, pick: &DraftsPick) -> Position {
    let area = canvas.area();
    let rows = u16::try_from(pick.list.len().min(MOST)).unwrap_or(1);
    let below = if area.height >= rows + BELOW + 6 {
        BELOW
    } else {
        0
    };
    let inside = canvas.frame(centred(area, WIDE, rows + below), &pick.title(model));
    let list_rows = inside.height.saturating_sub(below).max(1);
    let skipped = (pick.cursor + 1).saturating_sub(usize::from(list_rows));
    let mut at = Position::new(inside.x, inside.y);
    let shown = pick.list.iter().enumerate().skip(skipped);
    for (y, (place, draft)) in (inside.y..inside.y + list_rows).zip(shown) {
        let is_here = place == pick.cursor;
        let mark = if is_here { ">" } else { " " };
        let text = format!("{mark}{}", line(draft, model));
        canvas.put(inside.x, y, inside.width, &text, reversed_if(is_here));
        if is_here {
            at = Position::new(inside.x, y);
        }
    }
    if let (Some(draft), true) = (pick.current(), below > 0) {
        let plain = Style::default();
        let top = inside.y + list_rows;
        let rule = "-".repeat(usize::from(inside.width));
        canvas.put(inside.x, top, inside.width, &rule, plain);
        let text: String = draft.all_text().chars().take(SHOWN).collect();
        let wide = usize::from(inside.width.saturating_sub(2)).max(1);
        for (y, line) in (top + 1..inside.bottom()).zip(wrap(&text, wide)) {
            canvas.put(
                inside.x + 1,
                y,
                inside.width.saturating_sub(1),
                &line,
                plain,
            );
        }
    }
    at
}

/// What it is, of which task, and how the text begins.
fn line(draft: &KeptDraft, model: &Model) -> String {
    let texts = DraftTexts::of(model.lang);
    let name = match draft.name.is_empty() {
        true => texts.new_task,
        false => &draft.name,
    };
    let kind = fit(draft.label(model.lang), 8);
    let text = draft.all_text();
    let first = text.lines().next().unwrap_or_default();
    format!(
        "{kind} {name}  {}",
        first.chars().take(SHOWN).collect::<String>()
    )
}
