//! Task lines that are no task of the ledger by their place, held against it once more.

use super::agree::{Agreement, MOST_LINES};
use super::matching::Matching;
use super::plan::Drafts;
use super::prepared::Prepared;
use crate::domain::doubt::DoubtKind;
use crate::domain::draft::Warning;
use crate::ledger::error::LedgerError;
use crate::ledger::store::{StoreView, TasksBy};

impl Matching {
    /// Finds the tasks of lines that lost a key tasks are told apart by, and what looks like a task.
    pub fn find_lines(
        &mut self,
        view: &mut dyn StoreView,
        drafts: &dyn Drafts,
        warnings: &mut Vec<Warning>,
    ) -> Result<(), LedgerError> {
        let is_new = |p: &Prepared| {
            self.task_there(p).is_none() && drafts.head(p.document as usize).is_none()
        };
        let new: Vec<bool> = self.prepared.iter().map(is_new).collect();
        if !new.contains(&true) || view.task_ids(TasksBy::Newest, 1)?.is_empty() {
            return Ok(());
        }
        let many = new.iter().filter(|is_new| **is_new).count();
        if many > MOST_LINES {
            warnings.push(DoubtKind::LinesNotCompared { count: many }.at(None));
            return Ok(());
        }
        let there = self.prepared.iter().filter_map(|p| self.task_there(p));
        let taken = there.collect();
        let is_new = |place: u32| new.get(place as usize).copied().unwrap_or_default();
        let lines = Agreement::of_lines(view, drafts, &is_new, taken)?;
        for (place, p) in (0_u32..).zip(&mut self.prepared) {
            if let Some((id, wrong)) = lines.found(place) {
                (p.there, p.wrong) = (Some(id), wrong);
            }
        }
        self.lines = lines;
        Ok(())
    }
}
