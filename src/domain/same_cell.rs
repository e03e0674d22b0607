//! Whether a cell of a file that came back says what was written into it.

/// Whether two texts say the same: white space at the ends of lines is nothing anybody typed.
pub fn says_same(one: &str, other: &str) -> bool {
    let lines = |text: &'_ str| {
        let lines = text.trim().lines().map(|line| line.trim_end().to_owned());
        lines.collect::<Vec<_>>()
    };
    one == other || lines(one) == lines(other)
}

/// Whether a cell says a number, be it that a program wrote 7 or 007 as 7.0, or took (1) for -1.
pub fn is_same_number(one: &str, other: &str) -> bool {
    let figure = |text: &str| {
        let text = text.trim();
        let is_plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == '.');
        text.parse::<f64>().ok().filter(|_| is_plain)
    };
    let whole = |one: &str, other: &str| {
        let is_whole = other.trim().chars().all(|c| c.is_ascii_digit());
        is_whole && figure(one).is_some() && figure(one) == figure(other)
    };
    let bracketed = other.trim().strip_prefix('(');
    let bracketed = bracketed.and_then(|rest| rest.strip_suffix(')'));
    let negative = one.trim().strip_prefix('-');
    let is_minus = negative.zip(bracketed);
    says_same(one, other)
        || whole(one, other)
        || is_minus.is_some_and(|(negative, bracketed)| whole(negative, bracketed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_whatever_a_program_of_sheets_makes_of_it() {
        for (cell, number) in [
            ("7", "7"),
            ("7.0", "7"),
            ("7", "007"),
            ("-1", "(1)"),
            (" 3 ", "3"),
            ("", ""),
            ("（一）", "（一）"),
        ] {
            assert!(is_same_number(cell, number), "{cell} {number}");
        }
        for (cell, number) in [
            ("8", "7"),
            ("-1", "1"),
            ("1", "(1)"),
            ("1.1", "1.10"),
            ("", "1"),
            ("一", "1"),
        ] {
            assert!(!is_same_number(cell, number), "{cell} {number}");
        }
    }
}
