//! Cells of a spreadsheet: foreign text that must not become a formula.

use std::borrow::Cow;

/// Whether a spreadsheet program might take a cell that begins so for a formula. The full-width
/// signs count: Chinese versions take them too.
fn is_formula_sign(c: char) -> bool {
    matches!(
        c,
        '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠'
    )
}

/// `text` as a cell: an apostrophe goes before what would be a formula, and before a text that
/// begins with such an apostrophe itself, so that [`unguard`] gives back every text as it was.
pub fn guard(text: &str) -> Cow<'_, str> {
    let mut rest = text.chars().skip_while(|c| *c == '\'');
    if rest.next().is_some_and(is_formula_sign) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text a guarded cell stands for.
pub fn unguard(cell: &str) -> &str {
    let is_guarded = cell.starts_with('\'')
        && cell
            .chars()
            .find(|c| *c != '\'')
            .is_some_and(is_formula_sign);
    if is_guarded { &cell[1..] } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_guarded_cell_begins_a_formula_and_every_text_comes_back() {
        for text in [
            "", "=1+1", "+86", "-5", "@x", "\tx", "\rx", "＝1", "＋1", "－1", "＠1", "'", "'=1",
            "''=1", "'普通", "'90后", "普通", "5-3",
        ] {
            let cell = guard(text);
            assert!(!cell.starts_with(is_formula_sign), "{text:?}");
            assert_eq!(unguard(&cell), text);
        }
    }
}
