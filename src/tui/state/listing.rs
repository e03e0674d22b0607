//! Which lines the table shows, in which order: filter, rank or sort, fold, group. Everything here
//! goes once over the tasks: what a task needs lies in lists by id.

use std::cmp::Reverse;
use std::collections::HashSet;

use crate::domain::column::{Order, SortKey};
use crate::domain::grouping::Grouping;
use crate::domain::{Lang, LightColor, TaskId};
use crate::search::{Answer, HitCounts, Query, Stop, Stopped};
use crate::tui::state::data::Data;
use crate::tui::state::grouping::starts;
use crate::tui::state::hits::{Hits, TopFound};
use crate::tui::state::lines::{AT_A_TIME, FilterFit, Heading, TableLine, TableLines};

/// What the table is made from.
pub struct ListWish<'a> {
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

impl ListWish<'_> {
    /// Whether the best hits come first.
    pub fn is_ranked(&self) -> bool {
        self.query.words().next().is_some()
    }

    /// The order tasks are gone through in: of equal hits the first in it stands first.
    pub fn arrangement(&self) -> Order {
        match self.is_ranked() {
            true => self.arrangement_of_words(),
            false => self.grouping.order(self.order),
        }
    }

    /// The same for a query with words: the nearest deadline first.
    pub fn arrangement_of_words(&self) -> Order {
        self.grouping.order(&Order {
            keys: vec![(SortKey::Deadline, false)],
        })
    }
}

/// The finished list.
#[derive(Debug, Default)]
pub struct Listing {
    /// Its lines.
    pub lines: TableLines,
    /// What it counts.
    pub counts: Counts,
}

/// How many tasks a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Tasks without a parent that fit the filter.
    pub shown: usize,
    /// Tasks that stand under one of `shown`, whether they are unfolded or not.
    pub kids_below: usize,
    /// Tasks that fit and stand under one that does not.
    pub kids_shown: usize,
    /// Tasks that fit and stand under another, whether that one fits or not.
    pub kids: usize,
    /// Those of `shown` that were found only nearly.
    pub near: usize,
    /// Those of `shown` with each light.
    pub lights: [usize; LightColor::ALL.len()],
    /// Where the words of the query hit.
    pub hits: HitCounts,
}

impl Counts {
    /// The same, with what was found of the tasks and of those under them; `None` where nothing
    /// was asked for.
    fn of_all(self, data: &Data, found: Option<(&Answer, &Hits)>) -> Counts {
        match found {
            None => {
                let kids = data.index.len() - data.index.tops();
                Counts {
                    lights: data.index.colors(),
                    kids_below: kids,
                    kids,
                    ..self
                }
            }
            Some((answer, hits)) => Counts {
                lights: answer.colors(&data.index),
                kids_below: hits.kids_below(data, answer),
                kids: hits.kids.len(),
                hits: answer.counts(),
                ..self
            },
        }
    }
}

/// Makes the list: `arranged` are all tasks that stand under no other in
/// [`ListWish::arrangement`], `answer` what the query found, `None` for one that asks for nothing.
///
/// # Errors
/// [`Stopped`] when it was told to give up.
pub fn list(
    data: &Data,
    arranged: &[TaskId],
    answer: Option<&Answer>,
    wish: &ListWish,
    stop: &Stop,
) -> Result<Listing, Stopped> {
    let starts = starts(wish.grouping, arranged, data, wish.lang);
    stop.check()?;
    let mut draft = Draft::default();
    draft.lines.reserve(match answer {
        None => arranged.len() + starts.len(),
        Some(answer) => answer.hits().len() + starts.len(),
    });
    let hits = answer.map(|answer| Hits::of(answer, data, stop));
    let hits = hits.transpose()?;
    let most = answer.map_or(0, |answer| answer.hits().len());
    let mut ranked: Vec<Ranked> = Vec::with_capacity(most);
    for (label, ids) in groups(&starts, arranged) {
        stop.check()?;
        if label.is_some() {
            let number = u32::try_from(draft.headings.len()).unwrap_or(u32::MAX);
            draft.lines.push(TableLine::Heading(number));
        }
        let count = match &hits {
            None => {
                let all = ids.iter().map(|id| (*id, TopFound::ALL));
                put(data, wish, None, &mut draft, all, stop)?;
                ids.len()
            }
            Some(found) => {
                collect(found, ids, &mut ranked, stop)?;
                if wish.is_ranked() {
                    rank(&mut ranked);
                }
                let found = ranked.iter().filter_map(|Ranked { place, found }| {
                    Some((*ids.get(*place as usize)?, *found))
                });
                put(data, wish, hits.as_ref(), &mut draft, found, stop)?;
                ranked.len()
            }
        };
        match label {
            None => {}
            Some(_) if count == 0 => drop(draft.lines.pop()),
            Some(label) => {
                let label = label.to_owned();
                draft.headings.push(Heading { label, count });
            }
        }
    }
    let counts = draft.counts.of_all(data, answer.zip(hits.as_ref()));
    let lines = TableLines::made(draft.lines, draft.headings, stop)?;
    Ok(Listing { lines, counts })
}

/// The tasks under each heading; under none where there are no groups.
fn groups<'a>(
    starts: &'a [(usize, String)],
    arranged: &'a [TaskId],
) -> Vec<(Option<&'a str>, &'a [TaskId])> {
    if starts.is_empty() {
        return vec![(None, arranged)];
    }
    let ends = starts.iter().skip(1).map(|(start, _)| *start);
    let ends = ends.chain([arranged.len()]);
    let group = |((from, label), to): (&'a (usize, String), usize)| {
        let ids = arranged.get(*from..to).unwrap_or_default();
        (Some(label.as_str()), ids)
    };
    starts.iter().zip(ends).map(group).collect()
}

/// Lists these tasks; what was found at all says which of their subtasks are.
fn put(
    data: &Data,
    wish: &ListWish,
    hits: Option<&Hits>,
    draft: &mut Draft,
    tasks: impl Iterator<Item = (TaskId, TopFound)>,
    stop: &Stop,
) -> Result<(), Stopped> {
    for (place, (id, found)) in tasks.enumerate() {
        if place % AT_A_TIME == 0 {
            stop.check()?;
        }
        put_task(data, wish, hits, draft, id, found);
    }
    Ok(())
}

/// A list being made.
#[derive(Default)]
struct Draft {
    lines: Vec<TableLine>,
    headings: Vec<Heading>,
    counts: Counts,
}

/// Those of `ids` of which something was found, in their order.
fn collect(
    found: &Hits,
    ids: &[TaskId],
    into: &mut Vec<Ranked>,
    stop: &Stop,
) -> Result<(), Stopped> {
    into.clear();
    let mut places = 0u32..;
    for some in ids.chunks(AT_A_TIME) {
        stop.check()?;
        // Ids first: at their end no place may be taken for one that is not there.
        let listed = some.iter().zip(places.by_ref());
        let listed = listed.filter(|(id, _)| found.lists(**id));
        into.extend(listed.map(|(id, place)| Ranked {
            place,
            found: found.top(*id),
        }));
    }
    Ok(())
}

/// What was found of a task, by its place in the arrangement, which is half as long as its id.
#[derive(Clone, Copy)]
struct Ranked {
    place: u32,
    found: TopFound,
}

/// Scores that lie further apart than this are compared, not counted.
const WIDEST: usize = 1 << 16;

/// Puts the best first; of equals the first of the arrangement stays first. There are few scores,
/// so the places of each are counted out.
fn rank(all: &mut Vec<Ranked>) {
    let scores = || all.iter().map(|hit| hit.found.score);
    let (Some(most), Some(least)) = (scores().max(), scores().min()) else {
        return;
    };
    let width = most.abs_diff(least) as usize + 1;
    if width > WIDEST {
        all.sort_by_key(|hit| Reverse(hit.found.score));
        return;
    }
    let mut places = vec![0; width];
    let below = |score: i32| most.abs_diff(score) as usize;
    scores().for_each(|score| places[below(score)] += 1);
    let mut next = 0;
    for place in &mut places {
        next += std::mem::replace(place, next);
    }
    let mut ranked = all.clone();
    for hit in all.iter() {
        let place = &mut places[below(hit.found.score)];
        ranked[*place] = *hit;
        *place += 1;
    }
    *all = ranked;
}

/// A task on top, and below it what is unfolded or hit.
fn put_task(
    data: &Data,
    wish: &ListWish,
    hits: Option<&Hits>,
    draft: &mut Draft,
    id: TaskId,
    found: TopFound,
) {
    let fit = |fits: bool| match fits {
        true => FilterFit::Fits,
        false => FilterFit::Related,
    };
    draft.lines.push(TableLine::Task {
        id,
        nested: false,
        fit: fit(found.fits),
        near: found.near,
    });
    if found.fits {
        draft.counts.shown += 1;
        draft.counts.near += usize::from(found.near);
    }
    let below = match hits {
        Some(hits) if !hits.kids.is_empty() => hits.kids(id),
        _ => &[],
    };
    if !found.fits {
        draft.counts.kids_shown += below.len();
    }
    let line = |kid: TaskId, fits: bool, near: bool| TableLine::Task {
        id: kid,
        nested: true,
        fit: fit(fits),
        near,
    };
    if !wish.unfolded.is_empty() && wish.unfolded.contains(&id) {
        let lines = data.children(id).iter().map(|kid| {
            let hit = below.iter().find(|hit| hit.id == *kid);
            let near = hit.is_some_and(|hit| hit.near);
            line(*kid, found.fits || hit.is_some(), near)
        });
        draft.lines.extend(lines);
    } else if !found.fits {
        // A match in a child alone shows parent and child.
        let lines = below.iter().map(|kid| line(kid.id, true, kid.near));
        draft.lines.extend(lines);
    }
}
