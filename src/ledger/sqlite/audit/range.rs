//! The tasks of some neighbouring ids: their entries folded and held against every table.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row as SqlRow};

use crate::domain::TaskId;
use crate::ledger::chain::{self, Hash, Linker};
use crate::ledger::error::LedgerError;
use crate::ledger::problem::ComparedPart;
use crate::ledger::sqlite::audit::blocks::AuditBlocks;
use crate::ledger::sqlite::audit::cursor::{Cursor, cells, number};
use crate::ledger::sqlite::audit::finding::Finding;
use crate::ledger::sqlite::audit::folded::Folded;
use crate::ledger::sqlite::audit::packing::PackedShown;
use crate::ledger::sqlite::audit::page::AuditPage;
use crate::ledger::sqlite::audit::typed;
use crate::ledger::sqlite::audit::written::{Lists, WrittenBody};
use crate::ledger::sqlite::tables::entries::WIDTH;
use crate::ledger::sqlite::tables::rows::{self, ENTRY_COLUMNS};
use crate::ledger::sqlite::tables::task_row::{TASK_COLUMNS, TASK_WIDTH, TaskColumn as C};
use crate::ledger::sqlite::tables::whole::{EVENTS, INDICATORS, MILESTONES, PARTIES, WholeList};
use crate::ledger::sqlite::tables::{Of, SumKind, Summer, entries};
use crate::packed::{BlockNumber, NameTable};

/// Looks through ranges of tasks, one after the other.
pub(super) struct Ranges<'a> {
    conn: &'a Connection,
    page: Option<&'a AuditPage>,
    /// The last entry of the trail.
    last: i64,
    linker: Linker,
    summer: Summer,
    folded: Folded,
    lists: Lists,
    written: WrittenBody,
    shown: PackedShown,
    names: &'a NameTable,
    pub found: Finding,
}

/// The queries of a range, side by side.
struct Cursors<'s> {
    entries: Cursor<'s>,
    tasks: Cursor<'s>,
    parties: Cursor<'s>,
    milestones: Cursor<'s>,
    indicators: Cursor<'s>,
    events: Cursor<'s>,
    /// The entry read last, with its hash.
    before: (i64, Hash),
}

impl Cursors<'_> {
    /// The lowest id that any of them is at.
    fn next(&self) -> Option<i64> {
        let Cursors {
            entries,
            tasks,
            parties,
            milestones,
            indicators,
            events,
            ..
        } = self;
        let all = [entries, tasks, parties, milestones, indicators, events];
        all.into_iter().filter_map(Cursor::key).min()
    }
}

impl<'a> Ranges<'a> {
    /// Of a ledger with these names and this first page, whose trail ends with `last`.
    pub fn of(
        conn: &'a Connection,
        names: &'a NameTable,
        page: Option<&'a AuditPage>,
        last: i64,
    ) -> Ranges<'a> {
        Ranges {
            conn,
            page,
            last,
            linker: Linker::default(),
            summer: Summer::default(),
            folded: Folded::default(),
            lists: Lists::default(),
            written: WrittenBody::new(),
            shown: PackedShown::default(),
            names,
            found: Finding::default(),
        }
    }

    /// Looks through the tasks from one id to another, whose blocks are whole.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn look_through(&mut self, first: i64, last: i64) -> Result<(), LedgerError> {
        let conn = self.conn;
        let sql = format!(
            "SELECT {ENTRY_COLUMNS}, hash FROM entry INDEXED BY entry_task \
             WHERE task BETWEEN ?1 AND ?2 ORDER BY task, seq"
        );
        let mut entries = conn.prepare_cached(&sql)?;
        let sql = format!(
            "SELECT {TASK_COLUMNS}, row_sum, lists_sum FROM task NOT INDEXED \
             WHERE id BETWEEN ?1 AND ?2 ORDER BY id"
        );
        let mut tasks = conn.prepare_cached(&sql)?;
        let list = |list: WholeList| {
            let WholeList {
                name,
                columns,
                order,
                ..
            } = list;
            let sql = format!(
                "SELECT {columns} FROM {name} WHERE task BETWEEN ?1 AND ?2 ORDER BY task, {order}"
            );
            conn.prepare_cached(&sql)
        };
        let (mut parties, mut milestones) = (list(PARTIES)?, list(MILESTONES)?);
        let (mut indicators, mut events) = (list(INDICATORS)?, list(EVENTS)?);
        let range = [first, last];
        let mut at = Cursors {
            entries: Cursor::over(&mut entries, range, 2)?,
            tasks: Cursor::over(&mut tasks, range, 0)?,
            parties: Cursor::over(&mut parties, range, 0)?,
            milestones: Cursor::over(&mut milestones, range, 0)?,
            indicators: Cursor::over(&mut indicators, range, 0)?,
            events: Cursor::over(&mut events, range, 0)?,
            before: (0, chain::ORIGIN),
        };
        let (mut rows, mut marks) = AuditBlocks::prepare(conn)?;
        let mut blocks = AuditBlocks::over(&mut rows, &mut marks, first, last, self.names)?;
        while let Some(id) = at.next() {
            let task = TaskId::new(id);
            blocks.go_to(task, &mut self.found)?;
            self.task(id, task, &mut at, &mut blocks)?;
            if self.found.is_trail_bad {
                return Ok(());
            }
        }
        blocks.finish(&mut self.found)
    }

    /// Folds what there is about a task and compares.
    fn task(
        &mut self,
        id: i64,
        task: Option<TaskId>,
        at: &mut Cursors,
        blocks: &mut AuditBlocks,
    ) -> Result<(), LedgerError> {
        self.fold(id, at)?;
        let (lists, mut is_so) = self.read_lists(id, at)?;
        is_so &= self.folded.is_plain();
        let row = at.tasks.at(id);
        let all: Option<[ValueRef; TASK_WIDTH + 2]> = row.map(cells).transpose()?;
        let task_cells = all.as_ref().and_then(|all| all.first_chunk::<TASK_WIDTH>());
        match (task_cells, &all) {
            (Some(cells), Some(all)) => {
                let sums = [self.row(cells), lists];
                let stored = [number(all[TASK_WIDTH]), number(all[TASK_WIDTH + 1])];
                is_so &= stored == sums.map(Some)
                    && self.written.write(cells, &self.lists)
                    && self.folded.is_there()
                    && self.folded.is_row(cells, &self.written);
            }
            _ => is_so &= lists == 0 && !self.folded.is_there(),
        }
        let Some(task) = task else {
            // No task has such a number, so there should be nothing of it.
            self.found.note(ComparedPart::Task, id);
            return at.tasks.each(id, |_| Ok(()));
        };
        is_so = is_so || typed::is_sound(self.conn, task, &mut self.found)?;
        let bit = BlockNumber::of(task).1;
        match (row, task_cells) {
            _ if !is_so => blocks.pass(bit),
            (Some(row), Some(cells)) => blocks.compare(bit, row, cells, &mut self.shown),
            _ => {}
        }
        at.tasks.each(id, |_| Ok(()))
    }

    /// Counts the row of a task; answers its sum.
    fn row(&mut self, task: &[ValueRef; TASK_WIDTH]) -> i64 {
        let (summer, found) = (&mut self.summer, &mut self.found);
        let sum = summer.row(SumKind::Task, task.iter().copied());
        found.add(Of::Tasks, sum);
        let (id, parent, document) = (
            task[C::Id.at()],
            task[C::Parent.at()],
            task[C::Document.at()],
        );
        if parent != ValueRef::Null {
            found.add(Of::Children, summer.row(SumKind::Child, [parent, id]));
        }
        if document != ValueRef::Null {
            found
                .by_document
                .add(summer.row(SumKind::Document, [document, id]));
        }
        if let Some(page) = self.page {
            page.note(task, found);
        }
        sum
    }

    /// Reads the entries about a task.
    fn fold(&mut self, id: i64, at: &mut Cursors) -> Result<(), LedgerError> {
        let Ranges {
            conn,
            linker,
            summer,
            folded,
            found,
            last,
            ..
        } = self;
        let before = &mut at.before;
        folded.clear();
        at.entries.each(id, |row| {
            let entry: [ValueRef; WIDTH] = cells(row)?;
            let seq = number(entry[0]).unwrap_or(0);
            if before.0 != seq - 1 {
                match entries::hash_of(conn, seq - 1) {
                    Ok(hash) => *before = (seq - 1, hash),
                    Err(_) => found.is_trail_bad = true,
                }
            }
            let stored = row.get_ref(WIDTH)?;
            match entries::with_text(&entry, |text| linker.link(&text, &before.1)) {
                Ok(hash) if stored == ValueRef::Blob(&hash) => *before = (seq, hash),
                _ => found.is_trail_bad = true,
            }
            found.note_entry(&entry, summer, *last);
            folded.take(&entry);
            Ok(())
        })
    }

    /// Reads what is listed under a task; answers what its rows add up to, and whether the events
    /// are what the entries say.
    fn read_lists(&mut self, id: i64, at: &mut Cursors) -> Result<(i64, bool), LedgerError> {
        let Ranges {
            summer,
            folded,
            lists,
            shown,
            ..
        } = self;
        lists.clear();
        shown.clear();
        let (mut total, mut is_so) = (0_i64, true);
        let mut add = |kind, cells: &[ValueRef]| {
            total = total.wrapping_add(summer.row(kind, cells.iter().copied()));
        };
        at.parties.each(id, |row| {
            let cells = cells::<5>(row)?;
            add(PARTIES.kind, &cells);
            if let Some(role) = lists.party(cells) {
                shown.party(role, cells[3], cells[4]);
            }
            Ok(())
        })?;
        at.milestones.each(id, |row| {
            let cells = cells::<6>(row)?;
            add(MILESTONES.kind, &cells);
            lists.milestone(cells);
            shown.milestones.extend(readable(row, rows::milestone_of));
            Ok(())
        })?;
        at.indicators.each(id, |row| {
            let cells = cells::<8>(row)?;
            add(INDICATORS.kind, &cells);
            lists.indicator(cells);
            Ok(())
        })?;
        let mut place = 0;
        at.events.each(id, |row| {
            let cells = cells::<8>(row)?;
            add(EVENTS.kind, &cells);
            is_so &= folded.is_event(place, &cells);
            shown.events.extend(readable(row, rows::event_of));
            place += 1;
            Ok(())
        })?;
        Ok((total, is_so && place == folded.events()))
    }
}

/// What a row under a task says, if it can be read.
fn readable<T>(
    row: &SqlRow,
    read: impl FnOnce(&SqlRow) -> rusqlite::Result<(TaskId, T)>,
) -> Option<T> {
    read(row).ok().map(|(_, read)| read)
}
