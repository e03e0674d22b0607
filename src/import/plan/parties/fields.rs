//! Who answers for an item and by when, collected from its labels and parentheses.

use super::people::read_people;
use super::units::{NameList, is_as_above, is_none, read_units};
use crate::domain::dates::mentions_in;
use crate::domain::people::Role;
use crate::import::plan::lines::labels::{Label, labels_in};
use crate::import::plan::words::chars::{dense, digit, trim_signs};
use crate::import::plan::words::unit_words::looks_like_unit;
use crate::import::plan::words::vocabulary::{LabelKind, contains_any, vocabulary};

/// More deadlines than any item has, the steps below it included.
const MOST_DEADLINES: usize = 200;

/// The responsibilities of an item.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClauseFields {
    /// 责任领导.
    pub leaders: NameList,
    /// 牵头单位.
    pub lead: NameList,
    /// 责任单位.
    pub responsible: NameList,
    /// 配合单位.
    pub assisting: NameList,
    /// 完成时限, each as printed.
    pub deadlines: Vec<String>,
    /// Whether a label or parenthesis of responsibility stood there at all.
    pub is_labelled: bool,
    /// How many lists of responsible units there were.
    responsible_lists: usize,
}

impl ClauseFields {
    /// Whether somebody is named.
    pub fn has_parties(&self) -> bool {
        Role::ALL
            .iter()
            .any(|role| !self.of(*role).names.is_empty())
    }

    /// The list of a role.
    pub fn of(&self, role: Role) -> &NameList {
        match role {
            Role::Leader => &self.leaders,
            Role::LeadUnit => &self.lead,
            Role::ResponsibleUnit => &self.responsible,
            Role::AssistingUnit => &self.assisting,
        }
    }

    fn of_mut(&mut self, role: Role) -> &mut NameList {
        match role {
            Role::Leader => &mut self.leaders,
            Role::LeadUnit => &mut self.lead,
            Role::ResponsibleUnit => &mut self.responsible,
            Role::AssistingUnit => &mut self.assisting,
        }
    }

    /// Takes what stands behind a label.
    pub fn take(&mut self, slot: LabelKind, value: &str) {
        match slot {
            LabelKind::Party(role) => self.take_parties(role, value),
            LabelKind::Mixed => self.take_mixed(value),
            LabelKind::Deadline => self.take_deadline(value),
            LabelKind::Problem
            | LabelKind::Objective
            | LabelKind::Measures
            | LabelKind::Requirement
            | LabelKind::Title => {}
        }
        self.is_labelled |= slot.is_responsibility();
    }

    fn take_parties(&mut self, role: Role, value: &str) {
        let mut read = match role {
            Role::Leader => read_people(value),
            _ => read_units(value),
        };
        for text in without_times(&mut read) {
            self.add_deadline(text);
        }
        if role == Role::ResponsibleUnit && !read.names.is_empty() {
            // Two lists of responsible units and no lead: the first one leads.
            if self.responsible_lists == 1
                && self.lead.names.is_empty()
                && self.responsible.names.len() == 1
            {
                self.lead = std::mem::take(&mut self.responsible);
            }
            self.responsible_lists += 1;
            self.take_marked_leads(&mut read);
        }
        self.of_mut(role).extend(read);
    }

    /// Moves the names marked （牵头） to the leads.
    fn take_marked_leads(&mut self, read: &mut NameList) {
        for name in std::mem::take(&mut read.leads) {
            if let Some(at) = read.names.iter().position(|known| *known == name) {
                let moved = NameList {
                    names: vec![read.names.remove(at)],
                    printed: vec![read.printed.remove(at)],
                    ..NameList::default()
                };
                self.lead.extend(moved);
            }
        }
    }

    /// 责任单位及责任人: what looks like a unit is one, the rest are people.
    fn take_mixed(&mut self, value: &str) {
        let parts = value.split([' ', '、', '，', ',', '；', ';', '\n', '：', ':']);
        let (units, people): (Vec<&str>, Vec<&str>) = parts
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .partition(|part| looks_like_unit(part));
        self.take_parties(Role::ResponsibleUnit, &units.join("、"));
        if !people.is_empty() {
            self.take_parties(Role::Leader, &people.join("、"));
        }
    }

    fn take_deadline(&mut self, value: &str) {
        let mut text = String::new();
        for part in value
            .split('\n')
            .map(trim_signs)
            .filter(|part| !is_none(part))
        {
            if !text.is_empty() && !is_cut_date(&text, part) {
                text.push('、');
            }
            text.push_str(part);
        }
        self.add_deadline(text);
    }

    fn add_deadline(&mut self, text: String) {
        let has_room = self.deadlines.len() < MOST_DEADLINES;
        if has_room && !text.is_empty() && !self.deadlines.contains(&text) {
            self.deadlines.push(text);
        }
    }

    /// Puts the names of the item above where this one says 同上.
    pub fn follow(&mut self, above: &ClauseFields) {
        let pairs = [
            (&mut self.leaders, &above.leaders),
            (&mut self.lead, &above.lead),
            (&mut self.responsible, &above.responsible),
            (&mut self.assisting, &above.assisting),
        ];
        for (own, above) in pairs {
            if let [name] = own.names.as_slice()
                && is_as_above(name)
            {
                own.clone_from(above);
            }
        }
        if let [deadline] = self.deadlines.as_slice()
            && is_as_above(deadline)
        {
            self.deadlines.clone_from(&above.deadlines);
        }
    }

    /// Takes over everything of another item that is not there yet.
    pub fn extend(&mut self, more: ClauseFields) {
        self.leaders.extend(more.leaders);
        self.lead.extend(more.lead);
        self.responsible.extend(more.responsible);
        self.assisting.extend(more.assisting);
        for deadline in more.deadlines {
            self.add_deadline(deadline);
        }
        self.is_labelled |= more.is_labelled;
    }
}

/// 2024年 / 9月底: a line end inside a date, where 2024年 / 2025年 are two.
fn is_cut_date(before: &str, part: &str) -> bool {
    let is_year = mentions_in(&part.chars().collect::<Vec<_>>())
        .first()
        .is_some_and(|mention| mention.start == 0 && mention.year.is_some());
    let is_open = before
        .ends_with(|c: char| digit(c).is_some() || matches!(c, '年' | '月' | '至' | '-' | '—'));
    let goes_on = part.starts_with(|c: char| {
        digit(c).is_some() || matches!(c, '年' | '月' | '日' | '底' | '末' | '前' | '至')
    });
    is_open && goes_on && !is_year
}

/// Takes every labelled part of `text`; returns whether there was one and the words before the
/// first.
pub fn take_labelled<'a>(text: &'a str, fields: &mut ClauseFields) -> (Vec<Label>, &'a str) {
    let labels = labels_in(text);
    for (label, value) in values(text, &labels) {
        fields.take(label.slot, value);
    }
    let before = labels.first().map_or(text, |first| &text[..first.start]);
    (labels, before)
}

/// Each label with the words up to the next one.
pub fn values<'a, 'b>(
    text: &'a str,
    labels: &'b [Label],
) -> impl Iterator<Item = (&'b Label, &'a str)> {
    let ends = labels
        .iter()
        .skip(1)
        .map(|label| label.start)
        .chain([text.len()]);
    labels
        .iter()
        .zip(ends)
        .map(move |(label, end)| (label, text[label.value..end].trim()))
}

/// Takes out of a list what says by when: 责任单位：市财政局，2027年底前完成。
fn without_times(read: &mut NameList) -> Vec<String> {
    let mut times = Vec::new();
    let mut at = 0;
    while let Some(printed) = read.printed.get(at) {
        if says_when(printed) {
            times.push(read.printed.remove(at));
            read.names.remove(at);
        } else {
            at += 1;
        }
    }
    times
}

/// Whether words are a time and no name: 6月底前完成, 长期坚持.
fn says_when(words: &str) -> bool {
    let chars: Vec<char> = dense(words).chars().collect();
    // 2024年专项工作组 is a body, be it of one year.
    let is_body = looks_like_unit(words) || words.ends_with(['组', '班', '部', '办', '会']);
    !is_body
        && (!mentions_in(&chars).is_empty()
            || contains_any(words, &vocabulary().deadlines.standing))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> ClauseFields {
        let mut fields = ClauseFields::default();
        take_labelled(text, &mut fields);
        fields
    }

    #[test]
    fn each_label_fills_its_list() {
        let got = read(
            "责任领导：孙亮。牵头单位：县发改委、财政局；配合单位：各乡镇。完成时限：2024年6月底前",
        );
        assert_eq!(got.leaders.names, ["孙亮"]);
        assert_eq!(got.lead.names, ["县发改委", "县财政局"]);
        assert_eq!(got.assisting.names, ["各乡镇"]);
        assert_eq!(got.deadlines, ["2024年6月底前"]);
        assert!(got.is_labelled);
    }

    #[test]
    fn what_says_by_when_behind_the_units_is_no_unit() {
        for (text, units, when) in [
            (
                "责任单位：市财政局、市民政局，2027年12月31日前完成。",
                "市财政局 市民政局",
                "2027年12月31日前完成",
            ),
            (
                "责任单位：市教育局、市人社局。6月底前完成",
                "市教育局 市人社局",
                "6月底前完成",
            ),
            ("责任单位：市公安局；长期坚持。", "市公安局", "长期坚持"),
            (
                "责任单位：市教育局、市财政局，2027年2月29日前完成",
                "市教育局 市财政局",
                "2027年2月29日前完成",
            ),
            (
                "责任单位：市教育局、2024年专项工作组",
                "市教育局 2024年专项工作组",
                "",
            ),
        ] {
            let got = read(text);
            let named: Vec<String> = [&got.lead.names[..], &got.responsible.names].concat();
            assert_eq!(named.join(" "), units, "{text}");
            assert_eq!(got.deadlines.join(" "), when, "{text}");
        }
    }

    #[test]
    fn a_line_end_inside_a_date_is_undone_and_one_between_two_dates_is_not() {
        let mut fields = ClauseFields::default();
        fields.take(LabelKind::Deadline, "2024年\n9月底");
        fields.take(LabelKind::Deadline, "2024年12月\n长期坚持");
        fields.take(LabelKind::Deadline, "2024年\n2025年");
        assert_eq!(
            fields.deadlines,
            ["2024年9月底", "2024年12月、长期坚持", "2024年、2025年"]
        );
    }

    #[test]
    fn of_two_lists_of_responsible_units_the_first_leads() {
        let got = read("责任科室：督导办 责任科室：法规科、计财科");
        assert_eq!(got.lead.names, ["督导办"]);
        assert_eq!(got.responsible.names, ["法规科", "计财科"]);
    }

    #[test]
    fn units_and_people_of_one_list_are_told_apart() {
        let got = read("责任单位及责任人：县教育局 孙亮，县财政局 李四");
        assert_eq!(got.responsible.names, ["县教育局", "县财政局"]);
        assert_eq!(got.leaders.names, ["孙亮", "李四"]);
    }
}
