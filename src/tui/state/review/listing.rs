//! Making the list of what was read.

use crate::domain::TaskId;
use crate::ledger::{Attention, Verdict};
use crate::tui::state::review::{Review, ReviewLine, TaskAt, Totals};

impl Review {
    /// Makes the list anew; the cursor stays on its line.
    pub fn relist(&mut self) {
        let before = self.line();
        let mut lines = Vec::new();
        for (document, read) in self.reading.documents.iter().enumerate() {
            lines.push(ReviewLine::Head(document));
            let all = (0..read.tasks.len()).map(|task| TaskAt { document, task });
            let tasks = match self.is_in_order {
                true => all.collect(),
                false => {
                    let mut all: Vec<TaskAt> = all.collect();
                    all.sort_by_cached_key(|at| self.attention(*at));
                    all
                }
            };
            lines.extend(tasks.into_iter().map(ReviewLine::Task));
        }
        let at = before.and_then(|line| lines.iter().position(|other| *other == line));
        self.cursor = at.unwrap_or(self.cursor);
        self.lines = lines;
        self.recount();
    }

    /// How much a task wants to be looked at.
    fn attention(&self, at: TaskAt) -> Attention {
        match self.is_dropped(at) {
            true => Attention::Same,
            false => Attention::of(self.verdict(at), !self.doubtful(at).is_empty()),
        }
    }

    /// Counts anew and leaves the tasks where they are: one that is settled must not jump away from
    /// under the cursor.
    pub fn recount(&mut self) {
        let missing: Vec<TaskId> = self.missing().to_vec();
        self.lines
            .retain(|line| !matches!(line, ReviewLine::Missing(_)));
        let mut totals = Totals {
            missing: missing.len(),
            ..Totals::default()
        };
        for line in &self.lines {
            if let ReviewLine::Task(at) = line {
                totals.doubtful += usize::from(!self.doubtful(*at).is_empty());
                self.add(*at, &mut totals);
            }
        }
        self.lines
            .extend(missing.into_iter().map(ReviewLine::Missing));
        self.cursor = self.cursor.min(self.lines.len().saturating_sub(1));
        self.totals = totals;
    }

    fn add(&self, at: TaskAt, totals: &mut Totals) {
        if self.is_dropped(at) {
            totals.dropped += 1;
            return;
        }
        match self.draft(at).is_some_and(|draft| draft.parent.is_some()) {
            true => totals.children += 1,
            false => totals.tasks += 1,
        }
        match self.verdict(at) {
            Some(Verdict::New) => totals.new += 1,
            Some(Verdict::Changed(..)) => totals.changed += 1,
            Some(Verdict::Same(_)) => totals.same += 1,
            Some(Verdict::Conflict(..)) => totals.conflicts += 1,
            Some(Verdict::Refused(..)) => totals.refused += 1,
            None => {}
        }
        if let Some(planned) = self.planned(at).filter(|it| it.is_held()) {
            totals.held += 1;
            totals.held_changed += usize::from(planned.verdict != Verdict::New);
            totals.undated += planned.undated_values();
        }
    }
}

impl Review {
    /// Puts what the ledger doubts on top, once it has said so; whoever has not moved yet stays at
    /// the top.
    pub fn put_doubtful_first(&mut self) {
        let is_at_top = self.cursor <= 1;
        let cursor = self.cursor;
        self.relist();
        if is_at_top {
            self.cursor = cursor.min(self.lines.len().saturating_sub(1));
        }
    }

    /// The tasks that go with a task when it is left out: those that detail it.
    pub fn kids(&self, at: TaskAt) -> Vec<TaskAt> {
        let Some(draft) = self.read(at).filter(|draft| draft.parent.is_none()) else {
            return Vec::new();
        };
        let Some(document) = self.reading.documents.get(at.document) else {
            return Vec::new();
        };
        // Numbers may begin anew in a document: only up to the next task of this number.
        let after = document.tasks.iter().enumerate().skip(at.task + 1);
        after
            .take_while(|(_, other)| other.parent.is_some() || other.number != draft.number)
            .filter(|(_, other)| other.parent.as_deref() == Some(draft.number.as_str()))
            .map(|(task, _)| TaskAt {
                document: at.document,
                task,
            })
            .collect()
    }

    /// The task that a task details.
    pub fn parent(&self, at: TaskAt) -> Option<TaskAt> {
        let number = self.read(at)?.parent.as_deref()?;
        let document = self.reading.documents.get(at.document)?;
        let before = document.tasks.iter().enumerate().take(at.task);
        let found = before
            .rev()
            .find(|(_, other)| other.parent.is_none() && other.number == number);
        found.map(|(task, _)| TaskAt {
            document: at.document,
            task,
        })
    }
}
