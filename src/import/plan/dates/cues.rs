//! What the words around a date say of it: that something is due, begins, recurs, or that the date is
//! part of a name.

use crate::domain::dates::Mention;
use crate::domain::measure::Precision;
use crate::import::plan::words::chars::{digit, ends_sentence, han_digit, trim_signs};
use crate::import::plan::words::vocabulary::{ends_with_any, starts_with_any, vocabulary};

/// Words that give a date the year of the document.
pub const THIS_YEAR: [&str; 2] = ["今年", "本年"];

/// The bounds of what lies between two signs that pass `is_end`, around `from..to`. Nothing is
/// looked at further than a long sentence, so that the work stays in proportion to the text.
pub fn around(
    chars: &[char],
    from: usize,
    to: usize,
    is_end: impl Fn(&char) -> bool,
) -> (usize, usize) {
    const FAR: usize = 300;
    let floor = from.saturating_sub(FAR);
    let start = chars[floor..from]
        .iter()
        .rposition(&is_end)
        .map_or(floor, |at| floor + at + 1);
    let ceiling = chars.len().min(to + FAR);
    let end = chars[to..ceiling]
        .iter()
        .position(&is_end)
        .map_or(ceiling, |more| to + more);
    (start, end)
}

/// Whether a span begins with this date.
pub fn is_start_of_span(chars: &[char], mention: &Mention) -> bool {
    let rest: String = chars[mention.end..].iter().take(8).collect();
    let tail = rest.trim_start_matches(['-', '—', '－', '–', '~', '～', '至', '到']);
    tail.len() < rest.len()
        && tail
            .chars()
            .next()
            .is_some_and(|c| c.is_numeric() || c == '年' || c == '次')
}

/// 每年12月底.
pub fn recurs(chars: &[char], mention: &Mention) -> bool {
    let before: String = tail_of(chars, mention.start, 4);
    // 2025年每季度末.
    if chars.get(mention.end) == Some(&'每') {
        return true;
    }
    mention.year.is_none()
        && (before.contains('每') || before.ends_with('各') || is_listed_yearly(chars, mention))
}

/// 每年6月、12月底: the word stands before the first of several.
fn is_listed_yearly(chars: &[char], mention: &Mention) -> bool {
    const FAR: usize = 12;
    let before = tail_of(chars, mention.start, FAR);
    let clause = before
        .rsplit(|c: char| ends_sentence(c) || matches!(c, '，' | ','))
        .next()
        .unwrap_or_default();
    clause.rfind('每').is_some_and(|at| {
        clause[at..].starts_with("每年") && clause.ends_with(['、', '和', '或', '及'])
    })
}

/// 自1月1日起执行, 3月开始: when something begins.
pub fn is_beginning(chars: &[char], mention: &Mention) -> bool {
    let rest: String = chars[mention.end..].iter().take(4).collect();
    starts_with_any(
        rest.trim_start_matches(['底', '末', '初']),
        &vocabulary().deadlines.beginnings,
    )
}

/// Which characters stand inside the name of a document or a document number.
pub fn cited(chars: &[char]) -> Vec<bool> {
    let mut depth = 0_usize;
    chars
        .iter()
        .map(|c| {
            match c {
                '《' | '〔' | '〈' | '<' => depth += 1,
                '》' | '〕' | '〉' | '>' => depth = depth.saturating_sub(1),
                // A name that never closes does not swallow the rest.
                '。' => depth = 0,
                _ => {}
            }
            depth > 0
        })
        .collect()
}

/// The last characters before a place.
pub fn tail_of(chars: &[char], end: usize, length: usize) -> String {
    chars[end.saturating_sub(length)..end].iter().collect()
}

/// Whether a date in prose is one by which something has to be done.
pub fn is_deadline(chars: &[char], mention: &Mention) -> bool {
    let words = &vocabulary().deadlines;
    let before = tail_of(chars, mention.start, 6);
    let after: String = chars[mention.end..].iter().take(8).collect();
    let is_span_part =
        before.ends_with(['-', '—', '－', '–', '~', '～']) || is_start_of_span(chars, mention);
    let rest = after.trim_start_matches(['底', '末']);
    if is_span_part
        || ends_with_any(&before, &words.not_after)
        || starts_with_any(&after, &words.not_before)
        || starts_with_any(rest, &words.not_before)
        || is_listed_yearly(chars, mention)
        || after
            .trim_start_matches(|c: char| digit(c).is_some())
            .starts_with('号')
    {
        return false;
    }
    if mention.year.is_some() {
        return !is_part_of_name(mention, &before, &after)
            && (!is_bare_year(chars, mention) || is_cued(&before, &after));
    }
    // 年内 and 年底 are hardly ever said of anything else.
    let is_end_of_year = chars[mention.start] == '年' && mention.precision == Precision::Year;
    let is_near = is_end_of_year || is_cued(&before, &after);
    let this_year = THIS_YEAR.iter().any(|words| before.ends_with(words));
    this_year
        || is_near
            && !before.ends_with(|c: char| {
                c.is_numeric()
                    || han_digit(c).is_some()
                    || matches!(
                        c,
                        '年' | '个' | '十' | '半' | '几' | '数' | '常' | '学' | '每'
                    )
            })
}

/// Whether the words around a date tell that something is due: 到…, …前, or the start of a clause.
fn is_cued(before: &str, after: &str) -> bool {
    let words = &vocabulary().deadlines;
    before.is_empty()
        || ends_with_any(before, &words.near_before)
        || starts_with_any(after, &words.near_after)
}

/// 2025年 and nothing that narrows it, which may as well describe what follows: 2025年项目申报.
fn is_bare_year(chars: &[char], mention: &Mention) -> bool {
    mention.precision == Precision::Year && chars.get(mention.end - 1) == Some(&'年')
}

/// （2020年版）, 2023年第五次会议, 2017年（试行）.
fn is_part_of_name(mention: &Mention, before: &str, after: &str) -> bool {
    mention.precision == Precision::Year
        && (after.starts_with(['）', ')', '》', '”', '版', '级', '届'])
            && before.ends_with(['（', '(', '《', '“'])
            || after.starts_with("第"))
}

/// The sentence a date stands in; of a long one the clauses around the date, whole ones if there
/// are any.
pub fn clause_around(chars: &[char], mention: &Mention) -> String {
    const LONGEST: usize = 60;
    let is_comma = |c: &char| matches!(c, '，' | ',');
    let (whole, end) = around(chars, mention.start, mention.end, |c| ends_sentence(*c));
    let mut start = whole.max(mention.start.saturating_sub(LONGEST / 2));
    if start > whole {
        let comma = chars[start..mention.start].iter().position(is_comma);
        start += comma.map_or(0, |at| at + 1);
    }
    let last = end.min(start + LONGEST);
    let comma = chars[mention.end.min(last)..last]
        .iter()
        .rposition(is_comma);
    let last = match comma.filter(|_| last < end) {
        Some(at) => mention.end + at,
        None => last,
    };
    let clause: String = chars[start..last].iter().collect();
    trim_signs(&clause).to_owned()
}
