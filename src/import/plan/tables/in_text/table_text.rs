//! What the readers of tables ask of a text before they read it cell by cell.

use crate::import::plan::lines::kind::{ends_like_title, is_heading_of_rows};
use crate::import::plan::lines::line::TextLine;
use crate::import::plan::tables::columns::column_of;

/// A text with what its lines may be of tables.
pub(super) struct TableText<'a> {
    /// Its lines.
    pub(super) lines: &'a [TextLine],
    /// How many column heads stand before each line.
    heads: Vec<u32>,
}

impl<'a> TableText<'a> {
    /// The lines with the count of their heads.
    pub(super) fn of(lines: &'a [TextLine]) -> Self {
        TableText {
            heads: heads_before(lines),
            lines,
        }
    }

    /// Whether column heads stand in the next lines.
    pub(super) fn has_head_near(&self, at: usize) -> bool {
        const NEAR: usize = 40;
        let end = self.lines.len().min(at + NEAR);
        self.heads[end] - self.heads[at] >= 2
    }
}

/// How many column heads stand before each line, and in all.
fn heads_before(lines: &[TextLine]) -> Vec<u32> {
    let mut sum: u32 = 0;
    let mut sums = vec![0];
    for line in lines {
        let cells = line.text.split('\t').take(MOST_HEADS);
        let heads = cells.filter(|cell| column_of(unquoted(cell.trim())).is_some());
        sum = sum.saturating_add(u32::try_from(heads.count()).unwrap_or(u32::MAX));
        sums.push(sum);
    }
    sums
}

/// No more cells of a line are looked at for column heads.
const MOST_HEADS: usize = 64;

/// A heading over the next rows, or the table's title printed again: rows follow right below.
pub(super) fn is_between_rows(
    line: &TextLine,
    rest: &[TextLine],
    is_row: &impl Fn(&TextLine) -> bool,
) -> bool {
    let text = line.trimmed();
    let is_short = !text.is_empty() && text.chars().count() <= 40 && !text.contains('。');
    let is_heading = is_heading_of_rows(text) || (is_short && ends_like_title(text));
    is_heading
        && rest
            .iter()
            .take(3)
            .find(|line| !line.is_blank())
            .is_some_and(is_row)
}

/// A cell without the quotes around it.
pub(super) fn unquoted(cell: &str) -> &str {
    cell.strip_prefix('"')
        .and_then(|inner| inner.strip_suffix('"'))
        .unwrap_or(cell)
}
