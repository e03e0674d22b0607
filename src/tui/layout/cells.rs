//! What a row's cells say.

use crate::domain::column::SortKey;
use crate::domain::{Role, Row};
use crate::search::{Highlights, QueryField};
use crate::tui::layout::number_text;
use crate::tui::state::model::Model;

/// The first leader, else the first lead unit, else any unit; one that is filtered or searched for
/// comes first. With the number of the others and the matched characters.
pub fn people(model: &Model, row: &Row, hits: &Highlights) -> (String, usize, Vec<usize>) {
    let names: Vec<&str> = row
        .leaders
        .iter()
        .chain(row.distinct_units())
        .map(|p| p.name.as_str())
        .collect();
    let query = &model.browse.query;
    let chosen = query
        .values(QueryField::Leader)
        .iter()
        .chain(query.values(QueryField::Unit));
    let wanted = hits.people.first().map(|(place, _)| *place).or_else(|| {
        chosen
            .filter_map(|name| names.iter().position(|known| known == name))
            .next()
    });
    let leads = row.units_as(Role::LeadUnit).count();
    let count = if row.leaders.is_empty() {
        leads.max(usize::from(!names.is_empty()))
    } else {
        row.leaders.len()
    };
    let place = wanted.unwrap_or(0);
    let found = hits
        .people
        .iter()
        .find(|(at, _)| *at == place)
        .map_or(Vec::new(), |(_, positions)| positions.clone());
    let name = names.get(place).copied().unwrap_or_default().to_owned();
    // A unit outside the counted list stands before all of them.
    let others = if place < count {
        count.saturating_sub(1)
    } else {
        count
    };
    (name, others, found)
}

/// The text of a cell.
pub fn cell_text(model: &Model, row: &Row, key: SortKey) -> String {
    let words = model.words();
    match key {
        SortKey::Region => row.region.short().to_owned(),
        SortKey::Sector => row.sector.label(model.lang).to_owned(),
        SortKey::Status => row.status.label(model.lang).to_owned(),
        SortKey::Progress => row
            .progress
            .map_or(String::new(), |figure| figure.to_string()),
        SortKey::Deadline => match (row.deadline, row.standing) {
            (Some(date), standing) => {
                let tail = if standing {
                    "+"
                } else if row.extended {
                    "~"
                } else {
                    ""
                };
                format!("{date}{tail}")
            }
            (None, true) => words.standing.to_owned(),
            (None, false) => words.undated.to_owned(),
        },
        SortKey::LeadUnits => {
            let names: Vec<&str> = row
                .distinct_units()
                .map(|unit| unit.name.as_str())
                .collect();
            names.join("、")
        }
        SortKey::UpdatedBy => row.updated_by.clone(),
        SortKey::Light => model.data.light(row.id).cell(model.lang),
        SortKey::Leaders => {
            let names: Vec<&str> = row
                .leaders
                .iter()
                .map(|leader| leader.name.as_str())
                .collect();
            if names.is_empty() {
                row.units_as(Role::LeadUnit)
                    .map(|unit| unit.name.as_str())
                    .collect::<Vec<_>>()
                    .join("、")
            } else {
                names.join("、")
            }
        }
        SortKey::Title => row.title.clone(),
        _ => String::new(),
    }
}

/// A row as one line of text, for the clipboard.
pub fn row_text(model: &Model, row: &Row) -> String {
    let cells = SortKey::TABLE.map(|key| cell_text(model, row, key));
    format!(
        "{}\t{}",
        number_text(model, row, row.parent.is_some()),
        cells.join("\t")
    )
}
