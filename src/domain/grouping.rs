//! What a list of tasks can be grouped by.

use super::column::{Order, SortKey};
use super::lang::Lang;
use super::light::LightColor;
use super::row::Row;
use super::sector::Sector;
use super::vocabulary::vocabulary;

vocabulary! {
    /// What a list can be grouped by, in the order the key walks through them.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub enum Grouping {
        /// Not at all.
        #[default]
        None "none" "不分" "none",
        /// By region.
        Region "region" "地区" "region",
        /// By sector.
        Sector "sector" "领域" "sector",
        /// By status.
        Status "status" "状态" "status",
        /// By light.
        Light "light" "灯" "light",
    }
}

/// A group of tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What tells it from others.
    pub key: String,
    /// Its heading.
    pub label: String,
}

impl Grouping {
    /// The one after this.
    pub fn next(self) -> Grouping {
        Grouping::ALL[(self as usize + 1) % Grouping::ALL.len()]
    }

    /// What puts the groups in their order.
    pub fn key(self) -> Option<SortKey> {
        match self {
            Grouping::None => None,
            Grouping::Region => Some(SortKey::Region),
            Grouping::Sector => Some(SortKey::Sector),
            Grouping::Status => Some(SortKey::Status),
            Grouping::Light => Some(SortKey::Light),
        }
    }

    /// The order of rows under this grouping: its groups one after the other, each in `order`.
    pub fn order(self, order: &Order) -> Order {
        let first = self.key().map(|key| (key, false)).into_iter();
        Order {
            keys: first.chain(order.keys.iter().copied()).collect(),
        }
    }

    /// The group of a row; all are in one where nothing is grouped.
    pub fn group(self, row: &Row, color: LightColor, lang: Lang) -> Group {
        let (key, label) = match self {
            Grouping::None => (String::new(), ""),
            Grouping::Region => (row.region.as_str().to_owned(), row.region.name()),
            Grouping::Sector => {
                let place = Sector::all().position(|sector| sector == row.sector);
                let place = place.map_or(String::new(), |at| at.to_string());
                (place, row.sector.label(lang))
            }
            Grouping::Status => (row.status.id().to_owned(), row.status.label(lang)),
            Grouping::Light => return Grouping::of_light(color, lang),
        };
        let label = label.to_owned();
        Group { key, label }
    }

    /// The group of the tasks with this light.
    pub fn of_light(color: LightColor, lang: Lang) -> Group {
        Group {
            key: color.id().to_owned(),
            label: color.label(lang).to_owned(),
        }
    }
}
