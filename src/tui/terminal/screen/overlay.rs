//! Making room for a popup without cutting a wide character in two.

use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::Rect;

/// Empties an area of a buffer. A wide character that reaches into it from the left goes as
/// well: ratatui would take the first column of the area for its right half and never send it.
pub fn make_room(buffer: &mut Buffer, area: Rect) {
    let area = area.intersection(buffer.area);
    for y in area.top()..area.bottom() {
        if let Some(x) = area.x.checked_sub(1)
            && let Some(cell) = buffer.cell_mut((x, y))
            && cell.cell_width() > 1
        {
            cell.set_symbol(" ");
        }
        for x in area.left()..area.right() {
            if let Some(cell) = buffer.cell_mut((x, y)) {
                cell.reset();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::Style;

    use super::*;

    #[test]
    fn a_wide_character_cut_by_the_left_edge_goes_whole() {
        let mut buffer = Buffer::with_lines(["学前教育", "a学前教b"]);
        make_room(&mut buffer, Rect::new(3, 0, 3, 2));
        buffer.set_string(3, 0, "|x|", Style::new());
        buffer.set_string(3, 1, "|x|", Style::new());
        assert_eq!(buffer, Buffer::with_lines(["学 |x|育", "a学|x| b"]));
    }
}
