//! Lines to paragraphs: hard wraps and page joins undone.

use super::kind::{first_day, is_closing_line, is_issuer};
use super::labels::{head_of, labels_in, leading_label};
use super::line::{TextLine, without_bullet};
use super::marker::{Marker, MarkerKind, marker};
use crate::import::plan::words::chars::{digit, ends_sentence, is_opening, open_brackets, tidy};
use crate::import::plan::words::unit_words::looks_like_unit;
use crate::import::plan::words::vocabulary::{LabelKind, longest_start, vocabulary};
use crate::text::columns;

/// Text that belongs together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// Line of its first words.
    pub line: u32,
    /// Its words, lines joined.
    pub text: String,
    /// The number it begins with.
    pub marker: Option<Marker>,
}

/// How the lines of a text were broken.
struct LineBreaks {
    /// Columns of a full line, where the text is broken at a width.
    wrap: Option<usize>,
    /// Whether items are numbered by digits before a mere space.
    has_weak_numbers: bool,
}

/// The paragraphs of `lines`.
pub fn paragraphs(lines: &[TextLine]) -> Vec<Paragraph> {
    let layout = LineBreaks::of(lines);
    let mut out: Vec<Paragraph> = Vec::new();
    let mut last_width = 0;
    for line in lines {
        if line.is_blank() {
            continue;
        }
        let text = without_bullet(line.trimmed());
        match out.last_mut() {
            Some(paragraph) if layout.joins(paragraph, last_width, text) => {
                paragraph.append(text);
            }
            _ => out.push(Paragraph {
                line: line.number,
                text: text.to_owned(),
                marker: layout.marker(text),
            }),
        }
        last_width = columns(line.text.trim_end());
    }
    out
}

impl Paragraph {
    /// Adds the next line; only Latin words need a space between.
    fn append(&mut self, text: &str) {
        let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
        if is_latin(self.text.chars().next_back()) && is_latin(text.chars().next()) {
            self.text.push(' ');
        }
        self.text.push_str(text);
    }

    /// The words behind the number.
    pub fn words(&self) -> &str {
        self.marker
            .as_ref()
            .map_or(&self.text, |marker| &self.text[marker.rest..])
    }
}

impl LineBreaks {
    fn of(lines: &[TextLine]) -> Self {
        LineBreaks {
            wrap: wrap_width(lines),
            has_weak_numbers: has_weak_numbers(lines),
        }
    }

    fn marker(&self, text: &str) -> Option<Marker> {
        marker(text).filter(|marker| !marker.is_weak || self.has_weak_numbers)
    }

    fn is_full(&self, width: usize) -> bool {
        self.wrap.is_some_and(|wrap| width + 5 >= wrap)
    }

    /// Whether a paragraph begins with `text` in any case.
    fn starts_anew(&self, text: &str) -> bool {
        self.marker(text).is_some() || leading_label(text).is_some() || is_closing_line(text)
    }

    /// Whether `text` goes on what `paragraph` began.
    fn joins(&self, paragraph: &Paragraph, last_width: usize, text: &str) -> bool {
        let so_far = paragraph.text.trim_end();
        let tail = tail_of(so_far);
        let Some(last) = tail.chars().next_back() else {
            return false;
        };
        if is_cut_between(last, text) {
            return true;
        }
        if self.starts_anew(text) {
            // （牵头单位：甲 broken before 配合单位：乙, or 协同 before 责任单位：
            return self.marker(text).is_none()
                && (is_in_parenthesis(&tail) || is_cut_label(&tail, text))
                && !is_closing_line(text);
        }
        if is_alone(text) && !tail.ends_with(['、', '，']) {
            return false;
        }
        if matches!(
            last,
            '、' | '，' | ',' | '（' | '(' | '《' | '“' | '〔' | '—'
        ) {
            return true;
        }
        let label = leading_label(so_far);
        if matches!(last, '：' | ':') {
            return labels_in(&tail)
                .last()
                .is_some_and(|label| label.value >= tail.len());
        }
        let is_quoted_end = matches!(last, '”' | '"' | '）' | ')')
            && tail.chars().rev().nth(1).is_some_and(ends_sentence);
        if ends_sentence(last) || is_quoted_end {
            return false;
        }
        if let Some(label) = label {
            let is_full = self.is_full(last_width);
            return match label.slot {
                LabelKind::Party(_) | LabelKind::Mixed | LabelKind::Deadline => {
                    (is_full && !is_prose(text)) || goes_on_list(text)
                }
                // 问题描述 and its kin are prose: without an end they go on.
                _ => true,
            };
        }
        (open_brackets(&tail) > 0 && so_far.len() > 90)
            || self.breaks_within(paragraph, last_width, &tail)
    }

    /// Whether a line breaks because it is full, or in the middle of prose.
    fn breaks_within(&self, paragraph: &Paragraph, last_width: usize, tail: &str) -> bool {
        let is_full = self.is_full(last_width);
        if paragraph.marker.is_some() {
            let words = paragraph.words();
            return is_full || head_of(words, 400).contains(ends_sentence);
        }
        is_full || tail.chars().count() >= 40 || tail.contains(ends_sentence)
    }
}

/// The end of a text, as far as it is looked at.
fn tail_of(text: &str) -> String {
    const LONGEST: usize = 400;
    let from = text.char_indices().rev().take(LONGEST).last();
    text[from.map_or(text.len(), |(at, _)| at)..].to_owned()
}

/// Whether no paragraph can begin here: inside a number, between a number and its measure (15 / 条，),
/// or before a sign that closes something.
fn is_cut_between(last: char, text: &str) -> bool {
    let is_closer = |c: char| {
        matches!(
            c,
            '，' | '。' | '、' | '；' | '：' | '）' | '》' | '”' | '％' | '%'
        )
    };
    let first = text.chars().next();
    let is_number = digit(last).is_some()
        && first.is_some_and(|c| digit(c).is_some())
        && marker(text).is_none();
    let measure = longest_start(text, &vocabulary().targets.units);
    let is_figure = digit(last).is_some()
        && measure.is_some_and(|unit| text[unit.len()..].starts_with(is_closer));
    is_number || is_figure || first.is_some_and(is_closer)
}

/// Whether a label was cut: 协同 / 责任单位：, 完成 / 时限：.
fn is_cut_label(tail: &str, text: &str) -> bool {
    const MOST: usize = 4;
    let Some(label) = leading_label(text) else {
        return false;
    };
    let word: String = text[label.start..label.value]
        .chars()
        .take_while(|c| !matches!(c, ':' | '：'))
        .filter(|c| !c.is_whitespace())
        .collect();
    let starts = tail.char_indices().rev().take(MOST).map(|(at, _)| at);
    starts.into_iter().any(|at| {
        let is_apart = tail[..at]
            .chars()
            .next_back()
            .is_none_or(|c| ends_sentence(c) || is_opening(c));
        is_apart
            && vocabulary()
                .label(&format!("{}{word}", &tail[at..]))
                .is_some()
    })
}

/// Whether a line has a sentence that ends before it does: words of a text, not of a list.
fn is_prose(text: &str) -> bool {
    let inner = text.trim_end_matches(['。', '）', ')']);
    inner.contains('。') && labels_in(inner).is_empty()
}

/// Whether a line stands alone by its nature: a signature, a date.
fn is_alone(text: &str) -> bool {
    is_issuer(text)
        && text.chars().count() > 6
        && text.ends_with(['府', '会', '室', '局', '委'])
        && text.chars().count() <= 20
        && !text.contains('、')
        || first_day(text).is_some() && text.chars().count() <= 16
}

/// Whether a line carries on a list of units: 所、市电教中心.
fn goes_on_list(text: &str) -> bool {
    let core = text.trim_end_matches(['。', '；']);
    let is_list = core.contains(['、', '，'])
        && core
            .split(['、', '，'])
            .filter(|part| looks_like_unit(&tidy(part)))
            .count()
            * 2
            >= core.split(['、', '，']).count();
    !core.contains(ends_sentence)
        && text.chars().count() <= 200
        && (is_list || looks_like_unit(&tidy(core)))
}

/// Whether a responsibility parenthesis is still open.
fn is_in_parenthesis(tail: &str) -> bool {
    open_brackets(tail) > 0 && tail.ends_with(['（', '('])
        || open_brackets(tail) > 0
            && tail.rfind(['（', '(', '【', '[']).is_some_and(|at| {
                leading_label(&tail[at..]).is_some_and(|label| label.slot.is_responsibility())
            })
}

/// The width at which most lines are full, where the text was broken at one.
fn wrap_width(lines: &[TextLine]) -> Option<usize> {
    let mut widths: Vec<usize> = lines
        .iter()
        .map(|line| columns(line.text.trim_end()))
        .filter(|width| *width >= 24)
        .collect();
    widths.sort_unstable();
    let top = *widths.get(widths.len().saturating_sub(1) * 97 / 100)?;
    let full = widths
        .iter()
        .filter(|width| **width + 5 >= top && **width <= top + 4)
        .count();
    (widths.len() >= 8 && top <= 130 && full * 100 >= widths.len() * 35).then_some(top)
}

/// Whether lines that begin with digits and a space count up from 1.
fn has_weak_numbers(lines: &[TextLine]) -> bool {
    let mut expected = 1;
    let mut strong = 0;
    for line in lines {
        match marker(without_bullet(line.trimmed())) {
            Some(marker) if marker.is_weak && marker.value == expected => expected += 1,
            Some(marker) if !marker.is_weak && marker.kind == MarkerKind::Arabic => strong += 1,
            _ => {}
        }
    }
    expected > 3 && strong == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::plan::lines::line::lines_of;

    fn joined(text: &str) -> Vec<String> {
        paragraphs(&lines_of(text))
            .into_iter()
            .map(|paragraph| paragraph.text)
            .collect()
    }

    #[test]
    fn a_sentence_cut_by_a_page_is_joined_again() {
        let text = "工作措施:落实中央八项规定精神和省委省政府十项规\n\n定、市委市政府规定。抓好整改，推动各项工作走深走实见到成效，严格按照要\n\n求落实。\n\n牵头科室: 党建办";
        assert_eq!(joined(text).len(), 2, "{:?}", joined(text));
    }

    #[test]
    fn a_number_and_its_measure_are_one_whatever_the_width_of_the_line() {
        let text = "5.建公园2个，改造背街小巷15\n条，9月底前完成。\n6.另一项";
        assert_eq!(
            joined(text),
            ["5.建公园2个，改造背街小巷15条，9月底前完成。", "6.另一项"]
        );
        assert_eq!(joined("1.培育企业15\n条块结合抓落实").len(), 2);
    }

    #[test]
    fn a_list_of_units_goes_on_behind_the_gap() {
        let text = "责任科室: 督导办、市教科所、\n\n市电教中心\n\n责任科室: 计财科、市教科\n\n所、市电教中心\n\n五、队伍建设\n\n1.加强管理";
        assert_eq!(
            joined(text),
            [
                "责任科室: 督导办、市教科所、市电教中心",
                "责任科室: 计财科、市教科所、市电教中心",
                "五、队伍建设",
                "1.加强管理"
            ]
        );
    }

    #[test]
    fn headings_and_what_stands_under_them_stay_apart() {
        let text = "三、重点任务\n（一）加强基层卫生服务\n建设县级中心，完善服务体系。\n责任单位：县卫健局\n1.推进项目\n某县人民政府\n2024年3月5日";
        assert_eq!(joined(text).len(), 7);
    }

    #[test]
    fn hard_wraps_inside_words_and_headings_are_undone() {
        let paragraphs = [
            "（一）持续推进全县基层医疗卫生服务体系和服务能力标准化建设",
            "  到年底建成县级区域医疗中心一个，乡镇卫生院全部达到国家基本标准，村卫生室覆盖率百分之百，家庭医生签约服务质量稳步提高，群众满意。",
            "  加强县级医院综合服务能力建设，推动优质医疗资源下沉到乡镇村组，完善分级诊疗，做到小病不出乡、大病不出县，群众就医更加方便。",
            "（二）推进信息化建设。建设全县统一的健康信息平台，实现互通共享，各级医疗机构全部接入平台，检查检验结果相互认可。",
        ];
        let wrapped: Vec<String> = paragraphs
            .iter()
            .flat_map(|text| {
                text.chars()
                    .collect::<Vec<_>>()
                    .chunks(26)
                    .map(String::from_iter)
                    .collect::<Vec<_>>()
            })
            .collect();
        let want: Vec<&str> = paragraphs.iter().map(|text| text.trim()).collect();
        assert_eq!(joined(&wrapped.join("\n")), want);
    }
}
