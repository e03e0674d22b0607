//! The time of a change as a cell of a file says it.

use chrono::{DateTime, Utc};

use crate::domain::Entry;

/// Whether a cell is the time at which a task was changed, be it that a program dropped a part.
pub(in crate::ledger) fn is_stamp(cell: &str, at: DateTime<Utc>) -> bool {
    let stamp = Entry::stamp(at);
    let figures = |text: &str| -> Vec<u32> {
        let figures = text.split(|c: char| !c.is_ascii_digit());
        figures.filter_map(|it| it.parse().ok()).collect()
    };
    let own = figures(cell);
    let is_plain = cell
        .chars()
        .all(|c| c.is_ascii_digit() || "-/:. TZ".contains(c));
    cell == stamp || is_plain && own.len() >= 3 && figures(&stamp).starts_with(&own)
}

/// Whether a cell says a time as `export` writes it, or as much of it as a program of sheets leaves.
pub(in crate::ledger) fn is_time(cell: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_digit() || "-/:. TZ".contains(c);
    let mut figures = cell.split(|c: char| !c.is_ascii_digit());
    let begins_with_a_year = figures.next().is_some_and(|year| year.len() == 4);
    let more = figures.filter(|it| !it.is_empty()).count();
    cell.chars().all(is_plain) && begins_with_a_year && more >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_known_as_programs_of_sheets_write_it() {
        let at: DateTime<Utc> = "2026-11-28T02:05:45.861Z".parse().expect("a time");
        for same in [
            "2026-11-28T02:05:45.861Z",
            "2026/11/28 2:05",
            "2026-11-28 02:05:45",
            "2026/11/28",
        ] {
            assert!(is_stamp(same, at), "{same}");
        }
        for other in [
            "",
            "昨天",
            "约 2026-11-28",
            "2026",
            "2026-11-28T02:05:45.862Z",
            "2026/11/28 2:06",
        ] {
            assert!(!is_stamp(other, at), "{other}");
        }
        assert!(is_time("2026-11-28T02:05:45.862Z") && is_time("2026/11/28"));
        for none in ["", "昨天", "2026", "46354.087", "11/28/2026 2:05"] {
            assert!(!is_time(none), "{none}");
        }
    }
}
