//! Chosen items to drafts: the fields filled, doubts noted with their line.

use std::collections::BTreeMap;

use super::sector::sector_of;
use crate::domain::doubt::{DoubtKind, Quoted};
use crate::domain::draft::TaskDraft;
use crate::domain::people::Role;
use crate::import::plan::dates::deadline::{Dated, Times, is_standing, of_label, of_prose};
use crate::import::plan::indicators::indicators_in;
use crate::import::plan::lines::labels::head_of;
use crate::import::plan::outline::content::{ClauseContent, ClausePart};
use crate::import::plan::outline::select::Chosen;
use crate::import::plan::outline::title::{short_title, split_short_title};
use crate::import::plan::outline::tree::Outline;
use crate::import::plan::parties::fields::ClauseFields;
use crate::import::plan::words::chars::{dense, tidy};

/// What holds for every task of a document.
#[derive(Clone, Copy, Debug, Default)]
pub struct Setting {
    /// Its years.
    pub times: Times,
    /// Whether it says that the first unit of each list leads.
    pub first_leads: bool,
    /// Whether it is on education, as the taxonomy of sectors is.
    pub is_education: bool,
}

/// How many characters of a task are searched for dates, targets and cues. The longest real ones
/// have a few thousand.
const LONGEST_READ: usize = 20_000;

/// What a draft is made from.
#[derive(Debug, Default)]
pub struct DraftSource {
    /// As printed.
    pub number: String,
    /// Headings above.
    pub sections: Vec<String>,
    /// The title; empty where there is none.
    pub title: String,
    /// What is demanded, and the blocks of it.
    pub content: ClauseContent,
    /// Text of items below that are no tasks.
    pub steps: Vec<String>,
    /// First line.
    pub line: u32,
    /// As printed.
    pub clause: String,
    /// What else is doubtful.
    pub doubts: Vec<DoubtKind>,
}

/// The drafts of an outline's tasks.
pub fn drafts(
    tree: &Outline,
    contents: &[ClauseContent],
    chosen: &[Chosen],
    setting: &Setting,
) -> Vec<TaskDraft> {
    let mut out = Vec::new();
    for pick in chosen {
        if pick.is_split {
            let sections = sections_of(tree, contents, pick.node, true);
            out.extend(
                contents[pick.node]
                    .parts
                    .iter()
                    .filter(|part| !part.text.is_empty())
                    .map(|part| of_part(part, &sections, setting)),
            );
        } else {
            out.push(of_node(tree, contents, pick, setting));
        }
    }
    out
}

fn of_node(
    tree: &Outline,
    contents: &[ClauseContent],
    pick: &Chosen,
    setting: &Setting,
) -> TaskDraft {
    let node = &tree.nodes[pick.node];
    let mut content = contents[pick.node].clone();
    let mut clause = printed_of(tree, pick.node);
    let mut steps = Vec::new();
    for below in descendants(tree, pick.node) {
        let words = &contents[below];
        let item = &tree.nodes[below];
        let number = if item.printed.len() > item.heading.len() {
            &item.printed[..item.printed.len() - item.heading.len()]
        } else {
            ""
        };
        let text = [words.title.as_str(), &words.demand()]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join("。");
        steps.push(format!("{}{text}", number.trim()));
        clause.push('\n');
        clause.push_str(&printed_of(tree, below));
        content.fields.extend(words.fields.clone());
    }
    let mut doubts = Vec::new();
    // 责任领导 printed once over a section holds for each of its items.
    if content.fields.leaders.names.is_empty()
        && let Some(above) = tree
            .path(pick.node)
            .into_iter()
            .rev()
            .find(|above| !contents[*above].fields.leaders.names.is_empty())
    {
        content.fields.leaders = contents[above].fields.leaders.clone();
        doubts.push(DoubtKind::LeadersOfHeading);
    }
    if let Some(above) = pick.inherits.filter(|_| !content.fields.has_parties()) {
        content.fields.extend(contents[above].fields.clone());
        doubts.push(DoubtKind::PartiesOfHeading);
    }
    if content.answered_parts() >= 2 {
        doubts.push(DoubtKind::PartiesMerged);
    }
    let source = DraftSource {
        number: node.number.clone(),
        sections: sections_of(tree, contents, pick.node, false),
        title: content.title.clone(),
        content,
        steps,
        line: node.line,
        clause,
        doubts,
    };
    source.draft(setting)
}

fn of_part(part: &ClausePart, sections: &[String], setting: &Setting) -> TaskDraft {
    let (title, rest) = split_short_title(&part.text);
    let content = ClauseContent {
        body: vec![if title.is_empty() {
            part.text.clone()
        } else {
            rest
        }],
        fields: part.fields.clone(),
        ..ClauseContent::default()
    };
    let source = DraftSource {
        sections: sections.to_vec(),
        title,
        content,
        line: part.line,
        clause: part.printed.clone(),
        ..DraftSource::default()
    };
    source.draft(setting)
}

/// The headings above a node, with its own where its parts are the tasks.
fn sections_of(
    tree: &Outline,
    contents: &[ClauseContent],
    node: usize,
    with_own: bool,
) -> Vec<String> {
    let mut path = tree.path(node);
    if with_own {
        path.push(node);
    }
    path.into_iter()
        .map(|at| {
            let item = &tree.nodes[at];
            let number =
                item.printed[..item.printed.len().saturating_sub(item.heading.len())].trim();
            let words = if contents[at].title.is_empty() {
                short_title(&item.heading)
            } else {
                contents[at].title.clone()
            };
            without_count(&tidy(&format!("{number}{words}"))).to_owned()
        })
        .collect()
}

/// 一、学前教育方面（4项) without the count.
fn without_count(text: &str) -> &str {
    let inner = text.trim_end_matches([')', '）']);
    let Some(open) = inner
        .rfind(['(', '（'])
        .filter(|_| inner.len() < text.len())
    else {
        return text;
    };
    let count = inner[open..].trim_start_matches(['(', '（', '共']);
    let is_count = count.chars().next().is_some_and(char::is_numeric)
        && count.trim_start_matches(char::is_numeric).chars().count() <= 3;
    if is_count { &text[..open] } else { text }
}

fn descendants(tree: &Outline, node: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let mut open: Vec<usize> = tree.nodes[node].children.iter().rev().copied().collect();
    while let Some(next) = open.pop() {
        found.push(next);
        open.extend(tree.nodes[next].children.iter().rev());
    }
    found
}

fn printed_of(tree: &Outline, node: usize) -> String {
    let item = &tree.nodes[node];
    let paragraphs = item.body.iter().map(|paragraph| paragraph.text.as_str());
    std::iter::once(item.printed.as_str())
        .chain(paragraphs)
        .collect::<Vec<_>>()
        .join("\n")
}

impl DraftSource {
    /// The draft.
    pub fn draft(self, setting: &Setting) -> TaskDraft {
        let DraftSource {
            number,
            sections,
            title,
            content,
            steps,
            line,
            clause,
            doubts,
        } = self;
        let mut text = content.demand();
        for step in &steps {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(step);
        }
        let title = if title.is_empty() {
            short_title(&text)
        } else {
            title
        };
        let requirement = if text.is_empty() { title.clone() } else { text };
        let mut draft = TaskDraft {
            number,
            sector: Some(sector_of(
                &title,
                &sections,
                head_of(&requirement, LONGEST_READ),
                setting.is_education,
            )),
            section_path: sections,
            problem: block(&content.problem),
            objective: block(&content.objective),
            measures: block(&content.measures),
            line: Some(line),
            clause: Some(clause),
            ..TaskDraft::default()
        };
        put_parties(&mut draft, &content.fields, setting, line);
        put_times(
            &mut draft,
            &content.fields,
            &title,
            &requirement,
            setting,
            line,
        );
        draft.title = title;
        draft.requirement = requirement;
        for doubt in doubts {
            warn(&mut draft, line, doubt);
        }
        draft
    }
}

fn warn(draft: &mut TaskDraft, line: u32, what: DoubtKind) {
    if !draft.warnings.iter().any(|known| known.what == what) {
        draft.warnings.push(what.at(line));
    }
}

fn block(texts: &[String]) -> Option<String> {
    (!texts.is_empty()).then(|| texts.join("\n"))
}

/// Leaders and units of the four roles.
fn put_parties(draft: &mut TaskDraft, fields: &ClauseFields, setting: &Setting, line: u32) {
    let mut printed = BTreeMap::new();
    for role in Role::ALL {
        let names = fields.of(role);
        draft.parties_mut(role).clone_from(&names.names);
        if names.names != names.printed {
            printed.insert(role.id().to_owned(), names.printed.clone());
        }
    }
    draft.printed = printed;
    for role in Role::ALL {
        if fields.of(role).is_open {
            let word = Quoted("等".to_owned());
            warn(draft, line, DoubtKind::UnitsOpen { word });
        }
        if fields.of(role).is_ditto {
            let word = Quoted("下同".to_owned());
            warn(draft, line, DoubtKind::UnitsDitto { word });
        }
    }
    if draft.lead_units.is_empty() {
        match draft.responsible_units.as_slice() {
            [sole] => draft.lead_units = vec![sole.clone()],
            [first, _, ..] if setting.first_leads => draft.lead_units = vec![first.clone()],
            _ => {}
        }
    }
}

/// Deadline, milestones, indicators.
fn put_times(
    draft: &mut TaskDraft,
    fields: &ClauseFields,
    title: &str,
    requirement: &str,
    setting: &Setting,
    line: u32,
) {
    draft.deadline_text = block(&fields.deadlines).map(|text| text.replace('\n', "；"));
    let label_text = fields.deadlines.join("；");
    draft.standing = is_standing(&label_text);
    let labelled = of_label(head_of(&label_text, LONGEST_READ), &setting.times);
    // A title taken from the words is not read again.
    let whole = if head_of(requirement, 400).contains(title) {
        requirement.to_owned()
    } else {
        format!("{title}。{requirement}")
    };
    let whole = head_of(&whole, LONGEST_READ);
    let in_prose = of_prose(whole, &setting.times);
    draft.indicators = indicators_in(whole, &in_prose);
    for date in labelled.iter().chain(&in_prose) {
        tell_year(draft, date, line);
        if !draft
            .milestones
            .iter()
            .any(|known| known.due == date.milestone.due)
        {
            draft.milestones.push(date.milestone.clone());
        }
    }
}

/// Notes where a year came from, that there is none, or that the calendar has no such day.
fn tell_year(draft: &mut TaskDraft, date: &Dated, line: u32) {
    let words = Quoted(dense(&date.milestone.text));
    let what = match (&date.impossible, date.filled, date.milestone.due) {
        (Some(day), ..) => DoubtKind::NoSuchDay {
            words,
            day: day.clone(),
        },
        (None, Some(origin), Some(due)) => DoubtKind::YearFilled { words, origin, due },
        (None, _, None) => DoubtKind::NoYear { words },
        (None, None, Some(_)) => return,
    };
    warn(draft, line, what);
}
