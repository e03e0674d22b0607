//! What a list can be sorted by, and how.

use std::cmp::Ordering;

use super::lang::Lang;
use super::light::Light;
use super::people::Role;
use super::row::Row;
use super::vocabulary::{read_by_word, vocabulary};

vocabulary! {
    /// A field a list can be sorted by; its identifier is the JSON key.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum SortKey {
        /// By id.
        Id "id" "ID" "id",
        /// By printed number, as a number where it begins with one.
        Number "number" "编号" "number",
        /// By parent task.
        Parent "parent" "上级" "parent",
        /// By source document.
        Document "document" "文件" "document",
        /// By region, in the order of the codes.
        Region "region" "地区" "region",
        /// By region code: the same order.
        RegionCode "region_code" "地区代码" "region code",
        /// By sector, in the order of the taxonomy.
        Sector "sector" "领域" "sector",
        /// By title.
        Title "title" "任务" "title",
        /// By first leader, else first lead unit.
        Leaders "leaders" "领导/牵头" "people",
        /// By first lead unit.
        LeadUnits "lead_units" "牵头单位" "lead unit",
        /// By first responsible unit.
        ResponsibleUnits "responsible_units" "责任单位" "responsible unit",
        /// By first assisting unit.
        AssistingUnits "assisting_units" "配合单位" "assisting unit",
        /// By the order of a task's life.
        Status "status" "状态" "status",
        /// By share done, unknown last.
        Progress "progress" "进%" "%",
        /// Worst light first.
        Light "light" "灯" "light",
        /// By date in force, none last.
        Deadline "deadline" "时限" "deadline",
        /// By first date recorded, none last.
        OriginalDeadline "original_deadline" "原定时限" "original deadline",
        /// Standing tasks last.
        Standing "standing" "长期" "standing",
        /// By number of changes.
        Revision "revision" "修订" "revision",
        /// By last change.
        UpdatedAt "updated_at" "改于" "changed at",
        /// By who changed it last.
        UpdatedBy "updated_by" "改人" "changed by",
    }
}

read_by_word!(SortKey);

impl SortKey {
    /// The columns a table of tasks begins with after the number, in their first order.
    pub const TABLE: [SortKey; 7] = [
        SortKey::Region,
        SortKey::Title,
        SortKey::Leaders,
        SortKey::Status,
        SortKey::Progress,
        SortKey::Deadline,
        SortKey::Light,
    ];

    /// The columns it can have besides.
    pub const MORE: [SortKey; 3] = [SortKey::Sector, SortKey::LeadUnits, SortKey::UpdatedBy];

    /// Compares two rows by this key; what is missing comes last in either direction.
    pub(super) fn compare(self, a: (&Row, &Light), b: (&Row, &Light), reversed: bool) -> Ordering {
        fn directed<T: Ord>(a: T, b: T, reversed: bool) -> Ordering {
            if reversed { b.cmp(&a) } else { a.cmp(&b) }
        }
        fn known_first<T: Ord>(a: Option<T>, b: Option<T>, reversed: bool) -> Ordering {
            match (a, b) {
                (Some(a), Some(b)) => directed(a, b, reversed),
                (a, b) => b.is_some().cmp(&a.is_some()),
            }
        }
        let ((a, light_a), (b, light_b)) = (a, b);
        let unit = |row: &'_ Row, role| row.units_as(role).next().map(|unit| unit.name.clone());
        match self {
            SortKey::Id => directed(a.id, b.id, reversed),
            SortKey::Number => directed(natural(&a.number), natural(&b.number), reversed),
            SortKey::Parent => known_first(a.parent, b.parent, reversed),
            SortKey::Document => known_first(a.document, b.document, reversed),
            SortKey::Region | SortKey::RegionCode => directed(&a.region, &b.region, reversed),
            SortKey::Sector => directed(a.sector, b.sector, reversed),
            SortKey::Title => directed(&a.title, &b.title, reversed),
            SortKey::Leaders => {
                let first = |row: &Row| {
                    let leader = row.leaders.first().map(|leader| leader.name.clone());
                    leader.or_else(|| unit(row, Role::LeadUnit))
                };
                known_first(first(a), first(b), reversed)
            }
            SortKey::LeadUnits => {
                known_first(unit(a, Role::LeadUnit), unit(b, Role::LeadUnit), reversed)
            }
            SortKey::ResponsibleUnits => known_first(
                unit(a, Role::ResponsibleUnit),
                unit(b, Role::ResponsibleUnit),
                reversed,
            ),
            SortKey::AssistingUnits => known_first(
                unit(a, Role::AssistingUnit),
                unit(b, Role::AssistingUnit),
                reversed,
            ),
            SortKey::Status => directed(a.status, b.status, reversed),
            SortKey::Progress => known_first(a.progress, b.progress, reversed),
            SortKey::Light => directed(light_a.color, light_b.color, reversed),
            SortKey::Deadline => known_first(a.deadline, b.deadline, reversed),
            SortKey::OriginalDeadline => {
                known_first(a.original_deadline, b.original_deadline, reversed)
            }
            SortKey::Standing => directed(a.standing, b.standing, reversed),
            SortKey::Revision => directed(a.revision, b.revision, reversed),
            SortKey::UpdatedAt => directed(a.updated_at, b.updated_at, reversed),
            SortKey::UpdatedBy => directed(&a.updated_by, &b.updated_by, reversed),
        }
    }
}

/// `12` before `108`, `6.1` after `6`, text after numbers: the leading number, then the rest.
fn natural(number: &str) -> (u64, String) {
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    let rest = number[digits.len()..].to_owned();
    (digits.parse().unwrap_or(u64::MAX), rest)
}

/// An order of rows: keys in turn, each up or down, then deadline, then id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The keys, first one first, with whether it is reversed.
    pub keys: Vec<(SortKey, bool)>,
}

impl Default for Order {
    /// By deadline, none last, then id: the order of `duban list`.
    fn default() -> Self {
        Order {
            keys: vec![(SortKey::Deadline, false)],
        }
    }
}

impl Order {
    /// By region, then number: the order the screen opens with.
    pub fn opening() -> Order {
        Order {
            keys: vec![(SortKey::Region, false), (SortKey::Number, false)],
        }
    }

    /// Reads `region,number` or `-deadline`.
    ///
    /// # Errors
    /// The word that is no key.
    pub fn parse(text: &str) -> Result<Order, String> {
        let keys = text
            .split([',', '，'])
            .map(str::trim)
            .filter(|word| !word.is_empty())
            .map(|word| {
                let (name, reversed) = word
                    .strip_prefix('-')
                    .map_or((word, false), |rest| (rest, true));
                SortKey::parse(name)
                    .map(|key| (key, reversed))
                    .ok_or_else(|| word.to_owned())
            })
            .collect::<Result<Vec<_>, String>>()?;
        if keys.is_empty() {
            return Err(text.to_owned());
        }
        Ok(Order { keys })
    }

    /// Compares two rows with their lights.
    pub fn compare(&self, a: (&Row, &Light), b: (&Row, &Light)) -> Ordering {
        let mut result = Ordering::Equal;
        for (key, reversed) in &self.keys {
            result = result.then_with(|| key.compare(a, b, *reversed));
        }
        result
            .then_with(|| SortKey::Deadline.compare(a, b, false))
            .then(a.0.id.cmp(&b.0.id))
    }

    /// The order by identifiers, as `--sort` and the settings take it: `region,-deadline`.
    pub fn ids(&self) -> String {
        let ids = self.keys.iter();
        let ids =
            ids.map(|(key, reversed)| format!("{}{}", if *reversed { "-" } else { "" }, key.id()));
        ids.collect::<Vec<_>>().join(",")
    }

    /// Compares two rows as if their lights were alike.
    pub fn compare_rows(&self, a: &Row, b: &Row) -> Ordering {
        self.compare((a, &Light::UNKNOWN), (b, &Light::UNKNOWN))
    }

    /// The order in words that can be read again: `地区,-时限`.
    pub fn words(&self, lang: Lang) -> String {
        let words: Vec<String> = self
            .keys
            .iter()
            .map(|(key, reversed)| {
                format!("{}{}", if *reversed { "-" } else { "" }, key.label(lang))
            })
            .collect();
        words.join(",")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabulary_stands_in_the_order_of_the_variants_without_repeats() {
        for (index, key) in SortKey::ALL.into_iter().enumerate() {
            assert_eq!(key as usize, index);
            assert_eq!(SortKey::parse(key.id()), Some(key));
            assert_eq!(SortKey::parse(key.label(Lang::Zh)), Some(key));
        }
    }

    #[test]
    fn an_order_reads_back_what_it_prints_and_names_the_bad_word() {
        let order = Order::parse("region,-deadline").unwrap();
        assert_eq!(Order::parse(&order.words(Lang::Zh)).unwrap(), order);
        assert_eq!(order.ids(), "region,-deadline");
        assert_eq!(Order::parse("region,colour"), Err("colour".to_owned()));
        assert!(Order::parse("").is_err());
    }

    #[test]
    fn numbers_sort_as_numbers() {
        assert!(natural("9") < natural("108") && natural("6") < natural("6.1"));
        assert!(natural("12") < natural("(三)"));
    }
}
