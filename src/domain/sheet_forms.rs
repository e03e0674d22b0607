//! What a program of sheets makes of a text that looks like a number, a day or a time: 3-1 becomes
//! 3月1日 or 1-Mar, 1.10 becomes 1.1, 1E3 becomes 1.00E+03, 007 becomes 7. It does so when it opens
//! the file, and nobody typed any of it.

mod days;
mod figures;

/// Longer texts are no number and no day.
const LONGEST: usize = 64;

/// Whether a cell is what a program of sheets makes of a text.
pub fn is_converted(cell: &str, own: &str) -> bool {
    let (cell, own) = (cell.trim(), own.trim());
    if own.is_empty() || own.len().max(cell.len()) > LONGEST {
        return false;
    }
    let half = |text: &str| text.chars().map(half_width).collect::<String>();
    let (cell, own) = (half(cell), half(own));
    // A column that is too narrow.
    let is_filled = cell.len() > 1 && cell.chars().all(|c| c == '#');
    figures::is_shown(&cell, &own)
        || days::is_shown(&cell, &own)
        || is_time_shown(&cell, &own)
        || is_truth_shown(&cell, &own)
        || is_filled && (figures::is_one(&own) || days::is_one(&own))
}

/// Figures and signs of the width that programs read them in.
fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

/// 1:2 becomes 1:02, 1:02:00 or 01:02:00 AM.
fn is_time_shown(cell: &str, own: &str) -> bool {
    clock(own).is_some() && clock(own) == clock(cell)
}

/// Hours, minutes and seconds.
fn clock(text: &str) -> Option<Vec<u32>> {
    let half = |sign: &str| text.strip_suffix(sign).map(str::trim_end);
    let (text, half) = match (half("AM"), half("PM")) {
        (Some(text), _) => (text, Some(0)),
        (None, Some(text)) => (text, Some(12)),
        (None, None) => (text, None),
    };
    let parts = text.split(':').map(|part| {
        let is_short = (1..=2).contains(&part.len());
        part.parse::<u32>().ok().filter(|_| is_short)
    });
    let mut parts: Vec<u32> = parts.collect::<Option<_>>()?;
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    parts.resize(3, 0);
    if let Some(half) = half {
        parts[0] = parts[0] % 12 + half;
    }
    Some(parts)
}

/// true becomes TRUE.
fn is_truth_shown(cell: &str, own: &str) -> bool {
    let is = |text: &str, word: &str| text.eq_ignore_ascii_case(word);
    ["true", "false"]
        .into_iter()
        .zip(["是", "否"])
        .any(|(word, chinese)| is(own, word) && (is(cell, word) || cell == chinese))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_program_of_sheets_makes_of_a_text_is_known() {
        for (own, cells) in [
            (
                "3-1",
                &[
                    "3月1日",
                    "1-Mar",
                    "01-Mar",
                    "2026-03-01",
                    "2026/3/1",
                    "3/1/2026",
                    "3/1/26",
                    "2026年3月1日",
                    "2026/3/1 0:00",
                    "2026-03-01T00:00:00",
                    "46082",
                    "####",
                    "3-Jan",
                    "Mar-01",
                ][..],
            ),
            ("1/2", &["1月2日", "2-Jan", "2026/1/2", "1/2/2026"]),
            ("3/1", &["2026-03-01", "3月1日"]),
            ("1-13", &["Jan-13", "2013-01", "2013/1/1", "13-Jan"]),
            ("2026-3", &["Mar-26", "2026-03", "2026/3/1", "2026年3月"]),
            ("1-2-3", &["2001/2/3", "1/2/2003", "2003-01-02"]),
            (
                "2025-12-31",
                &["2025/12/31", "12/31/2025", "31/12/2025", "2025年12月31日"],
            ),
            ("3月1日", &["2026/3/1", "1-Mar"]),
            ("2026年3月1日", &["2026/3/1", "2026-03-01"]),
            ("Mar-5", &["5-Mar", "3月5日", "2026-03-05"]),
            ("SEPT2", &["2-Sep", "9月2日"]),
            ("1.10", &["1.1"]),
            ("2.0", &["2"]),
            ("1.", &["1"]),
            (".5", &["0.5"]),
            ("1E3", &["1.00E+03", "1000"]),
            ("12e5", &["1.20E+06", "1200000"]),
            ("(1)", &["-1"]),
            ("（2）", &["-2"]),
            ("001", &["1", "1.0", "1.00"]),
            ("7", &["7.0"]),
            ("1,234", &["1234"]),
            ("50.0%", &["50.00%", "50%", "0.5"]),
            (
                "123456789012345678",
                &[
                    "123456789012345000",
                    "123456789012346000",
                    "1.23457E+17",
                    "1.2E+17",
                ],
            ),
            ("150402199001011234", &["150402199001011000", "1.50402E+17"]),
            ("3.14159265358979", &["3.141592654"]),
            ("123456789012", &["1.23457E+11"]),
            ("1:2", &["1:02", "1:02:00", "01:02", "01:02:00 AM"]),
            ("13:05", &["01:05:00 PM", "13:05:00"]),
            ("true", &["TRUE"]),
        ] {
            for cell in cells {
                assert!(is_converted(cell, own), "{own} -> {cell}");
            }
        }
    }

    #[test]
    fn what_a_person_typed_is_no_conversion() {
        for (own, cells) in [
            (
                "3-1",
                &[
                    "3-2",
                    "3月2日",
                    "2-Mar",
                    "2026-03-02",
                    "4-1",
                    "3.1",
                    "31",
                    "3",
                    "",
                    "3/1",
                    "1-3",
                ][..],
            ),
            ("1/2", &["2月2日", "0.5", "1/3", "12"]),
            ("1.10", &["1.11", "1.2", "11", "110", "1.01"]),
            ("1.1", &["1.10"]),
            ("1E3", &["1.00E+04", "1.01E+03", "13"]),
            ("(1)", &["1", "-2", "-10"]),
            ("1", &["(1)", "01", "001", "-1", "10", "1月1日"]),
            ("001", &["2", "10", "0001"]),
            (
                "123456789012345678",
                &["123456789012346", "123456789112345000"],
            ),
            ("150402", &["150403", "15040", "1.6E+05"]),
            (
                "2025-12-31",
                &["2026/12/31", "2025/12/30", "2025-12", "46388"],
            ),
            ("2026-3", &["Mar-27", "2026-04", "2026/3/2"]),
            ("第3-1项", &["3月1日", "第3月1日项"]),
            ("一", &["1"]),
            ("开会", &["####", "2026/3/1"]),
            ("1:2", &["1:20", "2:01", "1:02 PM"]),
            ("true", &["FALSE"]),
            ("32-45", &["2026/3/2", "1-Feb"]),
            ("m2", &["5-Mar"]),
        ] {
            for cell in cells {
                assert!(!is_converted(cell, own), "{own} -> {cell}");
            }
        }
    }
}
