//! Titles in a text: where they begin and end, and which one is the plan's.

use super::place::place_before_organ;
use crate::domain::region::{self, Named};
use crate::import::plan::lines::kind::{
    ends_like_title, first_day, is_appendix, is_closing_line, is_document_number, is_issuer,
};
use crate::import::plan::lines::labels::leading_label;
use crate::import::plan::lines::line::TextLine;
use crate::import::plan::lines::marker::marker;
use crate::import::plan::tables::columns::column_of;
use crate::import::plan::words::chars::{dense, ends_sentence, is_closing, is_opening};
use crate::import::plan::words::unit_words::looks_like_unit;
use crate::import::plan::words::vocabulary::{
    contains_any, ends_with_any, starts_with_any, vocabulary,
};

/// Lines that make up a title.
#[derive(Clone, Debug)]
pub(super) struct TitleLines {
    /// Index of its first line.
    pub(super) first: usize,
    /// Index of its last line.
    pub(super) last: usize,
    /// Its words.
    pub(super) text: String,
}

/// Titles in the text: short lines that end in a word of titles, with the lines they began on.
pub(super) fn titles(lines: &[TextLine]) -> Vec<TitleLines> {
    let mut found: Vec<TitleLines> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if line.is_blank() || !may_be_title(line) || !ends_title(lines, at) {
            continue;
        }
        // 重点工作 / 任务分工的意见: the upper line only looked like an end.
        let is_cut = found.last().is_some_and(|last| {
            last.last + 1 == at && ends_with_any(&last.text, &vocabulary().frame.weak_title_ends)
        });
        if is_cut {
            found.pop();
        }
        let floor = found.last().map_or(0, |last| last.last + 1);
        let first = title_start(lines, at, floor);
        let last = with_remark(lines, at);
        let text = joined(&lines[first..=last]);
        if (6..=120).contains(&text.chars().count()) {
            found.push(TitleLines { first, last, text });
        }
    }
    found
}

/// Whether a title may end on this line; 要 / 点 is a word that a line end cut.
fn ends_title(lines: &[TextLine], at: usize) -> bool {
    const CUT: usize = 2;
    let text = lines[at].trimmed();
    let above = || at.checked_sub(1).map(|above| &lines[above]);
    ends_like_title(text)
        || text.chars().count() <= CUT
            && above().is_some_and(|above| {
                may_be_title(above)
                    && !ends_like_title(above.trimmed())
                    && ends_like_title(&format!("{}{text}", above.trimmed()))
            })
}

/// The line of a remark that belongs to the title above it: （2023—2025年）, （试行）.
fn with_remark(lines: &[TextLine], title: usize) -> usize {
    const LONGEST: usize = 20;
    let below = lines.iter().enumerate().skip(title + 1).take(2);
    let remark = below.into_iter().find(|(_, line)| !line.is_blank());
    let is_remark = |text: &str| {
        text.starts_with(is_opening)
            && text.ends_with(is_closing)
            && text.chars().count() <= LONGEST
            && contains_any(text, &vocabulary().frame.title_remarks)
            && first_day(text).is_none()
            && marker(text).is_none()
    };
    match remark {
        Some((at, line)) if is_remark(line.trimmed()) => at,
        _ => title,
    }
}

/// The lines of a title as one; a space stays between two issuers.
fn joined(lines: &[TextLine]) -> String {
    let mut text = String::new();
    for part in lines
        .iter()
        .flat_map(|line| line.trimmed().split_whitespace())
    {
        if looks_like_unit(&text) && looks_like_unit(part)
            || looks_like_unit(&text)
                && part.chars().count() > 6
                && looks_like_unit(
                    part.split(|c: char| c.is_ascii_digit())
                        .next()
                        .unwrap_or_default(),
                )
        {
            text.push(' ');
        }
        text.push_str(part);
    }
    unquoted(&text).to_owned()
}

/// 《…》 around a whole title is no part of it.
fn unquoted(text: &str) -> &str {
    match text
        .strip_prefix('《')
        .and_then(|inner| inner.strip_suffix('》'))
    {
        Some(inner) if !inner.contains('《') => inner,
        _ => text,
    }
}

/// Whether a line may be part of a title.
fn may_be_title(line: &TextLine) -> bool {
    let text = line.trimmed();
    let frame = &vocabulary().frame;
    let compact = dense(text);
    text.chars().count() <= 80
        && !line.text.contains('\t')
        && !text.contains(|c: char| ends_sentence(c) || c == '|')
        && !text.ends_with([':', '：', '，', '、', ','])
        && (marker(text).is_none_or(|marker| marker.is_weak))
        && leading_label(text).is_none()
        && !starts_with_any(&compact, &frame.not_title)
        && !(compact.ends_with("文件") && compact.chars().count() <= 20)
        && !is_document_number(text)
        && !is_closing_line(text)
        && first_day(text).is_none()
        && !is_appendix(text)
}

/// The first line of the title that ends at `last`.
fn title_start(lines: &[TextLine], last: usize, floor: usize) -> usize {
    const MOST_LINES: usize = 5;
    let mut first = last;
    let mut taken = 1;
    while taken < MOST_LINES {
        let above = lines[floor..first]
            .iter()
            .rposition(|line| !line.is_blank())
            .map(|at| floor + at);
        let Some(above) = above.filter(|above| first - above <= 2) else {
            break;
        };
        let line = &lines[above];
        let below = dense(lines[first].trimmed());
        let is_org = is_issuer(line.trimmed()) || line.trimmed().split_whitespace().all(is_issuer);
        // An organ right above is part of the title, unless the title names one itself.
        let is_near = first - above == 1
            && place_before_organ(&below).is_none()
            && region::find_in(&below, "") == Named::Unknown;
        let is_joined = ["关于", "印发", "转发"]
            .iter()
            .any(|word| below.starts_with(word));
        let goes_on = !is_org || is_joined || is_near;
        let length = lines[above..=last]
            .iter()
            .map(|line| line.trimmed().chars().count())
            .sum::<usize>();
        if !may_be_title(line) || !goes_on || length > 120 || line.trimmed().chars().count() > 45 {
            break;
        }
        first = above;
        taken += 1;
    }
    first
}

pub(super) fn is_notice(text: &str) -> bool {
    let frame = &vocabulary().frame;
    let core = dense(text);
    contains_any(&core, &frame.notice)
        && (ends_with_any(&core, &frame.notice_ends) || core.ends_with("通知"))
}

/// Whether numbered text stands above a title, which then heads an appendix.
pub(super) fn is_late(lines: &[TextLine], title: &TitleLines) -> bool {
    let numbered = lines[..title.first]
        .iter()
        .filter(|line| marker(line.trimmed()).is_some_and(|marker| !marker.is_weak))
        .count();
    numbered > 2
}

/// The title of a document without a notice: the last one above the first paragraph.
pub(super) fn own_title<'a>(
    lines: &[TextLine],
    titles: &'a [TitleLines],
) -> Option<&'a TitleLines> {
    let is_text = |line: &TextLine| {
        let text = line.trimmed();
        let is_prose = text.chars().count() >= 50 && text.contains(ends_sentence);
        let is_item =
            marker(text).is_some_and(|marker| !marker.is_weak) || leading_label(text).is_some();
        is_prose || is_item || is_table(&line.text)
    };
    let first_text = lines.iter().position(is_text).unwrap_or(lines.len());
    titles.iter().rev().find(|title| title.last < first_text)
}

/// Whether a line belongs to a table: its cells, or the heads of its columns.
fn is_table(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let heads = words
        .iter()
        .filter(|word| column_of(word).is_some())
        .count();
    text.trim_end().contains(['\t', '|'])
        || heads * 2 > words.len() && (heads >= 3 || words == ["序号"])
}

/// Without any word of titles: the first short line that could be one.
pub(super) fn first_line(lines: &[TextLine]) -> Option<TitleLines> {
    let at = lines.iter().take(20).position(|line| !line.is_blank())?;
    if !may_be_title(&lines[at]) {
        return None;
    }
    let text = joined(&lines[at..=at]);
    let is_title = !is_table(&lines[at].text) && (4..=50).contains(&text.chars().count());
    is_title.then_some(TitleLines {
        first: at,
        last: at,
        text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::plan::lines::line::lines_of;

    fn texts(text: &str) -> Vec<String> {
        let lines = lines_of(text);
        titles(&lines).into_iter().map(|title| title.text).collect()
    }

    #[test]
    fn a_title_goes_on_where_a_line_only_looked_like_its_end() {
        assert_eq!(
            texts("某县人民政府关于落实政府工作报告重点工作\n任务分工的意见\n正文。"),
            ["某县人民政府关于落实政府工作报告重点工作任务分工的意见"]
        );
        assert_eq!(
            texts("关于印发某县实施方案的通知\n\n某县实施方案\n（2023—2025年）"),
            ["关于印发某县实施方案的通知", "某县实施方案（2023—2025年）"]
        );
        assert_eq!(
            texts("某县2024年卫生健康工作要\n点"),
            ["某县2024年卫生健康工作要点"]
        );
    }
}
