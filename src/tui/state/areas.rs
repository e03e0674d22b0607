//! Where things stand at a size (SCREENS part 3).

use ratatui::layout::Rect;

/// The largest screen drawn; a client may claim 65535 columns.
pub const LARGEST: (u16, u16) = (500, 200);
/// Below this nothing fits.
const SMALLEST: (u16, u16) = (40, 10);
/// From here the facets stand beside the table.
const FACETS_FROM: u16 = 120;
/// From here the preview stands beside the table.
const PREVIEW_BESIDE_FROM: u16 = 170;
/// Below this the preview is a screen of its own.
const PREVIEW_FROM: u16 = 80;
/// Columns of the facets, and of the line that parts them from the table.
const FACETS_WIDE: u16 = 22;

/// The areas of the browse screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Ledger, day, user, counts; then the filter.
    pub header: Rect,
    /// The facets.
    pub facets: Option<Rect>,
    /// Column heads and rows.
    pub table: Rect,
    /// A rule line with the title, then the text.
    pub preview: Option<Rect>,
    /// Whether the preview stands right of the table.
    pub is_beside: bool,
    /// Message and place; keys.
    pub footer: Rect,
    /// Nothing fits.
    pub is_too_small: bool,
}

impl Layout {
    /// The areas at a size, with the table alone or the facets hidden.
    pub fn new(size: (u16, u16), is_full: bool, facets_hidden: bool) -> Layout {
        let (cols, rows) = (size.0.min(LARGEST.0), size.1.min(LARGEST.1));
        let is_too_small = cols < SMALLEST.0 || rows < SMALLEST.1;
        let body_rows = rows.saturating_sub(4);
        let facets = (cols >= FACETS_FROM && !is_full && !facets_hidden && body_rows > 8)
            .then(|| Rect::new(0, 2, FACETS_WIDE, body_rows));
        let left = if facets.is_some() { FACETS_WIDE + 1 } else { 0 };
        let wide = cols.saturating_sub(left);
        let is_beside = cols >= PREVIEW_BESIDE_FROM;
        let has_preview = !is_full && cols >= PREVIEW_FROM && body_rows >= 12;
        let (table, preview) = if !has_preview {
            (Rect::new(left, 2, wide, body_rows), None)
        } else if is_beside {
            let table = wide - wide * 2 / 5;
            let text = Rect::new(left + table + 1, 2, wide - table - 1, body_rows);
            (Rect::new(left, 2, table, body_rows), Some(text))
        } else {
            // 36 rows give 15, 20 rows give 8: the drawings of SCREENS.md.
            let text = (body_rows * 5 + 6) / 12;
            let table = Rect::new(left, 2, wide, body_rows - text);
            (
                table,
                Some(Rect::new(left, 2 + body_rows - text, wide, text)),
            )
        };
        Layout {
            header: Rect::new(0, 0, cols, rows.min(2)),
            facets,
            table,
            preview,
            is_beside: is_beside && has_preview,
            footer: Rect::new(0, rows.saturating_sub(2), cols, rows.min(2)),
            is_too_small,
        }
    }

    /// How many rows of tasks the table shows.
    pub fn table_rows(&self) -> usize {
        usize::from(self.table.height.saturating_sub(1))
    }

    /// How many lines of text the preview shows.
    pub fn preview_rows(&self) -> usize {
        self.preview
            .map_or(0, |area| usize::from(area.height.saturating_sub(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drawn_sizes_have_the_drawn_areas() {
        let wide = Layout::new((120, 40), false, false);
        assert_eq!(wide.facets, Some(Rect::new(0, 2, 22, 36)));
        assert_eq!(
            (wide.table.width, wide.table_rows(), wide.preview_rows()),
            (97, 20, 14)
        );
        let narrow = Layout::new((80, 24), false, false);
        assert_eq!(narrow.facets, None);
        assert_eq!(
            (
                narrow.table.width,
                narrow.table_rows(),
                narrow.preview_rows()
            ),
            (80, 11, 7)
        );
        assert!(Layout::new((60, 20), false, false).preview.is_none());
        assert!(Layout::new((200, 50), false, false).is_beside);
    }

    #[test]
    fn no_size_leaves_the_screen() {
        for cols in 0..=260 {
            for rows in 0..=60 {
                for full in [false, true] {
                    let at = Layout::new((cols, rows), full, false);
                    let screen = Rect::new(0, 0, cols, rows);
                    let areas = [
                        Some(at.header),
                        at.facets,
                        Some(at.table),
                        at.preview,
                        Some(at.footer),
                    ];
                    if !at.is_too_small {
                        for area in areas.into_iter().flatten() {
                            assert_eq!(area.intersection(screen), area, "{cols}x{rows}");
                        }
                    }
                }
            }
        }
    }
}
