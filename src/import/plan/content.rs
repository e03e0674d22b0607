//! What a heading or item says: its title, its text, who answers for it.

use super::chars::{ends_sentence, tidy, trim_signs};
use super::fields::{ClauseFields, values};
use super::join::Paragraph;
use super::labels::{head_of, labels_in};
use super::outline::OutlineNode;
use super::paren::{groups_in, without};
use super::vocabulary::{LabelKind, vocabulary};
use crate::domain::dates::mentions_in;

/// The longest first sentence that is taken for a title.
const LONGEST_TITLE: usize = 60;

/// Parts of a paragraph that carry all of it as their printed words. Where there are more, each
/// carries its own, or a paragraph would be copied as often as it has parts.
const MOST_SHARED: usize = 8;

/// The texts of an item by what they are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClauseContent {
    /// The short name; empty where the item is a bare sentence.
    pub title: String,
    /// Prose that stands under no label.
    pub body: Vec<String>,
    /// 问题描述.
    pub problem: Vec<String>,
    /// 目标任务.
    pub objective: Vec<String>,
    /// 工作措施.
    pub measures: Vec<String>,
    /// 工作内容.
    pub requirement: Vec<String>,
    /// Who answers and by when.
    pub fields: ClauseFields,
    /// Parts of the text that end in a responsibility of their own.
    pub parts: Vec<ClausePart>,
    /// Whether the heading's paragraph holds nothing but the title.
    pub is_bare_heading: bool,
}

/// Text with the responsibility printed behind it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClausePart {
    /// Line of its first words.
    pub line: u32,
    /// Its words.
    pub text: String,
    /// Its words as printed.
    pub printed: String,
    /// Who answers for it.
    pub fields: ClauseFields,
}

/// Reads a node without its children.
pub fn content_of(node: &OutlineNode) -> ClauseContent {
    let mut reader = ClauseReader::default();
    let heading = reader.words_of(&node.heading, node.line, &node.heading);
    let has_more = !node.body.is_empty() || !node.children.is_empty();
    let (title, rest) = split_title(&heading, has_more);
    reader.content.is_bare_heading = !title.is_empty() && rest.is_empty();
    reader.heading_done(&rest);
    if !rest.is_empty() {
        reader.content.body.push(rest);
    }
    for paragraph in &node.body {
        reader.paragraph(paragraph);
    }
    reader.entitle(title);
    if reader.content.parts.len() < 2 {
        // The sole part says nothing that the item does not; a long document has many.
        reader.content.parts = Vec::new();
    }
    reader.content
}

#[derive(Default)]
struct ClauseReader {
    content: ClauseContent,
    block: Option<LabelKind>,
    /// Whether the last part has its responsibility and the next words begin a new one.
    is_closed: bool,
}

impl ClauseReader {
    fn paragraph(&mut self, paragraph: &Paragraph) {
        let words = self.words_of(&paragraph.text, paragraph.line, &paragraph.text);
        if !words.is_empty() {
            let block = self.block;
            self.content.block(block).push(words);
        }
    }

    /// Takes labels and parentheses out of a paragraph; returns what is left of it.
    fn words_of(&mut self, text: &str, line: u32, printed: &str) -> String {
        let groups = groups_in(text);
        let mut from = 0;
        for group in &groups {
            let printed = match groups.len() > MOST_SHARED {
                true => &text[from..group.end],
                false => printed,
            };
            self.part(line, &text[from..group.start], printed, &group.fields);
            self.content.fields.extend(group.fields.clone());
            from = group.end;
        }
        let left = without(text, &groups);
        let labels = labels_in(&left);
        let Some(first) = labels.first() else {
            self.prose(line, &text[from..], printed);
            return tidy(&left);
        };
        let before = &left[..first.start];
        self.prose(line, before, printed);
        for (label, value) in values(&left, &labels) {
            let printed = match labels.len() > MOST_SHARED {
                true => value,
                false => printed,
            };
            self.labelled(label.slot, value, line, printed);
        }
        tidy(before)
    }

    /// Takes the words behind a label.
    fn labelled(&mut self, slot: LabelKind, value: &str, line: u32, printed: &str) {
        if slot.is_responsibility() || slot == LabelKind::Deadline {
            let mut fields = ClauseFields::default();
            fields.take(slot, value);
            self.label(line, printed, &fields);
            self.content.fields.take(slot, value);
            return;
        }
        if slot == LabelKind::Title {
            self.content.title = tidy(trim_signs(value));
            self.block = None;
            return;
        }
        self.prose(line, value, printed);
        let value = tidy(value);
        if !value.is_empty() {
            self.content.block(Some(slot)).push(value);
        }
        self.block = Some(slot);
    }

    /// The title by its label, 任务名称：, goes before the words of the heading, which may be no more
    /// than 任务编号：A-01.
    fn entitle(&mut self, heading: String) {
        let words = &vocabulary().columns.number;
        if self.content.title.is_empty() {
            self.content.title = heading;
        } else if words.contains(&heading) {
            self.content.body.drain(..self.content.body.len().min(1));
        } else if !heading.is_empty() {
            self.content.body.insert(0, heading);
        }
    }

    /// The title heads all parts and is no word of the first.
    fn heading_done(&mut self, rest: &str) {
        match self.content.parts.first_mut() {
            Some(part) if !rest.is_empty() => {
                if let Some(at) = part.text.find(head_of(rest, 10)) {
                    part.text.drain(..at);
                }
            }
            Some(part) if !part.fields.is_labelled => self.content.parts.clear(),
            _ => {}
        }
    }

    /// Words that end in a parenthesis of their own.
    fn part(&mut self, line: u32, text: &str, printed: &str, fields: &ClauseFields) {
        self.prose(line, text, printed);
        self.label(line, printed, fields);
    }

    /// Prose goes to the open part, or begins one.
    fn prose(&mut self, line: u32, text: &str, printed: &str) {
        let text = text
            .trim_start_matches(['。', '；', '，', '.', ';', ',', ' '])
            .trim();
        if text.is_empty() {
            return;
        }
        match self.content.parts.last_mut() {
            Some(part) if !self.is_closed => {
                part.text.push_str(text);
                if !part.printed.ends_with(printed) {
                    part.printed.push('\n');
                    part.printed.push_str(printed);
                }
            }
            _ => self.content.begin_part(ClausePart {
                line,
                text: tidy(text),
                printed: printed.to_owned(),
                fields: ClauseFields::default(),
            }),
        }
        self.is_closed = false;
    }

    /// A responsibility belongs to the words before it.
    fn label(&mut self, line: u32, printed: &str, fields: &ClauseFields) {
        if self.content.parts.is_empty() {
            self.content.begin_part(ClausePart {
                line,
                ..ClausePart::default()
            });
        }
        if let Some(part) = self.content.parts.last_mut() {
            part.fields.extend(fields.clone());
            if !part.printed.ends_with(printed) {
                part.printed.push('\n');
                part.printed.push_str(printed);
            }
        }
        self.is_closed = true;
    }
}

impl ClauseContent {
    /// Most items have one part. Room for more would be most of what a long document takes.
    fn begin_part(&mut self, part: ClausePart) {
        if self.parts.is_empty() {
            self.parts.reserve_exact(1);
        }
        self.parts.push(part);
    }

    fn block(&mut self, block: Option<LabelKind>) -> &mut Vec<String> {
        match block {
            Some(LabelKind::Problem) => &mut self.problem,
            Some(LabelKind::Objective) => &mut self.objective,
            Some(LabelKind::Measures) => &mut self.measures,
            Some(LabelKind::Requirement) => &mut self.requirement,
            _ => &mut self.body,
        }
    }

    /// How many parts name somebody of their own.
    pub fn answered_parts(&self) -> usize {
        self.parts
            .iter()
            .filter(|part| part.fields.is_labelled && !part.text.is_empty())
            .count()
    }

    /// What is demanded, without the title.
    pub fn demand(&self) -> String {
        let parts = [
            &self.body,
            &self.requirement,
            &self.objective,
            &self.measures,
        ];
        parts
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Whether there is prose beyond the title.
    pub fn has_prose(&self) -> bool {
        [
            &self.body,
            &self.requirement,
            &self.objective,
            &self.measures,
            &self.problem,
        ]
        .into_iter()
        .any(|text| !text.is_empty())
    }
}

/// The same for a sentence of a list: only few plain words without a figure are its title.
pub fn split_short_title(text: &str) -> (String, String) {
    const LONGEST: usize = 25;
    let (title, rest) = split_title(text, false);
    let is_plain =
        title.chars().count() <= LONGEST && !title.contains(|c: char| c.is_ascii_digit());
    if is_plain && !rest.is_empty() {
        (title, rest)
    } else {
        (String::new(), text.to_owned())
    }
}

/// The title of an item and the words behind it. `has_more`: whether more text stands under it, so
/// that a single sentence is its title.
pub fn split_title(text: &str, has_more: bool) -> (String, String) {
    let text = text.trim();
    let Some((at, sign)) = title_end(text) else {
        let is_title = has_more || text.chars().count() <= 20;
        return if is_title && !text.ends_with('：') && text.chars().count() <= 2 * LONGEST_TITLE {
            (trim_signs(text).to_owned(), String::new())
        } else {
            (String::new(), text.to_owned())
        };
    };
    let (first, rest) = (&text[..at], text[at + sign..].trim());
    let is_short = first.chars().count() <= LONGEST_TITLE && first.chars().count() >= 2;
    if !is_short || has_date(first) || (rest.is_empty() && !has_more) {
        return (String::new(), text.to_owned());
    }
    (trim_signs(first).to_owned(), rest.to_owned())
}

/// Where the first sentence ends, and how long the sign is: 。 or a colon or dash behind few words.
fn title_end(text: &str) -> Option<(usize, usize)> {
    let mut depth = 0_usize;
    let mut quoted = false;
    for (count, (at, c)) in text.char_indices().enumerate() {
        match c {
            '《' => depth += 1,
            '》' => depth = depth.saturating_sub(1),
            '“' => quoted = true,
            '”' => quoted = false,
            _ => {}
        }
        let is_open = depth == 0 && !quoted;
        let rest = &text[at + c.len_utf8()..];
        let is_end = match c {
            '。' | '｡' | '．' => is_open,
            '：' | ':' => {
                is_open && (4..=25).contains(&count) && !text[..at].contains(['，', ','])
            }
            '—' => is_open && (4..=25).contains(&count) && rest.starts_with('—'),
            _ => false,
        };
        if is_end {
            return Some((at, c.len_utf8() + if c == '—' { '—'.len_utf8() } else { 0 }));
        }
        if ends_sentence(c) && is_open {
            return None;
        }
    }
    None
}

fn has_date(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    mentions_in(&chars)
        .iter()
        .any(|mention| mention.year.is_some())
}

/// 到2025年，建成泵站: the words behind a clause that is a mere date.
fn behind_date(text: &str) -> &str {
    let Some(comma) = text.find(['，', ',']) else {
        return text;
    };
    let clause: Vec<char> = text[..comma].chars().take(20).collect();
    let is_date = mentions_in(&clause).first().is_some_and(|mention| {
        let around = clause[..mention.start].iter().chain(&clause[mention.end..]);
        around
            .into_iter()
            .all(|c| "到至在于截止底末前内之以".contains(*c))
    });
    let behind = trim_signs(&text[comma..]);
    if is_date && !behind.is_empty() {
        behind
    } else {
        text
    }
}

/// A short name for words without a title: their first clause that is no mere date.
pub fn short_title(text: &str) -> String {
    const SHORTEST: usize = 6;
    const LONGEST: usize = 40;
    let text = behind_date(trim_signs(text));
    let mut end = text.len();
    for (count, (at, c)) in text.char_indices().enumerate() {
        let is_break = ends_sentence(c) || matches!(c, '，' | ',' | '：' | ':' | '\n');
        if (is_break && count >= SHORTEST) || count >= LONGEST {
            end = at;
            break;
        }
    }
    trim_signs(&text[..end]).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::plan::join::paragraphs;
    use crate::import::plan::lines::lines_of;
    use crate::import::plan::outline::outline;

    fn first(text: &str) -> ClauseContent {
        content_of(&outline(&paragraphs(&lines_of(text))).nodes[0])
    }

    #[test]
    fn the_first_sentence_is_the_title_and_labels_leave_the_text() {
        let got = first(
            "5.坚持“五育”并举，发展素质教育。各地各学校要落实。\n责任领导：孙亮\n牵头科室: 基教科\n责任单位：各旗县区教育局",
        );
        assert_eq!(got.title, "坚持“五育”并举，发展素质教育");
        assert_eq!(got.demand(), "各地各学校要落实。");
        assert_eq!(got.fields.lead.names, ["基教科"]);
    }

    #[test]
    fn a_short_title_is_the_first_clause_that_is_no_mere_date() {
        for (text, title) in [
            ("到2025年，创建示范园1所，建设试点校", "创建示范园1所"),
            (
                "2024年底前,完成管网改造20公里。其余再说",
                "完成管网改造20公里",
            ),
            ("2025年职普比例合理，持续优化", "2025年职普比例合理"),
            ("到2025年，", "到2025年"),
            ("健全督导体制，配齐督学", "健全督导体制"),
        ] {
            assert_eq!(short_title(text), title);
        }
    }

    #[test]
    fn blocks_are_kept_apart_even_inside_a_paragraph() {
        let got = first(
            "6. 深化改革\n问题描述: 甲不够。\n问题描述: 乙不足。\n目标任务: 丙完善。 工作措施:丁推进。\n牵头科室(单位): 甲中心责任科室(单位): 乙科",
        );
        assert_eq!(got.problem, ["甲不够。", "乙不足。"]);
        assert_eq!(got.objective, ["丙完善。"]);
        assert_eq!(got.measures, ["丁推进。"]);
        assert_eq!(got.fields.responsible.names, ["乙科"]);
        assert!(got.is_bare_heading);
    }

    #[test]
    fn the_title_may_stand_behind_a_label() {
        let got = first(
            "一、任务编号：A-01\n任务名称：建设平台\n任务内容：整合设备。\n牵头单位：县数据局",
        );
        assert_eq!(got.title, "建设平台");
        assert_eq!(got.demand(), "整合设备。");
        let got = first("1.项目名称：建设平台\n任务内容：整合设备。");
        assert_eq!(
            (got.title.as_str(), got.demand().as_str()),
            ("建设平台", "整合设备。")
        );
    }

    #[test]
    fn a_bare_sentence_has_no_title_but_a_short_name() {
        let got = first("3.全年新增城镇就业5万人以上，失业率控制在5%以内。（责任单位：市人社局）");
        assert_eq!(got.title, "");
        assert_eq!(
            got.demand(),
            "全年新增城镇就业5万人以上，失业率控制在5%以内。"
        );
        assert_eq!(short_title(&got.demand()), "全年新增城镇就业5万人以上");
    }

    #[test]
    fn sentences_under_a_heading_that_end_in_parentheses_are_parts() {
        let got = first(
            "（一）扩大投资\n实施项目一百个。（市发改委牵头，各县区负责）\n建设园区。（责任单位：市工信局）",
        );
        assert_eq!(got.answered_parts(), 2);
        assert_eq!(got.parts[1].text, "建设园区。");
        assert_eq!(got.parts[1].fields.responsible.names, ["市工信局"]);
    }

    #[test]
    fn a_paragraph_of_very_many_parts_is_not_copied_for_each() {
        let text = format!(
            "1.任务。{}",
            "建设学校。（责任单位：县教育局）".repeat(1_000)
        );
        let got = first(&text);
        let printed: usize = got.parts.iter().map(|part| part.printed.len()).sum();
        assert!(
            got.parts.len() >= 1_000 && printed <= text.len(),
            "{printed}"
        );
        let few = first("1.任务。建一。（责任单位：县教育局）建二。（责任单位：县财政局）");
        assert!(
            few.parts
                .iter()
                .all(|part| part.printed.starts_with("任务"))
        );
    }
}
