//! Which headings and items of the outline are tasks.
//!
//! The lowest item that names who is responsible is a task. Where most of a document names nobody,
//! the lowest items with text are, except in sections that state aims or say how work is run.

use std::collections::HashMap;

use super::content::ClauseContent;
use super::tree::Outline;
use crate::import::plan::lines::marker::MarkerKind;
use crate::import::plan::words::vocabulary::{
    contains_any, ends_with_any, starts_with_any, vocabulary,
};

/// An item chosen as a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The node.
    pub node: usize,
    /// Whether each of its parts with a responsibility of its own is a task.
    pub is_split: bool,
    /// The node above whose responsibility holds for this one as well.
    pub inherits: Option<usize>,
}

/// The tasks of an outline, in its order.
pub fn select(tree: &Outline, contents: &[ClauseContent]) -> Vec<Chosen> {
    let mut picker = Picker::new(tree, contents);
    picker.hoist();
    let mut chosen = Vec::new();
    let tops: Vec<usize> = (0..tree.nodes.len())
        .filter(|node| tree.nodes[*node].parent.is_none())
        .collect();
    let is_labelled = picker.is_labelled_document();
    for top in tops {
        if is_labelled {
            picker.labelled(top, None, &mut chosen);
        } else {
            picker.unlabelled(top, &mut chosen);
        }
    }
    chosen.sort_by_key(|chosen| chosen.node);
    chosen
}

struct Picker<'a> {
    tree: &'a Outline,
    contents: &'a [ClauseContent],
    /// Whether a node itself names somebody.
    own: Vec<bool>,
    /// Whether one below it does.
    below: Vec<bool>,
}

impl<'a> Picker<'a> {
    fn new(tree: &'a Outline, contents: &'a [ClauseContent]) -> Self {
        let own = contents
            .iter()
            .map(|content| content.fields.is_labelled)
            .collect();
        let mut picker = Picker {
            tree,
            contents,
            own,
            below: Vec::new(),
        };
        picker.measure();
        picker
    }

    /// Children stand behind their parents, so one pass from the end reaches every level.
    fn measure(&mut self) {
        self.below = vec![false; self.own.len()];
        for node in (0..self.own.len()).rev() {
            if let Some(parent) = self.tree.nodes[node].parent
                && (self.own[node] || self.below[node])
            {
                self.below[parent] = true;
            }
        }
    }

    /// A responsibility behind the last of several items may be meant for all of them. It is,
    /// where the document hardly ever gives one to another item of that depth.
    fn hoist(&mut self) {
        let mut last_only: HashMap<usize, Vec<(usize, usize)>> = HashMap::new();
        let mut others: HashMap<usize, usize> = HashMap::new();
        for (node, item) in self.tree.nodes.iter().enumerate() {
            let (Some(last), true) = (item.children.last(), item.rank > 0) else {
                continue;
            };
            let rank = self.tree.nodes[*last].rank;
            let is_named = |child: &&usize| self.own[**child] || self.below[**child];
            let named = item.children.iter().filter(is_named).count();
            if named == 1 && item.children.len() > 1 && self.own[*last] && !self.below[*last] {
                last_only.entry(rank).or_default().push((node, *last));
            } else if item.children.iter().any(|child| self.own[*child]) {
                *others.entry(rank).or_default() += 1;
            }
        }
        for (rank, pairs) in last_only {
            // Right under 一、 the list is often a whole section; there two cases must agree.
            let is_section = pairs
                .iter()
                .any(|(parent, _)| self.tree.nodes[*parent].rank < 4);
            let needed = if is_section { 1 } else { 0 };
            if pairs.len() > others.get(&rank).copied().unwrap_or(0) && pairs.len() > needed {
                for (parent, child) in pairs {
                    self.own[parent] = true;
                    self.own[child] = false;
                }
            }
        }
        self.measure();
    }

    /// Whether enough items name somebody for the others to be no tasks.
    fn is_labelled_document(&self) -> bool {
        let named = self.own.iter().filter(|own| **own).count();
        let leaves = self.tree.nodes.iter().enumerate().filter(|(node, item)| {
            item.children.is_empty() && self.contents[*node].has_prose() && item.rank <= 7
        });
        let leaves = leaves.count();
        named > 0 && named * 5 >= leaves
    }

    /// 总体要求, 2023年工作回顾, but not 加强经验总结推广: the word stands at an end of the heading.
    fn is_aim(&self, node: usize) -> bool {
        let text = heading(self.contents, self.tree, node);
        let words = text.trim_start_matches(|c: char| {
            c.is_numeric() || matches!(c, '年' | '度' | '全' | '市' | '县')
        });
        let aims = &vocabulary().sections.aims;
        starts_with_any(words, aims) || ends_with_any(words, aims)
    }

    fn is_conduct(&self, node: usize) -> bool {
        contains_any(
            &heading(self.contents, self.tree, node),
            &vocabulary().sections.conduct,
        )
    }

    fn is_task_section(&self, node: usize) -> bool {
        contains_any(
            &heading(self.contents, self.tree, node),
            &vocabulary().sections.tasks,
        )
    }

    /// The tasks under a node of a document that names who is responsible.
    fn labelled(&self, node: usize, above: Option<usize>, chosen: &mut Vec<Chosen>) {
        let above = if self.own[node] { Some(node) } else { above };
        if !self.below[node] {
            if self.own[node] {
                chosen.push(self.chosen(node, None));
            } else if self.is_task_section(node) && !self.is_aim(node) {
                self.unlabelled(node, chosen);
            }
            return;
        }
        let children = &self.tree.nodes[node].children;
        let named = children
            .iter()
            .filter(|child| self.own[**child] || self.below[**child])
            .count();
        for child in children {
            if self.own[*child] || self.below[*child] {
                self.labelled(*child, above, chosen);
            } else if named * 2 >= children.len()
                && self.tree.nodes[node].rank > 0
                && !self.is_aim(*child)
                && self.has_text(*child)
            {
                // One item of a list lost its parenthesis; it is a task like its neighbours.
                chosen.push(self.chosen(*child, above.filter(|above| *above != *child)));
            }
        }
    }

    fn chosen(&self, node: usize, inherits: Option<usize>) -> Chosen {
        let content = &self.contents[node];
        let is_split = content.is_bare_heading
            && content.answered_parts() >= 2
            && self.tree.nodes[node].children.is_empty();
        Chosen {
            node,
            is_split,
            inherits,
        }
    }

    fn has_text(&self, node: usize) -> bool {
        self.contents[node].has_prose() || !self.contents[node].title.is_empty()
    }

    /// The tasks under a node of a document that names nobody.
    fn unlabelled(&self, node: usize, chosen: &mut Vec<Chosen>) {
        let item = &self.tree.nodes[node];
        let is_top = item
            .parent
            .is_none_or(|parent| self.tree.nodes[parent].rank == 0);
        let is_appendix = item.rank == 0 && item.kind.is_none();
        let is_excluded =
            self.is_aim(node) && !self.is_task_section(node) || (is_top && self.is_conduct(node));
        if is_excluded {
            return;
        }
        let deeper: Vec<usize> = item
            .children
            .iter()
            .copied()
            .filter(|child| self.is_item(*child))
            .collect();
        if deeper.is_empty() {
            let is_item = self.contents[node].has_prose() || !item.children.is_empty();
            if is_item && !is_appendix {
                chosen.push(self.chosen(node, None));
            }
            return;
        }
        for child in deeper {
            self.unlabelled(child, chosen);
        }
    }

    /// Items below 1. are steps of it, not tasks of their own.
    fn is_item(&self, node: usize) -> bool {
        let item = &self.tree.nodes[node];
        let is_high = item.kind.is_none_or(|kind| kind <= MarkerKind::Decimal);
        let under_heading = item.parent.is_none_or(|parent| {
            self.tree.nodes[parent]
                .kind
                .is_none_or(|kind| kind < MarkerKind::HanBracket)
        });
        is_high || under_heading
    }
}

fn heading<'a>(
    contents: &'a [ClauseContent],
    tree: &'a Outline,
    node: usize,
) -> std::borrow::Cow<'a, str> {
    if contents[node].title.is_empty() {
        crate::import::plan::lines::labels::head_of(&tree.nodes[node].heading, 30).into()
    } else {
        contents[node].title.as_str().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::plan::lines::line::lines_of;
    use crate::import::plan::lines::paragraphs::paragraphs;
    use crate::import::plan::outline::content::content_of;
    use crate::import::plan::outline::tree::outline;

    fn titles(text: &str) -> Vec<String> {
        let tree = outline(&paragraphs(&lines_of(text)));
        let contents: Vec<_> = tree.nodes.iter().map(content_of).collect();
        select(&tree, &contents)
            .iter()
            .map(|chosen| tree.nodes[chosen.node].heading.chars().take(3).collect())
            .collect()
    }

    #[test]
    fn items_that_name_who_is_responsible_are_tasks_and_measures_of_support_are_not() {
        let text = "一、总体要求\n以新思想为指导。\n二、重点任务\n（一）甲方面\n1.甲一。做好。（责任单位：县教育局）\n2.甲二。做好。\n3.甲三。做好。（责任单位：县财政局）\n三、保障措施\n（一）加强领导。落实责任。";
        assert_eq!(titles(text), ["甲一。", "甲二。", "甲三。"]);
    }

    #[test]
    fn without_any_responsibility_the_lowest_items_with_text_are_tasks() {
        let text = "一、总体要求\n（一）指导思想\n以新思想为指导。\n二、重点任务\n（一）甲方面\n1.甲一。做好。\n2.甲二。做好。\n（二）乙方面\n全面做好。\n三、保障措施\n（一）丙方面。落实。\n四、组织领导\n加强领导。";
        assert_eq!(titles(text), ["甲一。", "甲二。", "乙方面", "丙方面"]);
    }

    #[test]
    fn a_responsibility_behind_the_last_of_several_items_is_meant_for_all() {
        let text = "一、重点任务\n（一）甲方面\n1.甲一。做好。\n2.甲二。做好。\n责任单位：县教育局\n（二）乙方面\n1.乙一。做好。\n2.乙二。做好。\n责任单位：县财政局";
        assert_eq!(titles(text), ["甲方面", "乙方面"]);
    }
}
