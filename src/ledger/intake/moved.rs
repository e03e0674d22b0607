//! Columns whose values many tasks have: a value of another task says nothing of a file, but when the
//! rows that differ have among them just what the ledger has there, values were only moved from row to
//! row, as a sort of one column or a cell put in above moves them.

use std::collections::HashMap;

use super::fingerprint::hash_of;
use crate::domain::draft::TaskDraft;
use crate::domain::exported::{COMMA, CellWay, ExportColumns, Exported};
use crate::domain::name;
use crate::domain::returned_row::Returned;
use crate::domain::row_fault::Against;
use crate::domain::task_field::TaskBody;

/// How many rows must differ and how much of what they say may be new, for values to be moved ones.
struct Sign {
    fewest: usize,
    /// One new value in so many rows.
    new_in: usize,
    /// New values that never count.
    new_free: usize,
}

/// Names, numbers and dates, of which there are many.
const MANY: Sign = Sign {
    fewest: 5,
    new_in: 10,
    new_free: 1,
};

/// Values of a short list: moved ones are a weaker sign.
const FEW: Sign = Sign {
    fewest: 8,
    new_in: 20,
    new_free: 0,
};

impl Sign {
    /// That of a column; none where its values are not looked at here.
    fn of(column: Exported) -> Option<&'static Sign> {
        match column {
            // Each value is of one task only: see `sorted`.
            Exported::Title | Exported::Requirement => None,
            Exported::Sector | Exported::Status => Some(&FEW),
            Exported::Progress | Exported::Standing => Some(&FEW),
            _ if column.way() == CellWay::Taken => Some(&MANY),
            _ => None,
        }
    }

    fn is_met(&self, rows: usize, new: usize) -> bool {
        rows >= self.fewest && new <= self.new_free.max(rows / self.new_in)
    }
}

/// A row that differs in a column.
struct Cell {
    place: usize,
    own: u64,
    said: u64,
}

/// How many rows must differ to be moved by a row; all of them but one say what the next one has.
const FEWEST_SHIFTED: usize = 5;

/// A column of a file beside what the ledger has.
#[derive(Default)]
struct Column {
    /// The rows that differ.
    cells: Vec<Cell>,
    /// What the ledger has for the row before.
    above: Option<u64>,
    /// What the row before says, where it differs.
    waiting: Option<u64>,
    /// How many of the cells say what the ledger has for the row before them.
    from_above: usize,
    /// How many say what it has for the row after them.
    from_below: usize,
}

impl Column {
    fn note(&mut self, place: usize, own: u64, said: Option<u64>) {
        self.from_below += usize::from(self.waiting == Some(own));
        self.from_above += usize::from(said.is_some() && said == self.above);
        self.above = Some(own);
        self.waiting = said;
        self.cells
            .extend(said.map(|said| Cell { place, own, said }));
    }

    fn is_moved(&self, sign: &Sign) -> bool {
        let rows = self.cells.len();
        let is_shifted = rows >= FEWEST_SHIFTED && self.from_above.max(self.from_below) + 1 >= rows;
        is_shifted || sign.is_met(rows, new_among(&self.cells))
    }
}

/// The columns of one file in which rows differ.
#[derive(Default)]
pub(in crate::ledger) struct Moved(HashMap<Exported, Column>);

impl Moved {
    /// Takes note of a row beside the task it was written from. One that is the same matters to the
    /// rows next to it.
    pub fn note(
        &mut self,
        place: usize,
        draft: &TaskDraft,
        returned: &Returned,
        against: &Against,
        is_same: bool,
    ) {
        let differing = match is_same {
            true => ExportColumns::default(),
            false => returned.differences(draft, against),
        };
        // Of names and numbers the values of the rows that differ say enough.
        let is_looked_at = |column: &Exported| {
            Sign::of(*column).is_some_and(|sign| sign.new_free == 0 || differing.has(*column))
        };
        for column in returned.columns.iter().filter(is_looked_at) {
            let own = own(column, against.body);
            let said = differing.has(column);
            let said = said.then(|| said_in(column, draft, returned));
            self.0.entry(column).or_default().note(place, own, said);
        }
    }

    /// The column of which values were moved, with the rows that differ in it: the one of most rows.
    pub fn found(&self) -> Option<(Exported, Vec<usize>)> {
        let is_moved = |(of, column): &(&Exported, &Column)| {
            Sign::of(**of).is_some_and(|sign| column.is_moved(sign))
        };
        let moved = self.0.iter().filter(is_moved);
        let (of, column) = moved.max_by_key(|(of, column)| (column.cells.len(), **of))?;
        Some((*of, column.cells.iter().map(|cell| cell.place).collect()))
    }
}

/// How many of the values said are none of those that the ledger has in the same rows, each of them
/// counted once.
fn new_among(cells: &[Cell]) -> usize {
    let mut there: HashMap<u64, usize> = HashMap::new();
    for cell in cells {
        *there.entry(cell.own).or_default() += 1;
    }
    let is_new = |cell: &&Cell| match there.get_mut(&cell.said) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    };
    cells.iter().filter(is_new).count()
}

/// What the ledger has in a column.
fn own(column: Exported, body: &TaskBody) -> u64 {
    if let Some(role) = column.role() {
        let names = body.parties(role).iter().map(|it| it.name.as_str());
        return of_names(names);
    }
    match column {
        Exported::Region => hash_of(&name::clean(body.region.name())),
        Exported::Sector => hash_of(&Some(body.sector)),
        Exported::Status => hash_of(&Some(body.status)),
        Exported::Progress => hash_of(&body.progress),
        Exported::Deadline => hash_of(&body.deadline),
        Exported::Standing => hash_of(&body.standing),
        _ => hash_of(&name::clean(&body.number)),
    }
}

/// What a row says in a column.
fn said_in(column: Exported, draft: &TaskDraft, returned: &Returned) -> u64 {
    if let Some(role) = column.role() {
        return of_names(draft.parties(role).iter().map(String::as_str));
    }
    // A cell that could not be read is no value of the ledger, unless it says nothing.
    let unread = returned.raw.get(&column).map(|cell| cell.trim());
    if let Some(cell) = unread.filter(|cell| !cell.is_empty()) {
        return hash_of(&cell);
    }
    match column {
        Exported::Region => hash_of(&name::clean(draft.region.as_deref().unwrap_or_default())),
        Exported::Sector => hash_of(&draft.sector),
        Exported::Status => hash_of(&draft.status),
        Exported::Progress => hash_of(&draft.progress),
        Exported::Deadline => hash_of(&draft.deadline.flatten()),
        Exported::Standing => hash_of(&draft.standing),
        _ => hash_of(&name::clean(&draft.number)),
    }
}

fn of_names<'n>(names: impl Iterator<Item = &'n str>) -> u64 {
    let clean: Vec<String> = names.map(name::clean).collect();
    hash_of(&clean.join(COMMA))
}
