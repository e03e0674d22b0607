//! A value as a person sees it in its cell: dates by their format, percentages, whole numbers
//! without a fraction.

use calamine::{DataRef, ExcelDateTime, NumberFormat};

/// The formats that the Chinese Excel shows as year and month, by their numbers.
const MONTH_FORMATS: [u32; 5] = [27, 36, 50, 52, 57];

/// The text of a value under a number format.
pub fn text(value: &DataRef, format: Option<&NumberFormat>) -> String {
    match value {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => match format.is_some_and(|f| is_percent(&f.format_code)) {
            true => format!("{}%", number_text(number * 100.0)),
            false => number_text(*number),
        },
        DataRef::String(text) => lines(text),
        DataRef::SharedString(text) => lines(text),
        DataRef::Bool(true) => "是".to_owned(),
        DataRef::Bool(false) => "否".to_owned(),
        DataRef::DateTime(date) => date_text(date, format),
        DataRef::DateTimeIso(text) => text.trim_end_matches("T00:00:00").replace('T', " "),
        DataRef::DurationIso(text) => text.clone(),
    }
}

fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Excel shows 15 digits; the 17 of a float would show 0.1 + 0.2 as 0.30000000000000004.
fn number_text(number: f64) -> String {
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    format!("{rounded}")
}

/// The signs of a format that stand for parts of a value: what is quoted, escaped or in brackets
/// is printed as it is, and only the part for positive numbers counts.
fn signs(format: &str) -> String {
    let mut signs = String::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                chars.by_ref().find(|c| *c == '"');
            }
            '[' => {
                chars.by_ref().find(|c| *c == ']');
            }
            '\\' | '_' | '*' => {
                chars.next();
            }
            ';' => break,
            c => signs.extend(c.to_lowercase()),
        }
    }
    signs
}

fn is_percent(format: &str) -> bool {
    signs(format).contains('%')
}

/// `2024-06-30`; a format of year and month alone gives `2024-06`, so that a deadline of a month
/// is not taken for its first day.
fn date_text(date: &ExcelDateTime, format: Option<&NumberFormat>) -> String {
    if date.is_duration() {
        let minutes = (date.as_f64() * 1_440.0).round();
        return format!("{}:{:02}", (minutes / 60.0).trunc(), minutes.abs() % 60.0);
    }
    let (year, month, day, hour, minute, _, _) = date.to_ymd_hms_milli();
    let clock = format!("{hour:02}:{minute:02}");
    if date.as_f64() < 1.0 {
        return clock;
    }
    let signs = format.map(|format| signs(&format.format_code));
    let signs = signs.unwrap_or_default();
    let id = format.and_then(|format| format.format_id);
    let is_month = id.is_some_and(|id| MONTH_FORMATS.contains(&id))
        || (signs.contains('y') && signs.contains('m') && !signs.contains(['d', 'h', 's']));
    if is_month {
        return format!("{year:04}-{month:02}");
    }
    if signs.contains('y') && !signs.contains(['m', 'd', 'h', 's']) {
        return format!("{year:04}");
    }
    let day = format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute) {
        (0, 0) => day,
        _ => format!("{day} {clock}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    #[test]
    fn numbers_show_no_more_than_excel_does() {
        let show = |number: f64| text(&DataRef::Float(number), None);
        assert_eq!(show(3.0), "3");
        assert_eq!(show(0.1 + 0.2), "0.3");
        assert_eq!(show(-12.5), "-12.5");
        assert_eq!(show(1e20), "100000000000000000000");
    }

    #[test]
    fn no_number_of_days_is_beyond_a_date() {
        for value in [
            -1.0,
            0.0,
            60.0,
            45_000.25,
            3e6,
            1e300,
            f64::NAN,
            f64::INFINITY,
        ] {
            for kind in [ExcelDateTimeType::DateTime, ExcelDateTimeType::TimeDelta] {
                let date = ExcelDateTime::new(value, kind, false);
                assert!(!text(&DataRef::DateTime(date), None).is_empty());
            }
        }
    }
}
