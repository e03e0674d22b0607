//! Drawing: the model to cells. Nothing here changes anything.

mod boxes;
mod canvas;
mod drafts_box;
mod facets;
mod fields;
mod footer;
mod frame;
mod header;
mod history;
mod page;
mod preview;
mod review;
mod review_boxes;
mod review_columns;
mod review_pane;
mod search_box;
mod table;
mod trail_box;
mod views_box;
mod welcome;

use canvas::Canvas;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::tui::state::dialog::Dialog;
use crate::tui::state::model::{Model, Pane, Screen};

/// Draws the model; the real cursor goes where text is typed, or onto the selected row, so that
/// input methods open their window there.
///
/// Answers where the cursor went.
pub fn draw(frame: &mut Frame, model: &Model) -> Option<Position> {
    let area = frame.area();
    let cursor = {
        let mut canvas = Canvas::new(frame.buffer_mut(), model.ascii);
        draw_screen(&mut canvas, model)
    };
    let cursor = cursor.filter(|at| at.x < area.right() && at.y < area.bottom());
    if let Some(cursor) = cursor {
        frame.set_cursor_position(cursor);
    }
    cursor
}

fn draw_screen(canvas: &mut Canvas, model: &Model) -> Option<Position> {
    let layout = model.layout();
    let area = canvas.area();
    if layout.is_too_small {
        let words = model.words();
        canvas.put(0, 0, area.width, words.too_small, Style::default());
        return None;
    }
    let mut row = None;
    let cursor = match model.screen {
        Screen::Welcome => return welcome::draw(canvas, model),
        Screen::Browse => {
            header::draw(canvas, model, &layout);
            let in_facets = layout.facets.and_then(|area| {
                rule_down(canvas, area.right(), area);
                facets::draw(canvas, model, area)
            });
            row = table::draw(canvas, model, layout.table);
            if let Some(area) = layout.preview {
                if layout.is_beside {
                    rule_down(canvas, area.x - 1, area);
                }
                preview::draw(canvas, model, area);
            }
            // The real cursor stands in the pane the keys go to.
            match (model.browse.pane, layout.preview) {
                (Pane::Preview, Some(area)) => Some(Position::new(area.x, area.y)),
                _ => in_facets.or(row),
            }
        }
        Screen::Task => {
            header::draw(canvas, model, &layout);
            page::draw(canvas, model, body(area))
        }
        Screen::History => {
            header::draw(canvas, model, &layout);
            history::draw(canvas, model, body(area))
        }
        Screen::Import => {
            header::draw(canvas, model, &layout);
            review::draw(canvas, model)
        }
        Screen::Later(number) => {
            header::draw(canvas, model, &layout);
            welcome::draw_later(canvas, model, body(area), number);
            None
        }
    };
    footer::draw(canvas, model, layout.footer);
    match &model.dialog {
        None => cursor,
        Some(Dialog::Search(search)) => Some(search_box::cursor(search, &layout)),
        Some(dialog) => boxes::draw(canvas, model, dialog, row),
    }
}

/// What lies between header and footer.
fn body(area: Rect) -> Rect {
    Rect::new(0, 2, area.width, area.height.saturating_sub(4))
}

fn rule_down(canvas: &mut Canvas, x: u16, area: Rect) {
    for y in area.top()..area.bottom() {
        canvas.put(x, y, 1, "|", Style::default());
    }
}
