//! The headings of files that `export` wrote: telling them from those of other offices' ledgers, and
//! saying which columns beside them are not read.

use std::collections::BTreeSet;

use crate::domain::Lang;
use crate::domain::doubt::{DoubtKind, More, UnreadColumn};
use crate::domain::draft::Warning;
use crate::domain::exported::Exported;
use crate::import::ledger_sheet::{SheetColumn, headings, normal};
use crate::text::{clean_line, cut};

/// More columns than are looked at.
pub(super) const MAX_COLUMNS: usize = 256;

/// How many columns that are not read are named.
const MOST_NAMED: usize = 10;

/// The longest heading that is shown, in columns of the screen.
const LONGEST_NAME: usize = 40;

/// Headings that no ledger of another office has.
const TELL_TALES: [Exported; 9] = [
    Exported::RegionCode,
    Exported::SectionPath,
    Exported::LightReason,
    Exported::OriginalDeadline,
    Exported::Revision,
    Exported::UpdatedAt,
    Exported::UpdatedBy,
    Exported::ResponsibleUnits,
    Exported::AssistingUnits,
];

/// The column in which a colleague says why.
pub(super) const REASON: [&str; 4] = ["reason", "理由", "原因", "改动理由"];

/// What a column of such a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColumnContent {
    Column(Exported),
    Reason,
}

impl ColumnContent {
    fn of(heading: &str) -> Option<ColumnContent> {
        let heading = normal(heading);
        if heading.is_empty() {
            return None;
        }
        if REASON.contains(&heading.as_str()) {
            return Some(ColumnContent::Reason);
        }
        let is_called = |column: &Exported| {
            let labels = [Lang::Zh, Lang::En].map(|lang| normal(column.label(lang)));
            column.id() == heading || labels.contains(&heading)
        };
        Exported::ALL
            .into_iter()
            .find(is_called)
            .map(ColumnContent::Column)
    }
}

/// The headings of a file that is ours.
pub(super) struct OwnHeader {
    pub columns: Vec<Option<ColumnContent>>,
    /// As they stand.
    pub names: Vec<String>,
}

impl OwnHeader {
    /// The headings in a row; `None` where they are not those of our files.
    pub fn of<'r>(row: impl Iterator<Item = &'r str>) -> Option<OwnHeader> {
        let names: Vec<String> = row.take(MAX_COLUMNS).map(str::to_owned).collect();
        let mut columns: Vec<Option<ColumnContent>> = Vec::with_capacity(names.len());
        for name in &names {
            // Of two columns with one heading the first is read, and the other is told.
            let holds = ColumnContent::of(name).filter(|holds| !columns.contains(&Some(*holds)));
            columns.push(holds);
        }
        let header = OwnHeader { columns, names };
        let there: BTreeSet<Exported> = header.columns().collect();
        let telling = TELL_TALES.iter().filter(|it| there.contains(it)).count();
        let has = |column| there.contains(&column);
        let is_ours = match has(Exported::Id) {
            true => has(Exported::Revision) || telling >= 2 || header.is_spelled_as_ours(),
            // The column of ids was deleted.
            false => {
                let says_what = has(Exported::Title) || has(Exported::Requirement);
                telling >= 3 && (says_what || header.tells_to_the_letter() >= 3)
            }
        };
        is_ours.then(|| header.with_other_names())
    }

    /// Columns that colleagues named as their own ledgers do, where none of ours is of that name
    /// already. Places and numbers are not among them: an office counts its rows in such a column.
    fn with_other_names(mut self) -> OwnHeader {
        for at in 0..self.columns.len() {
            let of_office = headings().column(&self.names[at]).and_then(own_column);
            let Some(column) = of_office.filter(|_| self.columns[at].is_none()) else {
                continue;
            };
            if self.place(column).is_none() {
                self.columns[at] = Some(ColumnContent::Column(column));
            }
        }
        self
    }

    fn columns(&self) -> impl Iterator<Item = Exported> {
        self.columns.iter().filter_map(|holds| match holds {
            Some(ColumnContent::Column(column)) => Some(*column),
            _ => None,
        })
    }

    pub fn place(&self, column: Exported) -> Option<usize> {
        let wanted = Some(ColumnContent::Column(column));
        self.columns.iter().position(|holds| *holds == wanted)
    }

    /// Whether the headings are those `export` writes, to the letter: `id`, with one that stands
    /// nowhere else, or with more of ours than of those that offices use. An office's own ledger that merely has a
    /// column `id` has neither.
    fn is_spelled_as_ours(&self) -> bool {
        let named = || self.names.iter().map(|name| name.trim());
        let column = |name: &str| Exported::ALL.into_iter().find(|it| it.id() == name);
        let has_id = named().any(|name| name == Exported::Id.id());
        let ours = named().filter_map(column).count();
        // What an office's reader would make something of, and ours would not.
        let is_other = |name: &&str| match headings().column(name) {
            None | Some(SheetColumn::Id | SheetColumn::Remark | SheetColumn::Computed) => false,
            Some(_) => column(name).is_none() && !REASON.contains(name),
        };
        let others = named().filter(is_other).count();
        // Of the names with a low line in them the world knows none.
        let has_telling = named()
            .filter_map(column)
            .any(|it| it.id().contains('_') && TELL_TALES.contains(&it));
        has_id && ours > 1 && (has_telling || ours > others)
    }

    /// How many headings are spelled as nobody else spells them.
    fn tells_to_the_letter(&self) -> usize {
        let named = self.names.iter().map(|name| name.trim());
        let tells = |name: &&str| {
            let telling = TELL_TALES.iter().map(|it| it.id());
            name.contains('_') && telling.into_iter().any(|id| id == *name)
        };
        named.filter(tells).count()
    }

    /// The places of columns that have a heading nobody reads.
    pub fn named_unread(&self) -> BTreeSet<usize> {
        let columns = self.columns.iter().zip(&self.names).enumerate();
        let unread =
            columns.filter(|(_, (holds, name))| holds.is_none() && !name.trim().is_empty());
        unread.map(|(at, _)| at).collect()
    }

    /// Notes the cells that say something below no heading.
    pub fn note_unread(&self, row: &[&str], unread: &mut BTreeSet<usize>) {
        let filled = row.iter().enumerate().take(MAX_COLUMNS);
        let filled = filled.filter(|(_, cell)| !cell.trim().is_empty());
        unread.extend(
            filled
                .filter(|(at, _)| self.columns.get(*at).is_none_or(Option::is_none))
                .map(|(at, _)| at),
        );
    }

    /// Says which columns were not read.
    pub fn unread(&self, places: &BTreeSet<usize>) -> Option<Warning> {
        let named = places.iter().map(|at| {
            let name = self.names.get(*at).map_or("", |name| name.trim());
            match name.is_empty() {
                true => UnreadColumn::At(at + 1),
                false => UnreadColumn::Named(cut(&clean_line(name), LONGEST_NAME)),
            }
        });
        unread_columns(named)
    }
}

/// The column of ours that holds what one of an office's ledger does.
fn own_column(column: SheetColumn) -> Option<Exported> {
    Some(match column {
        SheetColumn::Title => Exported::Title,
        SheetColumn::Requirement => Exported::Requirement,
        SheetColumn::Leader => Exported::Leaders,
        SheetColumn::LeadUnit => Exported::LeadUnits,
        SheetColumn::ResponsibleUnit => Exported::ResponsibleUnits,
        SheetColumn::AssistingUnit => Exported::AssistingUnits,
        SheetColumn::Status => Exported::Status,
        SheetColumn::Progress => Exported::Progress,
        SheetColumn::Deadline => Exported::Deadline,
        _ => return None,
    })
}

/// Says which columns, or keys, were not read.
pub(super) fn unread_columns(columns: impl Iterator<Item = UnreadColumn>) -> Option<Warning> {
    let mut columns: Vec<UnreadColumn> = columns.collect();
    let more = match columns.len() {
        0 => return None,
        count if count > MOST_NAMED => More::Columns(count),
        _ => More::None,
    };
    columns.truncate(MOST_NAMED);
    Some(DoubtKind::ColumnsNotRead { columns, more }.at(None))
}
