//! Texts as UTF-16 units, as packed rows hold them.

/// How much of a text is looked at for gaps, in characters.
pub(super) const FUZZY_TEXT: usize = 200;

/// Whether a unit begins a character; the second half of a rare one does not.
#[inline]
pub(super) fn begins(unit: u16) -> bool {
    !(0xDC00..0xE000).contains(&unit)
}

#[inline]
pub(super) fn chars_in(units: &[u16]) -> usize {
    units.iter().filter(|unit| begins(**unit)).count()
}

/// As much of a text as is looked at for gaps.
pub(super) fn shortened(text: &[u16]) -> &[u16] {
    if text.len() <= FUZZY_TEXT {
        return text;
    }
    let starts = text.iter().enumerate().filter(|(_, unit)| begins(**unit));
    let end = starts.map(|(at, _)| at).nth(FUZZY_TEXT);
    &text[..end.unwrap_or(text.len())]
}

/// Where `word` begins in `text`; nothing is nowhere.
#[inline]
pub(super) fn find_in(text: &[u16], word: &[u16]) -> Option<usize> {
    let (first, rest) = word.split_first()?;
    let last_start = text.len().checked_sub(word.len())?;
    let mut from = 0;
    loop {
        let at = from + position(text.get(from..=last_start)?, *first)?;
        if text[at + 1..].starts_with(rest) {
            return Some(at);
        }
        from = at + 1;
    }
}

/// Where a unit stands first; several at a time are passed over, see `Texts::with`.
#[inline]
pub(super) fn position(text: &[u16], unit: u16) -> Option<usize> {
    const PASSED: usize = 8;
    let is_in = |some: &[u16]| some.iter().fold(false, |is_in, it| is_in | (*it == unit));
    let whole = text.chunks_exact(PASSED).take_while(|some| !is_in(some));
    let from = whole.count() * PASSED;
    let rest = text.get(from..)?;
    Some(from + rest.iter().position(|it| *it == unit)?)
}
