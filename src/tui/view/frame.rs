//! Where a box stands on the screen, and the two styles of its lines.

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

/// A box of this inner size in the middle of the screen, or as large as the screen allows.
pub(super) fn centred(area: Rect, cols: u16, rows: u16) -> Rect {
    let width = (cols + 2).min(area.width);
    let height = (rows + 2).min(area.height.saturating_sub(2));
    let x = (area.width - width) / 2;
    let y = (area.height.saturating_sub(height)) / 2;
    Rect::new(x, y, width, height)
}

/// A box at the foot of the screen, over the preview.
pub(super) fn at_foot(area: Rect, rows: u16) -> Rect {
    let height = (rows + 2).min(area.height.saturating_sub(2));
    let width = area.width.min(97);
    Rect::new(
        area.width - width,
        area.height.saturating_sub(height + 2),
        width,
        height,
    )
}

pub(super) fn reversed_if(is: bool) -> Style {
    if is {
        Style::default().add_modifier(Modifier::REVERSED)
    } else {
        Style::default()
    }
}

pub(super) fn dim_if(is: bool) -> Style {
    if is {
        Style::default().add_modifier(Modifier::DIM)
    } else {
        Style::default()
    }
}
