//! Which lines the table shows, in which order: filter, rank or sort, fold, group.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use super::data::Data;
use crate::domain::column::Order;
use crate::domain::{Lang, Row, TaskId};
use crate::search::{HitCounts, Query, Scope, find};

/// What the table can be grouped by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grouping {
    /// Not at all.
    #[default]
    None,
    /// By region.
    Region,
    /// By sector.
    Sector,
    /// By status.
    Status,
    /// By light.
    Light,
}

impl Grouping {
    /// The groupings in the order the key walks through them: variant, identifier, labels.
    const ALL: [(Grouping, &'static str, &'static str, &'static str); 5] = [
        (Grouping::None, "none", "不分", "none"),
        (Grouping::Region, "region", "地区", "region"),
        (Grouping::Sector, "sector", "领域", "sector"),
        (Grouping::Status, "status", "状态", "status"),
        (Grouping::Light, "light", "灯", "light"),
    ];

    /// The one after this.
    pub fn next(self) -> Grouping {
        Grouping::ALL[(self as usize + 1) % Grouping::ALL.len()].0
    }

    /// The identifier, as kept between starts.
    pub fn id(self) -> &'static str {
        Grouping::ALL[self as usize].1
    }

    /// The grouping with this identifier.
    pub fn parse(id: &str) -> Option<Grouping> {
        Grouping::ALL
            .iter()
            .find(|row| row.1 == id)
            .map(|row| row.0)
    }

    /// The label shown to people.
    pub fn label(self, lang: Lang) -> &'static str {
        let row = Grouping::ALL[self as usize];
        lang.pick(row.2, row.3)
    }

    /// The group a row belongs to: a key that sorts, and a heading.
    fn group(self, row: &Row, data: &Data, lang: Lang) -> (String, String) {
        match self {
            Grouping::None => (String::new(), String::new()),
            Grouping::Region => (row.region.as_str().to_owned(), row.region.name().to_owned()),
            Grouping::Sector => {
                let place = crate::domain::Sector::all().position(|sector| sector == row.sector);
                (
                    format!("{:03}", place.unwrap_or(999)),
                    row.sector.label(lang).to_owned(),
                )
            }
            Grouping::Status => (
                format!("{}", row.status as u8),
                row.status.label(lang).to_owned(),
            ),
            Grouping::Light => {
                let color = data.light(row.id).color;
                (format!("{}", color as u8), color.label(lang).to_owned())
            }
        }
    }
}

/// A line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// The heading of a group, with how many tasks are in it.
    Heading {
        /// Its name.
        label: String,
        /// Tasks in it.
        count: usize,
    },
    /// A task.
    Task {
        /// Which.
        id: TaskId,
        /// Whether it is shown under its parent.
        nested: bool,
        /// Whether it fits the filter, and why it is shown if not.
        standing: Standing,
    },
}

/// How a line of the table stands to the filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It fits.
    Fits,
    /// Only a task above or below it fits.
    Related,
    /// It fitted until it was changed under the reader's eyes; it goes with the next key that
    /// filters or sorts.
    Left,
}

impl Line {
    /// The task of a task line.
    pub fn id(&self) -> Option<TaskId> {
        match self {
            Line::Task { id, .. } => Some(*id),
            Line::Heading { .. } => None,
        }
    }

    /// Whether it is a task that fits the filter.
    pub fn fits(&self) -> bool {
        matches!(
            self,
            Line::Task {
                standing: Standing::Fits,
                ..
            }
        )
    }

    /// Whether it is a task that stands under another.
    pub fn is_nested(&self) -> bool {
        matches!(self, Line::Task { nested: true, .. })
    }
}

/// What the table is made from.
pub struct Wish<'a> {
    /// The filter.
    pub query: &'a Query,
    /// The order, where no words are searched for.
    pub order: &'a Order,
    /// The grouping.
    pub grouping: Grouping,
    /// Tasks whose children are unfolded.
    pub unfolded: &'a HashSet<TaskId>,
    /// Language of the headings.
    pub lang: Lang,
}

/// The finished list.
#[derive(Debug, Default)]
pub struct Listing {
    /// Its lines.
    pub lines: Vec<Line>,
    /// How many tasks without a parent fit the filter.
    pub shown: usize,
    /// Where the words of the query hit.
    pub hits: HitCounts,
}

/// Makes the list.
pub fn list(data: &Data, scope: &Scope, wish: &Wish) -> Listing {
    let top_hits = find(&data.tops, wish.query, scope);
    let kid_hits = if wish.query.is_empty() {
        Vec::new()
    } else {
        find(&data.kids, wish.query, scope)
    };
    let hits = HitCounts::of(&top_hits);
    let mut scores: HashMap<TaskId, i64> = HashMap::new();
    for hit in &top_hits {
        scores.insert(data.tops[hit.index].id, hit.score);
    }
    let matched_tops: HashSet<TaskId> = scores.keys().copied().collect();
    let mut matched_kids: HashMap<TaskId, Vec<TaskId>> = HashMap::new();
    for hit in &kid_hits {
        let kid = &data.kids[hit.index];
        if let Some(root) = root(data, kid) {
            matched_kids.entry(root).or_default().push(kid.id);
            let best = scores.entry(root).or_insert(hit.score);
            *best = (*best).max(hit.score);
        }
    }
    let mut tops: Vec<&Row> = scores.keys().filter_map(|id| data.row(*id)).collect();
    let by_score = wish.query.words().next().is_some();
    tops.sort_by(|a, b| compare(data, wish, &scores, by_score, a, b));
    let found = Hits {
        tops: matched_tops,
        kids: matched_kids,
    };
    Listing {
        shown: found.tops.len(),
        hits,
        lines: lines_of(data, wish, &tops, &found),
    }
}

/// The tasks the query found.
struct Hits {
    tops: HashSet<TaskId>,
    /// Those under another, by the task on top.
    kids: HashMap<TaskId, Vec<TaskId>>,
}

/// Ordered tasks as lines, under headings, with what is unfolded.
fn lines_of(data: &Data, wish: &Wish, tops: &[&Row], found: &Hits) -> Vec<Line> {
    let standing = |fits: bool| match fits {
        true => Standing::Fits,
        false => Standing::Related,
    };
    let mut lines = Vec::with_capacity(tops.len());
    let mut group: Option<String> = None;
    for top in tops {
        if wish.grouping != Grouping::None {
            let (key, label) = wish.grouping.group(top, data, wish.lang);
            if group.as_ref() != Some(&key) {
                lines.push(Line::Heading { label, count: 0 });
                group = Some(key);
            }
        }
        let is_hit = found.tops.contains(&top.id);
        lines.push(Line::Task {
            id: top.id,
            nested: false,
            standing: standing(is_hit),
        });
        let hit_kids = found.kids.get(&top.id).map_or(&[][..], Vec::as_slice);
        let kids: &[TaskId] = match (wish.unfolded.contains(&top.id), is_hit) {
            (true, _) => data.children(top.id),
            // A match in a child alone shows parent and child.
            (false, false) => hit_kids,
            (false, true) => &[],
        };
        lines.extend(kids.iter().map(|kid| Line::Task {
            id: *kid,
            nested: true,
            standing: standing(wish.query.is_empty() || is_hit || hit_kids.contains(kid)),
        }));
    }
    recount(&mut lines);
    lines
}

fn root(data: &Data, kid: &Row) -> Option<TaskId> {
    let mut at = kid;
    while let Some(above) = at.parent.and_then(|parent| data.row(parent)) {
        at = above;
        if !data.is_kid(at.id) {
            break;
        }
    }
    (at.id != kid.id).then_some(at.id)
}

fn compare(
    data: &Data,
    wish: &Wish,
    scores: &HashMap<TaskId, i64>,
    by_score: bool,
    a: &Row,
    b: &Row,
) -> Ordering {
    let group = |row| wish.grouping.group(row, data, wish.lang).0;
    let score = |row: &Row| scores.get(&row.id).copied().unwrap_or(i64::MIN);
    let grouped = if wish.grouping == Grouping::None {
        Ordering::Equal
    } else {
        group(a).cmp(&group(b))
    };
    let ranked = if by_score {
        let undated_last = |row: &Row| (row.deadline.is_none(), row.deadline);
        score(b)
            .cmp(&score(a))
            .then_with(|| undated_last(a).cmp(&undated_last(b)))
            .then_with(|| a.id.cmp(&b.id))
    } else {
        Ordering::Equal
    };
    grouped.then(ranked).then_with(|| {
        wish.order
            .compare((a, &data.light(a.id)), (b, &data.light(b.id)))
    })
}

/// The list after a change that the reader did not ask for: rows stay where they are; one that no
/// longer fits stays as [`Standing::Left`], one that newly fits comes in after its neighbour.
pub fn merge(before: &[Line], fresh: Listing, gone: impl Fn(TaskId) -> bool) -> Listing {
    let standings: HashMap<TaskId, Standing> = fresh
        .lines
        .iter()
        .filter_map(|line| match line {
            Line::Task { id, standing, .. } => Some((*id, *standing)),
            Line::Heading { .. } => None,
        })
        .collect();
    let there: HashSet<TaskId> = before.iter().filter_map(Line::id).collect();
    let mut lines: Vec<Line> = before
        .iter()
        .filter(|line| line.id().is_none_or(|id| !gone(id)))
        .map(|line| match line {
            Line::Task { id, nested, .. } => Line::Task {
                id: *id,
                nested: *nested,
                standing: standings.get(id).copied().unwrap_or(Standing::Left),
            },
            heading => heading.clone(),
        })
        .collect();
    let mut neighbour: Option<Line> = None;
    for line in fresh.lines {
        if line.id().is_some_and(|id| !there.contains(&id)) {
            insert_after(&mut lines, neighbour.as_ref(), line.clone());
        }
        neighbour = Some(line);
    }
    recount(&mut lines);
    Listing {
        lines,
        shown: fresh.shown,
        hits: fresh.hits,
    }
}

/// Puts a line behind the one it follows in the fresh list; a heading that is not there yet comes
/// in at the end, with the line.
fn insert_after(lines: &mut Vec<Line>, neighbour: Option<&Line>, line: Line) {
    let place = |wanted: &Line| {
        lines.iter().position(|line| match (line, wanted) {
            (Line::Heading { label: a, .. }, Line::Heading { label: b, .. }) => a == b,
            (one, other) => one.id().is_some() && one.id() == other.id(),
        })
    };
    match neighbour.map(|neighbour| (neighbour, place(neighbour))) {
        None => lines.insert(0, line),
        Some((_, Some(at))) => lines.insert(at + 1, line),
        Some((heading, None)) => lines.extend([heading.clone(), line]),
    }
}

/// Counts the headings anew, and takes out those nothing stands under any more.
fn recount(lines: &mut Vec<Line>) {
    let counts: Vec<(usize, usize)> = lines
        .split(|line| line.id().is_none())
        .skip(1)
        .map(|group| {
            let left = |line: &&Line| {
                matches!(
                    line,
                    Line::Task {
                        standing: Standing::Left,
                        ..
                    }
                )
            };
            let tops = group.iter().filter(|line| !line.is_nested());
            (group.len(), tops.filter(|line| !left(line)).count())
        })
        .collect();
    let mut counts = counts.into_iter();
    lines.retain_mut(|line| match line {
        Line::Task { .. } => true,
        Line::Heading { count, .. } => {
            let (rows, fitting) = counts.next().unwrap_or_default();
            *count = fitting;
            rows > 0
        }
    });
}
