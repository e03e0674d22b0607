//! Paragraphs to a tree of numbered headings.

use crate::import::plan::lines::kind::{is_appendix, is_closing_line, is_issuer};
use crate::import::plan::lines::labels::leading_label;
use crate::import::plan::lines::marker::MarkerKind;
use crate::import::plan::lines::paragraphs::Paragraph;
use crate::import::plan::words::chars::{dense, ends_sentence, is_han, tidy};

/// A heading or numbered item with what stands under it.
#[derive(Clone, Debug)]
pub struct OutlineNode {
    /// The form of its number; none for a heading without one.
    pub kind: Option<MarkerKind>,
    /// How deep it stands: a node belongs under the last one of a smaller rank.
    pub rank: usize,
    /// The number as printed.
    pub number: String,
    /// Line of the heading.
    pub line: u32,
    /// The words of the heading's paragraph, number left out.
    pub heading: String,
    /// The heading's paragraph as printed.
    pub printed: String,
    /// Paragraphs under it, before its first child.
    pub body: Vec<Paragraph>,
    /// The heading above.
    pub parent: Option<usize>,
    /// The headings below.
    pub children: Vec<usize>,
}

/// The tree, in the order of the document.
#[derive(Debug, Default)]
pub struct Outline {
    /// Its nodes; a parent stands before its children.
    pub nodes: Vec<OutlineNode>,
    /// Paragraphs before the first heading.
    pub preface: Vec<Paragraph>,
}

impl Outline {
    /// The headings above a node, from the top.
    pub fn path(&self, node: usize) -> Vec<usize> {
        let mut path: Vec<usize> =
            std::iter::successors(self.nodes[node].parent, |at| self.nodes[*at].parent).collect();
        path.reverse();
        path
    }
}

/// Builds the tree.
pub fn outline(paragraphs: &[Paragraph]) -> Outline {
    let mut tree = Outline::default();
    let mut open: Vec<usize> = Vec::new();
    let mut in_attachments = false;
    for (at, paragraph) in paragraphs.iter().enumerate() {
        let text = paragraph.text.as_str();
        if is_attachment_list(text) || (in_attachments && is_attachment(paragraph)) {
            in_attachments = true;
            continue;
        }
        in_attachments = false;
        if is_closing_line(text) {
            continue;
        }
        let rank = match &paragraph.marker {
            Some(marker) => Some(rank_of(marker.kind)),
            None if is_appendix(text) => Some(APPENDIX),
            None => bare_rank(paragraphs, at, open.last().map(|last| &tree.nodes[*last])),
        };
        match (rank, open.last()) {
            (Some(rank), _) => add(&mut tree, &mut open, paragraph, rank),
            (None, Some(last)) => tree.nodes[*last].body.push(paragraph.clone()),
            (None, None) => tree.preface.push(paragraph.clone()),
        }
    }
    tree
}

/// The rank of an appendix: everything under it is its own.
const APPENDIX: usize = 0;

/// The forms of numbers nest in one order in nearly every document. Even ranks are left to
/// headings without a number.
fn rank_of(kind: MarkerKind) -> usize {
    match kind {
        MarkerKind::Part => 1,
        MarkerKind::Han => 3,
        MarkerKind::HanBracket => 5,
        MarkerKind::Arabic | MarkerKind::Decimal => 7,
        MarkerKind::ArabicBracket => 9,
        MarkerKind::ArabicHalf => 11,
        MarkerKind::Circled => 13,
    }
}

/// The rank of a heading without a number, right above what it heads; none for other text.
fn bare_rank(paragraphs: &[Paragraph], at: usize, open: Option<&OutlineNode>) -> Option<usize> {
    if !looks_like_heading(&paragraphs[at].text) {
        return None;
    }
    let next = paragraphs.get(at + 1)?;
    let arabic = rank_of(MarkerKind::Arabic);
    match &next.marker {
        Some(marker) if rank_of(marker.kind) >= arabic => Some(rank_of(marker.kind) - 1),
        Some(_) => None,
        None => {
            let is_prose = next.text.chars().count() >= 20
                && next.text.contains(ends_sentence)
                && leading_label(&next.text).is_none();
            let is_free = open.is_none_or(|node| node.rank < arabic);
            (is_prose && is_free).then_some(arabic - 1)
        }
    }
}

/// Short words without the signs of a sentence.
fn looks_like_heading(text: &str) -> bool {
    let text = tidy(text);
    let length = text.chars().count();
    (4..=30).contains(&length)
        && text.chars().next().is_some_and(|c| is_han(c) || c == '“')
        && !text.contains(|c: char| ends_sentence(c) || matches!(c, '：' | ':' | '\t'))
        && !text.ends_with(['，', '、', ',', '）'])
        && leading_label(&text).is_none()
        && !is_issuer(&text)
}

/// 附件：1.任务清单: names what is appended.
fn is_attachment_list(text: &str) -> bool {
    let text = dense(text);
    text.starts_with("附件")
        && text.contains(['：', ':'])
        && !is_appendix(&text)
        && text.chars().count() <= 100
}

/// Another line of such a list.
fn is_attachment(paragraph: &Paragraph) -> bool {
    let is_numbered = paragraph
        .marker
        .as_ref()
        .is_some_and(|marker| marker.kind == MarkerKind::Arabic);
    is_numbered && paragraph.text.chars().count() <= 50 && !paragraph.text.contains(ends_sentence)
}

fn add(tree: &mut Outline, open: &mut Vec<usize>, paragraph: &Paragraph, rank: usize) {
    while open
        .last()
        .is_some_and(|last| tree.nodes[*last].rank >= rank)
    {
        open.pop();
    }
    let parent = open.last().copied();
    let index = tree.nodes.len();
    let marker = paragraph.marker.as_ref();
    tree.nodes.push(OutlineNode {
        kind: marker.map(|marker| marker.kind),
        rank,
        number: marker
            .map(|marker| marker.printed.clone())
            .unwrap_or_default(),
        line: paragraph.line,
        heading: paragraph.words().to_owned(),
        printed: paragraph.text.clone(),
        body: Vec::new(),
        parent,
        children: Vec::new(),
    });
    if let Some(parent) = parent {
        tree.nodes[parent].children.push(index);
    }
    open.push(index);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::plan::lines::line::lines_of;
    use crate::import::plan::lines::paragraphs::paragraphs;

    fn tree(text: &str) -> Outline {
        outline(&paragraphs(&lines_of(text)))
    }

    fn path(tree: &Outline, node: usize) -> Vec<&str> {
        tree.path(node)
            .into_iter()
            .map(|at| tree.nodes[at].heading.as_str())
            .collect()
    }

    #[test]
    fn numbers_nest_by_their_form() {
        let tree = tree(
            "为做好工作，制定本方案。\n一、总体要求\n二、重点任务\n（一）甲方面\n1.甲一\n2.甲二\n（二）乙方面\n3.乙一\n三、保障措施\n1.加强领导",
        );
        assert_eq!(tree.preface.len(), 1);
        assert_eq!(path(&tree, 4), ["重点任务", "甲方面"]);
        assert_eq!(path(&tree, 6), ["重点任务", "乙方面"]);
        assert_eq!(path(&tree, 8), ["保障措施"]);
    }

    #[test]
    fn headings_without_a_number_stand_above_what_follows() {
        let tree = tree(
            "学前教育方面\n1.办好幼儿园。扩大资源。\n责任单位：县教育局\n义务教育方面\n2.办好小学。",
        );
        assert_eq!(path(&tree, 3), ["义务教育方面"]);
        assert_eq!(path(&tree, 1), ["学前教育方面"]);
    }

    #[test]
    fn lists_of_attachments_are_no_items() {
        let tree = tree(
            "一、重点任务\n1.办好学校。\n附件：1.任务清单\n2.联系名单\n附件1\n任务清单\n一、学前教育",
        );
        let headings: Vec<_> = tree
            .nodes
            .iter()
            .map(|node| node.heading.as_str())
            .collect();
        assert_eq!(headings, ["重点任务", "办好学校。", "附件1", "学前教育"]);
        assert_eq!(path(&tree, 3), ["附件1"]);
    }
}
