//! Tables for people: columns aligned by the width characters have in a terminal.

use crate::text::{clean_line, columns, cut, fit, fit_right};

/// How a column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column<'a> {
    /// What stands above it.
    pub head: &'a str,
    /// Whether it is set to the right, as numbers are.
    pub right: bool,
    /// How many columns of the terminal it takes at most; longer cells are cut.
    pub most: usize,
    /// Whether it gives way first when the table is too wide.
    pub gives_way: bool,
}

impl<'a> Column<'a> {
    /// A column of words.
    pub fn words(head: &'a str, most: usize) -> Column<'a> {
        Column {
            head,
            right: false,
            most,
            gives_way: false,
        }
    }

    /// A column of numbers.
    pub fn number(head: &'a str) -> Column<'a> {
        Column {
            head,
            right: true,
            most: 12,
            gives_way: false,
        }
    }

    /// The same, which gives way first.
    pub fn yielding(self) -> Column<'a> {
        Column {
            gives_way: true,
            ..self
        }
    }
}

/// Between two columns.
const GAP: &str = "  ";

/// The narrowest a column that gives way becomes.
const NARROWEST: usize = 12;

/// A table being put together row by row. Of every cell it keeps what can be shown at most, so
/// that it is not much larger than what is printed of it.
pub struct Table<'h> {
    heads: &'h [Column<'h>],
    /// How many columns of the terminal each would like to have.
    widths: Vec<usize>,
    text: String,
    /// Where each cell ends in the text.
    ends: Vec<usize>,
}

impl<'h> Table<'h> {
    /// A table without rows.
    pub fn new(heads: &'h [Column<'h>]) -> Table<'h> {
        Table {
            heads,
            widths: heads.iter().map(|column| columns(column.head)).collect(),
            text: String::new(),
            ends: Vec::new(),
        }
    }

    /// Adds a row, a cell a column. Foreign text in the cells is made harmless.
    pub fn add<C: AsRef<str>>(&mut self, row: impl IntoIterator<Item = C>) {
        for ((column, width), cell) in self.heads.iter().zip(&mut self.widths).zip(row) {
            let cell = clean_line(cell.as_ref());
            *width = columns(&cell).min(column.most).max(*width);
            self.text.push_str(&cut(&cell, *width));
            self.ends.push(self.text.len());
        }
    }

    /// The lines of the rows after that of the header; `width` is that of the terminal, `None`
    /// when it goes elsewhere.
    pub fn lines(&self, width: Option<usize>) -> impl Iterator<Item = String> {
        let widths = self.fitting(width);
        let head: Vec<&str> = self.heads.iter().map(|column| column.head).collect();
        let head = self.line(&head, &widths);
        let mut begin = 0;
        let rows = self.ends.chunks_exact(self.heads.len().max(1));
        let rows = rows.map(move |ends| {
            let cells = ends.iter().map(|end| {
                let cell = self.text.get(begin..*end).unwrap_or_default();
                begin = *end;
                cell
            });
            let cells: Vec<&str> = cells.collect();
            self.line(&cells, &widths)
        });
        std::iter::once(head).chain(rows)
    }

    fn line(&self, cells: &[&str], widths: &[usize]) -> String {
        let cells = self.heads.iter().zip(cells).zip(widths);
        let set = cells.map(|((column, cell), width)| match column.right {
            true => fit_right(cell, *width),
            false => fit(cell, *width),
        });
        let line = set.collect::<Vec<String>>().join(GAP);
        line.trim_end().to_owned()
    }

    /// What each column gets.
    fn fitting(&self, width: Option<usize>) -> Vec<usize> {
        let mut widths = self.widths.clone();
        let Some(width) = width else { return widths };
        let gaps = GAP.len() * self.heads.len().saturating_sub(1);
        let mut over = (widths.iter().sum::<usize>() + gaps).saturating_sub(width);
        for (column, own) in self.heads.iter().zip(&mut widths) {
            if column.gives_way && over > 0 {
                let cut = over.min(own.saturating_sub(NARROWEST));
                *own -= cut;
                over -= cut;
            }
        }
        widths
    }
}

/// The table as text; `width` is that of the terminal, `None` when it goes elsewhere. Foreign
/// text in the cells is made harmless.
pub fn table(heads: &[Column], rows: &[Vec<String>], width: Option<usize>) -> String {
    let mut table = Table::new(heads);
    rows.iter().for_each(|row| table.add(row));
    table.lines(width).map(|line| line + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_one_another_with_chinese_and_latin_mixed() {
        let heads = [
            Column::number("ID"),
            Column::words("任务", 10),
            Column::words("灯", 4),
        ];
        let rows = [
            vec![
                "7".to_owned(),
                "a\u{202E}b\x1b[2J".to_owned(),
                "红".to_owned(),
            ],
            vec![
                "12".to_owned(),
                "推动普通高中发展".to_owned(),
                "灰".to_owned(),
            ],
        ];
        let text = table(&heads, &rows, None);
        assert_eq!(
            text,
            "ID  任务        灯\n 7  ab          红\n12  推动普通~   灰\n"
        );
    }

    #[test]
    fn a_column_gives_way_when_the_terminal_is_narrow() {
        let heads = [Column::words("任务", 60).yielding(), Column::words("灯", 4)];
        let rows = [vec!["推".repeat(25), "红".to_owned()]];
        let text = table(&heads, &rows, Some(30));
        assert!(text.lines().all(|line| columns(line) <= 30), "{text}");
        assert!(text.contains("红"));
    }
}
