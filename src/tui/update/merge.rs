//! The list after a change that the reader did not ask for: rows stay where they are.

use crate::domain::TaskId;
use crate::tui::state::lines::{FilterFit, Heading, TableLine, TableLines};
use crate::tui::state::listing::Listing;

/// A row that no longer fits stays as [`FilterFit::Left`], one that newly fits comes in after its
/// neighbour; one that is not `there` any more goes.
pub fn merge(before: &TableLines, fresh: Listing, is_there: impl Fn(TaskId) -> bool) -> Listing {
    let after = fresh.lines;
    let mut headings: Vec<Heading> = before.headings().to_vec();
    let newcomers = Newcomers::between(before, &after, &mut headings);
    let mut lines = newcomers.first;
    lines.reserve(after.len());
    let mut behind = newcomers.behind.into_iter().peekable();
    for (at, line) in before.all().iter().enumerate() {
        match line {
            TableLine::Heading(_) => lines.push(*line),
            TableLine::Task { id, .. } if !is_there(*id) => {}
            TableLine::Task { id, nested, .. } => {
                let now = after.line_of(*id).and_then(|line| after.get(line));
                let (fit, near) = match now {
                    Some(TableLine::Task { fit, near, .. }) => (*fit, *near),
                    _ => (FilterFit::Left, false),
                };
                lines.push(TableLine::Task {
                    id: *id,
                    nested: *nested,
                    fit,
                    near,
                });
            }
        }
        while let Some((_, line)) = behind.next_if(|(anchor, _)| *anchor == at) {
            lines.push(line);
        }
    }
    lines.extend(newcomers.last);
    recount(&mut lines, &mut headings);
    Listing {
        lines: TableLines::new(lines, headings),
        counts: fresh.counts,
    }
}

/// Tasks that were not in the list, by where they come in.
#[derive(Default)]
struct Newcomers {
    first: Vec<TableLine>,
    /// Each with the old line it stands behind, in the order of these.
    behind: Vec<(usize, TableLine)>,
    /// Under headings that were not there.
    last: Vec<TableLine>,
}

/// What a new task stands behind.
enum Neighbour {
    Nothing,
    /// A line of the old list.
    Old(usize),
    /// A heading that is not in the old list.
    NewHeading(u32),
    /// A newcomer at the end.
    Last,
}

impl Newcomers {
    fn between(before: &TableLines, after: &TableLines, headings: &mut Vec<Heading>) -> Newcomers {
        let old_heads: Vec<(usize, &str)> = before
            .all()
            .iter()
            .enumerate()
            .filter_map(|(at, line)| match line {
                TableLine::Heading(number) => Some((at, before.heading(*number)?.label.as_str())),
                TableLine::Task { .. } => None,
            })
            .collect();
        let mut found = Newcomers::default();
        let mut neighbour = Neighbour::Nothing;
        for line in after.all() {
            match line {
                TableLine::Heading(number) => {
                    let label = after.heading(*number).map(|heading| heading.label.as_str());
                    let old = old_heads.iter().find(|(_, old)| Some(*old) == label);
                    neighbour = match old {
                        Some((at, _)) => Neighbour::Old(*at),
                        None => Neighbour::NewHeading(*number),
                    };
                }
                TableLine::Task { id, .. } => match (before.line_of(*id), &neighbour) {
                    (Some(at), _) => neighbour = Neighbour::Old(at),
                    (None, Neighbour::Nothing) => found.first.push(*line),
                    (None, Neighbour::Old(at)) => found.behind.push((*at, *line)),
                    (None, Neighbour::Last) => found.last.push(*line),
                    (None, Neighbour::NewHeading(number)) => {
                        let own = u32::try_from(headings.len()).unwrap_or(u32::MAX);
                        headings.extend(after.heading(*number).cloned());
                        found.last.extend([TableLine::Heading(own), *line]);
                        neighbour = Neighbour::Last;
                    }
                },
            }
        }
        // Stable: what stands behind one line stays in order.
        found.behind.sort_by_key(|(at, _)| *at);
        found
    }
}

/// Counts the headings anew, and takes out those nothing stands under any more.
fn recount(lines: &mut Vec<TableLine>, headings: &mut [Heading]) {
    let is_head = |line: &TableLine| line.id().is_none();
    let groups: Vec<(usize, usize)> = lines
        .split(is_head)
        .skip(1)
        .map(|group| {
            let is_left = |line: &&TableLine| {
                let left = FilterFit::Left;
                matches!(line, TableLine::Task { fit, .. } if *fit == left)
            };
            let tops = group.iter().filter(|line| !line.is_nested());
            (group.len(), tops.filter(|line| !is_left(line)).count())
        })
        .collect();
    let mut groups = groups.into_iter();
    lines.retain(|line| match line {
        TableLine::Task { .. } => true,
        TableLine::Heading(number) => {
            let (rows, count) = groups.next().unwrap_or_default();
            let place = usize::try_from(*number).unwrap_or(usize::MAX);
            if let Some(heading) = headings.get_mut(place) {
                heading.count = count;
            }
            rows > 0
        }
    });
}
