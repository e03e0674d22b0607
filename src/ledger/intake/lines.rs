//! Task lines that are no task of the ledger by their place, held against it once more.

use rusqlite::Connection;

use super::agree::{Agreement, MOST_LINES};
use super::matching::Matching;
use super::plan::Drafts;
use super::prepared::Prepared;
use crate::domain::doubt::DoubtKind;
use crate::domain::draft::Warning;
use crate::ledger::error::LedgerError;

impl Matching {
    /// Finds the tasks of lines that lost a key tasks are told apart by, and what looks like a task.
    pub fn find_lines(
        &mut self,
        conn: &Connection,
        drafts: &dyn Drafts,
        warnings: &mut Vec<Warning>,
    ) -> Result<(), LedgerError> {
        let is_new = |p: &Prepared| {
            self.task_there(p).is_none() && drafts.head(p.document as usize).is_none()
        };
        let new: Vec<bool> = self.prepared.iter().map(is_new).collect();
        let is_empty = "SELECT NOT EXISTS (SELECT 1 FROM task)";
        if !new.contains(&true) || conn.query_row(is_empty, [], |row| row.get(0))? {
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
        let lines = Agreement::of_lines(conn, drafts, &is_new, taken)?;
        for (place, p) in (0_u32..).zip(&mut self.prepared) {
            if let Some((id, wrong)) = lines.found(place) {
                (p.there, p.wrong) = (Some(id), wrong);
            }
        }
        self.lines = lines;
        Ok(())
    }
}
