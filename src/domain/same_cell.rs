//! Whether a cell of a file that came back says what was written into it.

use super::lost_signs::is_lost_copy;
use super::name::is_same;
use super::sheet_forms::is_converted;

/// How a cell says what was written into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellKept {
    /// As it was written.
    Same,
    /// With signs in the place of characters that the file cannot hold.
    Lost,
    /// As a program of sheets shows it.
    Converted,
}

/// How a cell says what was written into it; nothing where it says something else.
pub fn kept(cell: &str, own: &str) -> Option<CellKept> {
    if says_same(cell, own) {
        Some(CellKept::Same)
    } else if is_lost_copy(cell, own) {
        Some(CellKept::Lost)
    } else if is_converted(cell, own) {
        Some(CellKept::Converted)
    } else {
        None
    }
}

/// The same of a name, which may be written in other widths.
pub fn kept_name(cell: &str, own: &str) -> Option<CellKept> {
    match is_same(cell, own) {
        true => Some(CellKept::Same),
        false => kept(cell, own),
    }
}

/// Whether two texts say the same: white space at the ends of lines is nothing anybody typed.
pub fn says_same(one: &str, other: &str) -> bool {
    let lines = |text: &'_ str| {
        let lines = text.trim().lines().map(|line| line.trim_end().to_owned());
        lines.collect::<Vec<_>>()
    };
    one == other || lines(one) == lines(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_says_how_it_kept_what_was_written_into_it() {
        for (cell, own, want) in [
            ("7", "7", Some(CellKept::Same)),
            (" 3 ", "3", Some(CellKept::Same)),
            ("（一）", "（一）", Some(CellKept::Same)),
            ("", "", Some(CellKept::Same)),
            ("甲 \n乙", "甲\n乙\n", Some(CellKept::Same)),
            ("7.0", "7", Some(CellKept::Converted)),
            ("7", "007", Some(CellKept::Converted)),
            ("-1", "(1)", Some(CellKept::Converted)),
            ("1.1", "1.10", Some(CellKept::Converted)),
            ("王?", "王䶮", Some(CellKept::Lost)),
            ("8", "7", None),
            ("-1", "1", None),
            ("1", "(1)", None),
            ("", "1", None),
            ("一", "1", None),
            ("王?", "王伟", None),
        ] {
            assert_eq!(kept(cell, own), want, "{cell} {own}");
        }
        assert_eq!(kept_name("王 伟", "王伟"), Some(CellKept::Same));
    }
}
