//! Tables for people: columns aligned by the width characters have in a terminal.

use crate::text::{clean_line, columns, fit, fit_right};

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

/// The table as text; `width` is that of the terminal, `None` when it goes elsewhere. Foreign
/// text in the cells is made harmless.
pub fn table(heads: &[Column], rows: &[Vec<String>], width: Option<usize>) -> String {
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            row.iter()
                .map(|cell| clean_line(cell).into_owned())
                .collect()
        })
        .collect();
    let widths = widths(heads, &cells, width);
    let mut text = String::new();
    let head: Vec<String> = heads.iter().map(|column| column.head.to_owned()).collect();
    for row in std::iter::once(&head).chain(&cells) {
        let set: Vec<String> = heads
            .iter()
            .zip(row)
            .zip(&widths)
            .map(|((column, cell), width)| match column.right {
                true => fit_right(cell, *width),
                false => fit(cell, *width),
            })
            .collect();
        text.push_str(set.join(GAP).trim_end());
        text.push('\n');
    }
    text
}

fn widths(heads: &[Column], cells: &[Vec<String>], width: Option<usize>) -> Vec<usize> {
    let mut widths: Vec<usize> = heads
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let longest = cells
                .iter()
                .filter_map(|row| row.get(at))
                .map(|cell| columns(cell))
                .max()
                .unwrap_or(0);
            longest.min(column.most).max(columns(column.head))
        })
        .collect();
    let Some(width) = width else { return widths };
    let gaps = GAP.len() * heads.len().saturating_sub(1);
    let mut over = (widths.iter().sum::<usize>() + gaps).saturating_sub(width);
    for (column, own) in heads.iter().zip(&mut widths) {
        if column.gives_way && over > 0 {
            let cut = over.min(own.saturating_sub(NARROWEST));
            *own -= cut;
            over -= cut;
        }
    }
    widths
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
