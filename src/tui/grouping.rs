//! What the table can be grouped by.

use crate::domain::column::{Order, SortKey};
use crate::domain::{Lang, Sector, TaskId};

use super::data::Data;

/// What the table can be grouped by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grouping {
    /// Not at all.
    #[default]
    None,
    /// By region.
    Region,
    /// By sector.
    Sector,
    /// By status.
    Status,
    /// By light.
    Light,
}

impl Grouping {
    /// The groupings in the order the key walks through them: variant, identifier, labels.
    const ALL: [(Grouping, &'static str, &'static str, &'static str); 5] = [
        (Grouping::None, "none", "不分", "none"),
        (Grouping::Region, "region", "地区", "region"),
        (Grouping::Sector, "sector", "领域", "sector"),
        (Grouping::Status, "status", "状态", "status"),
        (Grouping::Light, "light", "灯", "light"),
    ];

    /// The one after this.
    pub fn next(self) -> Grouping {
        Grouping::ALL[(self as usize + 1) % Grouping::ALL.len()].0
    }

    /// The identifier, as kept between starts.
    pub fn id(self) -> &'static str {
        Grouping::ALL[self as usize].1
    }

    /// The grouping with this identifier.
    pub fn parse(id: &str) -> Option<Grouping> {
        Grouping::ALL
            .iter()
            .find(|row| row.1 == id)
            .map(|row| row.0)
    }

    /// The label shown to people.
    pub fn label(self, lang: Lang) -> &'static str {
        let row = Grouping::ALL[self as usize];
        lang.pick(row.2, row.3)
    }

    /// The order of rows under this grouping: its groups one after the other, each in `order`.
    pub fn order(self, order: &Order) -> Order {
        let key = match self {
            Grouping::None => return order.clone(),
            Grouping::Region => SortKey::Region,
            Grouping::Sector => SortKey::Sector,
            Grouping::Status => SortKey::Status,
            Grouping::Light => SortKey::Light,
        };
        let first = std::iter::once((key, false));
        Order {
            keys: first.chain(order.keys.iter().copied()).collect(),
        }
    }

    /// The group a task belongs to: what tells it from others, and a heading.
    fn group(self, id: TaskId, data: &Data, lang: Lang) -> Option<(String, String)> {
        if self == Grouping::Light {
            let color = data.color(id);
            return Some((color.id().to_owned(), color.label(lang).to_owned()));
        }
        let row = data.row(id)?;
        Some(match self {
            Grouping::None | Grouping::Light => (String::new(), String::new()),
            Grouping::Region => (row.region.as_str().to_owned(), row.region.name().to_owned()),
            Grouping::Sector => {
                let place = Sector::all().position(|sector| sector == row.sector);
                let place = place.map_or(String::new(), |at| at.to_string());
                (place, row.sector.label(lang).to_owned())
            }
            Grouping::Status => (
                row.status.id().to_owned(),
                row.status.label(lang).to_owned(),
            ),
        })
    }

    /// Where the groups begin among tasks in [`Grouping::order`], each with its heading: found by
    /// bisection, since a row is put together for each question.
    pub fn starts(self, ids: &[TaskId], data: &Data, lang: Lang) -> Vec<(usize, String)> {
        let mut starts = Vec::new();
        if self == Grouping::None {
            return starts;
        }
        let mut from = 0;
        while let Some(first) = ids.get(from) {
            let group = self.group(*first, data, lang);
            let is_in = |id: &TaskId| {
                let other = self.group(*id, data, lang);
                other.map(|it| it.0) == group.as_ref().map(|it| it.0.clone())
            };
            let rest = ids.get(from..).unwrap_or_default();
            let most = rest.len();
            // The group is as likely short as long: doubling steps, then bisection in the last one.
            let mut reach = 1;
            while reach < most && rest.get(reach).is_some_and(is_in) {
                reach *= 2;
            }
            let known = reach / 2;
            let span = rest.get(known..reach.min(most)).unwrap_or_default();
            let end = from + known + span.partition_point(is_in);
            starts.push((from, group.clone().map_or(String::new(), |it| it.1)));
            from = end.max(from + 1);
        }
        starts
    }
}
