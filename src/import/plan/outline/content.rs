//! What a heading or item says: its title, its text, who answers for it.

use super::title::split_title;
use super::tree::OutlineNode;
use crate::import::plan::lines::labels::{head_of, labels_in};
use crate::import::plan::lines::paragraphs::Paragraph;
use crate::import::plan::parties::fields::{ClauseFields, values};
use crate::import::plan::parties::parentheses::{groups_in, without};
use crate::import::plan::words::chars::{tidy, trim_signs};
use crate::import::plan::words::vocabulary::{LabelKind, vocabulary};

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

/// 同上: the names of the item before that has some.
pub fn follow_above(contents: &mut [ClauseContent]) {
    let mut above: Option<usize> = None;
    for at in 0..contents.len() {
        let (before, rest) = contents.split_at_mut(at);
        let own = &mut rest[0].fields;
        if let Some(above) = above.and_then(|above| before.get(above)) {
            own.follow(&above.fields);
        }
        if own.has_parties() {
            above = Some(at);
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::plan::lines::line::lines_of;
    use crate::import::plan::lines::paragraphs::paragraphs;
    use crate::import::plan::outline::title::short_title;
    use crate::import::plan::outline::tree::outline;

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
