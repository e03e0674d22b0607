//! A screen full of slots in which no wide character is ever left with one half.

use std::ops::Range;

use ratatui::layout::Size;

use super::slot::Slot;

#[derive(Clone, Debug)]
pub(super) struct Grid {
    size: Size,
    slots: Vec<Slot>,
}

impl Grid {
    pub(super) fn new(size: Size, fill: &Slot) -> Grid {
        let count = usize::from(size.width) * usize::from(size.height);
        Grid {
            size,
            slots: vec![fill.clone(); count],
        }
    }

    pub(super) fn size(&self) -> Size {
        self.size
    }

    pub(super) fn fill(&mut self, slot: &Slot) {
        self.slots.fill(slot.clone());
    }

    pub(super) fn row(&self, y: u16) -> &[Slot] {
        let cells = self.cells(y..y.saturating_add(1));
        self.slots.get(cells).unwrap_or_default()
    }

    pub(super) fn row_mut(&mut self, y: u16) -> &mut [Slot] {
        let cells = self.cells(y..y.saturating_add(1));
        self.slots.get_mut(cells).unwrap_or_default()
    }

    /// Puts `slot` at a column of a row; what is left of a wide character it cuts becomes `ghost`.
    /// A slot that does not fit before the edge is not put.
    pub(super) fn place(&mut self, x: u16, y: u16, slot: Slot, ghost: &Slot) {
        let start = usize::from(x);
        let end = start + usize::from(slot.width());
        let row = self.row_mut(y);
        if end > row.len() {
            return;
        }
        let cut = row[..start].iter().rposition(|slot| !slot.is_tail());
        if let (true, Some(lead)) = (row[start].is_tail(), cut) {
            row[lead..start].fill(ghost.clone());
        }
        row[start..end].fill(Slot::TAIL);
        row[start] = slot;
        for orphan in row[end..].iter_mut().take_while(|slot| slot.is_tail()) {
            *orphan = ghost.clone();
        }
    }

    /// Moves the rows of a region up (down if `by` is negative) and fills what comes free.
    pub(super) fn scroll(&mut self, rows: Range<u16>, by: i32, fill: &Slot) {
        let width = usize::from(self.size.width);
        let cells = self.cells(rows);
        let Some(region) = self.slots.get_mut(cells) else {
            return;
        };
        let shift = usize::try_from(by.unsigned_abs())
            .unwrap_or(usize::MAX)
            .saturating_mul(width)
            .min(region.len());
        if by >= 0 {
            region.rotate_left(shift);
            let freed = region.len() - shift;
            region[freed..].fill(fill.clone());
        } else {
            region.rotate_right(shift);
            region[..shift].fill(fill.clone());
        }
    }

    fn cells(&self, rows: Range<u16>) -> Range<usize> {
        let width = usize::from(self.size.width);
        let row = |y: u16| usize::from(y.min(self.size.height)) * width;
        row(rows.start)..row(rows.end)
    }
}
