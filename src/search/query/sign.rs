//! The signs of the query language, whatever their width.

/// The sign a character stands for, whatever its width.
pub(in crate::search) fn sign(c: char) -> char {
    match c {
        '：' => ':',
        '＝' => '=',
        '！' => '!',
        '｜' => '|',
        '，' => ',',
        '＜' => '<',
        '＞' => '>',
        '＂' => '"',
        c if c.is_whitespace() => ' ',
        other => other,
    }
}
