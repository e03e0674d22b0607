//! The wording of official plans, read from `data/vocabulary.toml`.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::domain::people::Role;

/// What a label says about the words behind it, or a column head about the cells below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LabelKind {
    /// People or units of one role.
    Party(Role),
    /// Units and people in one list.
    Mixed,
    /// 完成时限.
    Deadline,
    /// 问题描述.
    Problem,
    /// 目标任务.
    Objective,
    /// 工作措施.
    Measures,
    /// 工作内容.
    Requirement,
    /// 任务名称.
    Title,
}

impl LabelKind {
    /// Whether such a label makes its item one that somebody answers for.
    pub fn is_responsibility(self) -> bool {
        matches!(self, LabelKind::Party(_) | LabelKind::Mixed)
    }
}

/// Words of one label family: each stem with each noun, and the rest as it is.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct LabelFamily {
    stems: Vec<String>,
    nouns: Vec<String>,
    also: Vec<String>,
}

impl LabelFamily {
    fn words(&self) -> impl Iterator<Item = String> {
        let composed = self
            .stems
            .iter()
            .flat_map(|stem| self.nouns.iter().map(move |noun| format!("{stem}{noun}")));
        composed.chain(self.also.iter().cloned())
    }
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Labels {
    leader: LabelFamily,
    lead: LabelFamily,
    responsible: LabelFamily,
    assisting: LabelFamily,
    mixed: LabelFamily,
    deadline: LabelFamily,
    problem: LabelFamily,
    objective: LabelFamily,
    measures: LabelFamily,
    requirement: LabelFamily,
    title: LabelFamily,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Weak {
    labels: Vec<String>,
    not_after: Vec<String>,
}

/// Column heads of tables besides the labels.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ColumnWords {
    pub number: Vec<String>,
    pub section: Vec<String>,
    pub title: Vec<String>,
    pub title_ends: Vec<String>,
    pub requirement: Vec<String>,
    pub remark: Vec<String>,
    pub totals: Vec<String>,
}

/// Phrases of an unlabelled parenthesis.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Verbs {
    pub lead: Vec<String>,
    pub responsible: Vec<String>,
    pub assisting: Vec<String>,
    pub actions: Vec<String>,
}

/// How names of units are built.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Units {
    pub levels: Vec<String>,
    pub false_signs: Vec<String>,
    pub doubled_signs: Vec<String>,
    pub area_words: Vec<String>,
    pub areas: Vec<String>,
    pub not_places: Vec<String>,
    pub institutions: Vec<String>,
    pub common_institutions: Vec<String>,
    pub provincial: Vec<String>,
    pub party: Vec<String>,
    pub endings: Vec<String>,
    pub looks: Vec<String>,
    pub local_ends: Vec<String>,
    pub kinds: Vec<Vec<String>>,
    pub bare_starts: Vec<String>,
    pub none: Vec<String>,
    pub open_tails: Vec<String>,
    pub lead_marks: Vec<String>,
    pub first_leads: Vec<String>,
    pub ditto: Vec<String>,
    pub as_above: Vec<String>,
}

/// How people are named.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PeopleWords {
    pub duties: Vec<String>,
    pub drop_ends: Vec<String>,
}

/// Which dates are deadlines.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Deadlines {
    pub standing: Vec<String>,
    pub beginnings: Vec<String>,
    pub not_before: Vec<String>,
    pub not_after: Vec<String>,
    pub near_before: Vec<String>,
    pub near_after: Vec<String>,
}

/// Which numbers are targets.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Targets {
    pub units: Vec<String>,
    pub time_units: Vec<String>,
    pub time_cues: Vec<String>,
    pub lists: Vec<String>,
    pub at_least: Vec<String>,
    pub at_least_after: Vec<String>,
    pub at_most: Vec<String>,
    pub at_most_after: Vec<String>,
    pub condition: Vec<String>,
    pub counted: Vec<String>,
    pub reached: Vec<String>,
    pub naming_verbs: Vec<String>,
    pub counted_units: Vec<String>,
    pub not_units: Vec<String>,
    pub recurring: Vec<String>,
    pub subsidies: Vec<String>,
    pub qualifying_units: Vec<String>,
    pub amounts: Vec<String>,
    pub beyond: Vec<String>,
    pub changes: Vec<String>,
    pub fractions: Vec<String>,
}

/// Which sections hold tasks.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sections {
    pub aims: Vec<String>,
    pub conduct: Vec<String>,
    pub tasks: Vec<String>,
    pub item_words: Vec<String>,
    pub education: Vec<String>,
    pub general_sectors: Vec<String>,
}

/// What stands around the text.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FrameWords {
    pub title_ends: Vec<String>,
    pub weak_title_ends: Vec<String>,
    pub title_remarks: Vec<String>,
    pub no_places: Vec<String>,
    pub notice: Vec<String>,
    pub notice_ends: Vec<String>,
    pub title_verbs: Vec<String>,
    pub not_title: Vec<String>,
    pub closing: Vec<String>,
    pub issued_marks: Vec<String>,
    pub organs: Vec<String>,
}

/// Labels of the block that portals put above a document.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MetadataWords {
    pub number: Vec<String>,
    pub issuer: Vec<String>,
    pub issued: Vec<String>,
    pub published: Vec<String>,
    pub title: Vec<String>,
    pub other: Vec<String>,
}

/// Page furniture.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Chrome {
    pub starts: Vec<String>,
    pub contains: Vec<String>,
    pub ends: Vec<String>,
    pub debris: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct VocabularyFile {
    labels: Labels,
    weak: Weak,
    columns: ColumnWords,
    verbs: Verbs,
    units: Units,
    people: PeopleWords,
    deadlines: Deadlines,
    indicators: Targets,
    sections: Sections,
    document: FrameWords,
    metadata: MetadataWords,
    chrome: Chrome,
}

/// The vocabulary, ready to be asked.
pub struct Vocabulary {
    labels: HashMap<String, LabelKind>,
    longest_label: usize,
    weak: Weak,
    /// Column heads besides the labels.
    pub columns: ColumnWords,
    /// Phrases of an unlabelled parenthesis.
    pub verbs: Verbs,
    /// How names of units are built.
    pub units: Units,
    /// How people are named.
    pub people: PeopleWords,
    /// Which dates are deadlines.
    pub deadlines: Deadlines,
    /// Which numbers are targets.
    pub targets: Targets,
    /// Which sections hold tasks.
    pub sections: Sections,
    /// What stands around the text.
    pub frame: FrameWords,
    /// Labels above a document.
    pub metadata: MetadataWords,
    /// Page furniture.
    pub chrome: Chrome,
}

impl Vocabulary {
    fn new(file: VocabularyFile) -> Self {
        let all = [
            // Earlier families win where two have the same word.
            (LabelKind::Party(Role::Leader), &file.labels.leader),
            (LabelKind::Mixed, &file.labels.mixed),
            (LabelKind::Party(Role::LeadUnit), &file.labels.lead),
            (
                LabelKind::Party(Role::ResponsibleUnit),
                &file.labels.responsible,
            ),
            (
                LabelKind::Party(Role::AssistingUnit),
                &file.labels.assisting,
            ),
            (LabelKind::Deadline, &file.labels.deadline),
            (LabelKind::Problem, &file.labels.problem),
            (LabelKind::Objective, &file.labels.objective),
            (LabelKind::Measures, &file.labels.measures),
            (LabelKind::Requirement, &file.labels.requirement),
            (LabelKind::Title, &file.labels.title),
        ];
        let mut labels = HashMap::new();
        for (slot, family) in all {
            for word in family.words() {
                labels.entry(word).or_insert(slot);
            }
        }
        let longest_label = labels.keys().map(|word| word.chars().count()).max();
        Vocabulary {
            longest_label: longest_label.unwrap_or(0),
            labels,
            weak: file.weak,
            columns: file.columns,
            verbs: file.verbs,
            units: file.units,
            people: file.people,
            deadlines: file.deadlines,
            targets: file.indicators,
            sections: file.sections,
            frame: file.document,
            metadata: file.metadata,
            chrome: file.chrome,
        }
    }

    /// The slot of a label, written without white space.
    pub fn label(&self, word: &str) -> Option<LabelKind> {
        self.labels.get(word).copied()
    }

    /// Every label with its slot.
    pub fn labels(&self) -> impl Iterator<Item = (&str, LabelKind)> {
        self.labels
            .iter()
            .map(|(word, slot)| (word.as_str(), *slot))
    }

    /// Characters of the longest label.
    pub fn longest_label(&self) -> usize {
        self.longest_label
    }

    /// Whether a label counts only at the start of a line or clause.
    pub fn is_weak(&self, label: &str) -> bool {
        self.weak.labels.iter().any(|weak| weak == label)
    }

    /// Whether `before`, the words ahead of a label, make it a word of a sentence.
    pub fn bars_label(&self, before: &str) -> bool {
        ends_with_any(before, &self.weak.not_after)
    }
}

/// The vocabulary of the embedded data file.
pub fn vocabulary() -> &'static Vocabulary {
    static WORDS: OnceLock<Vocabulary> = OnceLock::new();
    WORDS.get_or_init(|| {
        // The file is part of the binary and a test parses it; an empty one could only come from
        // a broken build.
        let file = toml::from_str(include_str!("../../../../data/vocabulary.toml"));
        Vocabulary::new(file.unwrap_or_default())
    })
}

/// Whether `text` begins with one of the words.
pub fn starts_with_any(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| text.starts_with(word.as_str()))
}

/// Whether `text` ends with one of the words.
pub fn ends_with_any(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| text.ends_with(word.as_str()))
}

/// Whether one of the words stands in `text`.
pub fn contains_any(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| text.contains(word.as_str()))
}

/// The longest of the words that `text` begins with.
pub fn longest_start<'a>(text: &str, words: &'a [String]) -> Option<&'a str> {
    words
        .iter()
        .filter(|word| text.starts_with(word.as_str()))
        .max_by_key(|word| word.len())
        .map(String::as_str)
}

/// The longest of the words that `text` ends with.
pub fn longest_end<'a>(text: &str, words: &'a [String]) -> Option<&'a str> {
    words
        .iter()
        .filter(|word| text.ends_with(word.as_str()))
        .max_by_key(|word| word.len())
        .map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_file_is_well_formed_and_its_labels_say_what_they_mean() {
        let file: Result<VocabularyFile, _> =
            toml::from_str(include_str!("../../../../data/vocabulary.toml"));
        assert!(file.is_ok(), "{:?}", file.err().map(|e| e.to_string()));
        let words = vocabulary();
        for (label, slot) in [
            ("责任领导", LabelKind::Party(Role::Leader)),
            ("牵头负责领导", LabelKind::Party(Role::Leader)),
            ("牵头责任单位", LabelKind::Party(Role::LeadUnit)),
            ("主要责任单位", LabelKind::Party(Role::LeadUnit)),
            ("责任处室", LabelKind::Party(Role::ResponsibleUnit)),
            ("协同责任单位", LabelKind::Party(Role::AssistingUnit)),
            ("参加单位", LabelKind::Party(Role::AssistingUnit)),
            ("完成时限", LabelKind::Deadline),
            ("问题描述", LabelKind::Problem),
        ] {
            assert_eq!(words.label(label), Some(slot), "{label}");
        }
        assert_eq!(words.label("教育局"), None);
    }
}
