//! The lines of the table: eight bytes each, and where each task stands among them.

use crate::domain::TaskId;
use crate::search::{Stop, Stopped};

/// How many lines are handled between two looks at whether somebody waits for something else:
/// less than a millisecond.
pub const AT_A_TIME: usize = 1 << 13;

/// A line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableLine {
    /// The heading of a group; [`TableLines::heading`] has its text.
    Heading(u32),
    /// A task.
    Task {
        /// Which.
        id: TaskId,
        /// Whether it is shown under its parent.
        nested: bool,
        /// Whether it fits the filter, and why it is shown if not.
        fit: FilterFit,
        /// Whether some word was found in it only nearly.
        near: bool,
    },
}

/// How a line of the table stands to the filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterFit {
    /// It fits.
    Fits,
    /// Only a task above or below it fits.
    Related,
    /// It fitted until it was changed under the reader's eyes; it goes with the next key that
    /// filters or sorts.
    Left,
}

impl TableLine {
    /// The task of a task line.
    pub fn id(&self) -> Option<TaskId> {
        match self {
            TableLine::Task { id, .. } => Some(*id),
            TableLine::Heading(_) => None,
        }
    }

    /// Whether it is a task that fits the filter.
    pub fn fits(&self) -> bool {
        matches!(
            self,
            TableLine::Task {
                fit: FilterFit::Fits,
                ..
            }
        )
    }

    /// Whether it is a task that stands under another.
    pub fn is_nested(&self) -> bool {
        matches!(self, TableLine::Task { nested: true, .. })
    }
}

/// The heading of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Its name.
    pub label: String,
    /// How many tasks are in it that stand under no other.
    pub count: usize,
}

/// The lines of the table in order. A cursor that is an id must not cost a search through a
/// million lines a key, so each task's place is kept: four bytes a task, by its id.
#[derive(Debug, Default)]
pub struct TableLines {
    all: Vec<TableLine>,
    headings: Vec<Heading>,
    /// The lines that are headings, in order.
    heads: Vec<u32>,
    /// One more than the line of each task, by id; zero where it has none.
    places: Vec<u32>,
}

fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The slot of a task in a list by id.
pub fn slot(id: TaskId) -> usize {
    usize::try_from(id.get()).unwrap_or(0)
}

impl TableLines {
    /// Lines with the headings they name.
    pub fn new(all: Vec<TableLine>, headings: Vec<Heading>) -> TableLines {
        TableLines::made(all, headings, &Stop::NEVER).unwrap_or_default()
    }

    /// The same unless somebody waits for something else meanwhile.
    ///
    /// # Errors
    /// [`Stopped`] when it was told to give up.
    pub fn made(
        all: Vec<TableLine>,
        headings: Vec<Heading>,
        stop: &Stop,
    ) -> Result<TableLines, Stopped> {
        let most = all.iter().filter_map(TableLine::id).max().map_or(0, slot);
        let mut lines = TableLines {
            headings,
            heads: Vec::new(),
            places: vec![0; most + 1],
            all,
        };
        let mut at = 0;
        for some in lines.all.chunks(AT_A_TIME) {
            stop.check()?;
            for line in some {
                match line {
                    TableLine::Heading(_) => lines.heads.push(narrow(at)),
                    TableLine::Task { id, .. } => {
                        if let Some(place) = lines.places.get_mut(slot(*id)) {
                            *place = narrow(at + 1);
                        }
                    }
                }
                at += 1;
            }
        }
        Ok(lines)
    }

    /// Every line, from the top.
    pub fn all(&self) -> &[TableLine] {
        &self.all
    }

    /// The first task that was looked for; one above it may be there only since it stands under it.
    pub fn first_hit(&self) -> Option<TaskId> {
        self.all.iter().find(|line| line.fits())?.id()
    }

    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// A line.
    pub fn get(&self, at: usize) -> Option<&TableLine> {
        self.all.get(at)
    }

    /// The text of a heading.
    pub fn heading(&self, at: u32) -> Option<&Heading> {
        self.headings.get(usize::try_from(at).ok()?)
    }

    /// All headings, for those who name them in lines of their own.
    pub fn headings(&self) -> &[Heading] {
        &self.headings
    }

    /// The line of a task, if it is in the list, fitting the filter or not.
    pub fn line_of(&self, id: TaskId) -> Option<usize> {
        let place = self.places.get(slot(id)).copied().unwrap_or(0);
        usize::try_from(place).ok()?.checked_sub(1)
    }

    /// How many lines are tasks.
    pub fn tasks(&self) -> usize {
        self.all.len() - self.heads.len()
    }

    /// The place of a task among the tasks of the list.
    pub fn task_place(&self, id: TaskId) -> Option<usize> {
        let line = self.line_of(id)?;
        Some(line - self.heads.partition_point(|head| *head < narrow(line)))
    }

    /// The task at a place among the tasks of the list.
    pub fn task_at(&self, place: usize) -> Option<TaskId> {
        // The heading before which so many tasks stand that this one comes after it.
        let mut before = 0;
        let mut end = self.heads.len();
        while before < end {
            let middle = before.midpoint(end);
            let head = self.heads.get(middle).copied().unwrap_or(u32::MAX);
            if usize::try_from(head).unwrap_or(usize::MAX) - middle <= place {
                before = middle + 1;
            } else {
                end = middle;
            }
        }
        self.all.get(place + before)?.id()
    }

    /// The tasks of the list in order, those shown though they do not fit the filter among them.
    pub fn ids(&self) -> impl Iterator<Item = TaskId> + '_ {
        self.all.iter().filter_map(TableLine::id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(number: i64) -> TableLine {
        TableLine::Task {
            id: TaskId::new(number).unwrap(),
            nested: false,
            fit: FilterFit::Fits,
            near: false,
        }
    }

    #[test]
    fn a_line_is_eight_bytes() {
        assert_eq!(std::mem::size_of::<TableLine>(), 8);
    }

    #[test]
    fn places_among_tasks_leave_headings_out_and_lead_back() {
        let all = vec![
            TableLine::Heading(0),
            task(5),
            task(2),
            TableLine::Heading(1),
            task(9),
            TableLine::Heading(2),
            task(1),
        ];
        let lines = TableLines::new(all, Vec::new());
        assert_eq!(lines.tasks(), 4);
        let ids: Vec<TaskId> = lines.ids().collect();
        for (place, id) in ids.iter().enumerate() {
            assert_eq!(lines.task_place(*id), Some(place));
            assert_eq!(lines.task_at(place), Some(*id));
        }
        assert_eq!(lines.task_at(4), None);
        assert_eq!(lines.line_of(TaskId::new(3).unwrap()), None);
        assert_eq!(lines.line_of(TaskId::new(1_000_000).unwrap()), None);
    }
}
