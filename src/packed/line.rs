//! A row with numbers for the names in it: what goes into a block and comes out of it.

use chrono::{DateTime, NaiveDate};

use super::names::{NameId, NameTable};
use super::party::PartyRef;
use crate::domain::{
    DocumentId, Party, Progress, RegionKey, Revision, Role, Row, Sector, Status, TaskId,
};

/// A list line whose names are numbers. See [`Row`] for what each field says.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "told at Row")]
pub struct Line {
    pub id: TaskId,
    pub title: String,
    pub number: String,
    pub revision: Revision,
    pub parent: Option<TaskId>,
    pub document: Option<DocumentId>,
    pub region: NameId,
    pub sector: Sector,
    pub status: Status,
    pub progress: Option<Progress>,
    pub deadline: Option<NaiveDate>,
    pub original_deadline: Option<NaiveDate>,
    pub open_due: Option<NaiveDate>,
    pub extended: bool,
    pub standing: bool,
    pub has_data: bool,
    /// In milliseconds since 1970.
    pub updated_at: i64,
    pub updated_by: NameId,
    /// Leaders, then units, lead first.
    pub parties: Vec<PartyRef>,
}

impl Line {
    /// A row with the numbers that `number` gives to its names.
    ///
    /// # Errors
    /// Whatever `number` reports.
    pub fn of<E>(row: Row, number: &mut impl FnMut(&str) -> Result<NameId, E>) -> Result<Line, E> {
        let leaders = row.leaders.iter().map(|leader| (Role::Leader, leader));
        let units = row.units.iter().map(|(role, unit)| (*role, unit));
        let mut parties = Vec::with_capacity(row.leaders.len() + row.units.len());
        for (role, party) in leaders.chain(units) {
            parties.push(PartyRef {
                role,
                name: number(&party.name)?,
                printed: party.printed.as_deref().map(&mut *number).transpose()?,
            });
        }
        let (region, updated_by) = (number(row.region.as_str())?, number(&row.updated_by)?);
        Ok(Line {
            id: row.id,
            title: row.title,
            number: row.number,
            revision: row.revision,
            parent: row.parent,
            document: row.document,
            region,
            sector: row.sector,
            status: row.status,
            progress: row.progress,
            deadline: row.deadline,
            original_deadline: row.original_deadline,
            open_due: row.open_due,
            extended: row.extended,
            standing: row.standing,
            has_data: row.has_data,
            updated_at: row.updated_at.timestamp_millis(),
            updated_by,
            parties,
        })
    }

    /// The row; `None` when it was changed at a time that no calendar knows.
    pub fn row(self, names: &NameTable) -> Option<Row> {
        let text = |id: NameId| names.text(id).to_owned();
        let party = |it: PartyRef| Party {
            name: text(it.name),
            printed: it.printed.map(text),
        };
        let (leaders, units): (Vec<PartyRef>, Vec<PartyRef>) =
            (self.parties.into_iter()).partition(|it| it.role == Role::Leader);
        Some(Row {
            id: self.id,
            revision: self.revision,
            number: self.number,
            parent: self.parent,
            document: self.document,
            region: RegionKey::from(text(self.region)),
            sector: self.sector,
            title: self.title,
            leaders: leaders.into_iter().map(party).collect(),
            units: units.into_iter().map(|it| (it.role, party(it))).collect(),
            status: self.status,
            progress: self.progress,
            deadline: self.deadline,
            original_deadline: self.original_deadline,
            extended: self.extended,
            standing: self.standing,
            open_due: self.open_due,
            has_data: self.has_data,
            updated_at: DateTime::from_timestamp_millis(self.updated_at)?,
            updated_by: text(self.updated_by),
        })
    }

    /// Gives every name another number.
    pub fn rename(&mut self, number: &mut impl FnMut(NameId) -> NameId) {
        for name in [&mut self.region, &mut self.updated_by] {
            *name = number(*name);
        }
        for party in &mut self.parties {
            party.name = number(party.name);
            party.printed = party.printed.map(&mut *number);
        }
    }
}
