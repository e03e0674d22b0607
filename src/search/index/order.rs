//! Rows in the order of a list's columns, by numbers: what `domain::column` compares two rows by
//! becomes one number a row, and a sort compares nothing else.

use std::hash::Hash;
use std::ops::{BitOr, Shl};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use chrono::{Datelike, NaiveDate};
use rustc_hash::FxHashMap;

use super::Index;
use super::names::each_row;
use super::sheet::Sheet;
use crate::domain::column::{Order, SortKey};
use crate::domain::grouping::Grouping;
use crate::domain::{Role, Sector, TaskId};
use crate::packed::{BlockNumber, Facts, NameId};
use crate::search::bits::{bits, count};
use crate::search::threads::parallel::chunked;
use crate::search::threads::sort::sort;
use crate::search::threads::stop::{Stop, Stopped};

/// What is missing: comes last in either direction.
const MISSING: u64 = u64::MAX;

/// One number a row, rows in the order of ids, and how many bits the largest takes.
struct KeyColumn {
    values: Vec<u64>,
    width: u32,
}

impl KeyColumn {
    /// Of values; [`MISSING`] stays last when they are reversed.
    fn of(mut values: Vec<u64>, reversed: bool) -> KeyColumn {
        let (mut least, mut most, mut is_full) = (MISSING, 0, true);
        for value in &values {
            match *value {
                MISSING => is_full = false,
                value => (least, most) = (least.min(value), most.max(value)),
            }
        }
        let last = most.saturating_sub(least) + 1;
        for value in &mut values {
            *value = match (*value, reversed) {
                (MISSING, _) => last,
                (value, false) => value - least,
                (value, true) => most - value,
            };
        }
        let largest = if is_full { last - 1 } else { last };
        KeyColumn {
            values,
            width: u64::BITS - largest.leading_zeros(),
        }
    }
}

impl Index {
    /// Every task that stands under no other, in this order: keys in turn, then deadline, then id.
    ///
    /// # Errors
    /// [`Stopped`] when it was told to give up.
    pub fn arranged(&self, order: &Order, stop: &Stop) -> Result<Vec<TaskId>, Stopped> {
        let tops = self.sheets().iter();
        let tops = tops.map(|sheet| (sheet, sheet.block.present() & !sheet.kids));
        RowsToOrder::of(self, tops, stop).in_order(order)
    }

    /// These tasks in this order, also those that stand under others.
    ///
    /// # Errors
    /// [`Stopped`] when it was told to give up.
    pub fn in_order(
        &self,
        ids: &[TaskId],
        order: &Order,
        stop: &Stop,
    ) -> Result<Vec<TaskId>, Stopped> {
        RowsToOrder::these(self, ids, stop).in_order(order)
    }

    /// These tasks by their groups; within its group each stays where it was.
    ///
    /// # Errors
    /// [`Stopped`] when it was told to give up.
    pub fn grouped(
        &self,
        ids: &[TaskId],
        grouping: Grouping,
        stop: &Stop,
    ) -> Result<Vec<TaskId>, Stopped> {
        let Some(key) = grouping.key() else {
            return Ok(ids.to_vec());
        };
        let rows = RowsToOrder::these(self, ids, stop);
        let mut columns = Vec::new();
        rows.columns(key, false, &mut columns)?;
        let mut places: Vec<(TaskId, u64)> = ids.iter().copied().zip(0..).collect();
        places.sort_unstable();
        let places = places.into_iter().map(|(_, place)| place);
        columns.push(KeyColumn::of(places.collect(), false));
        rows.sorted(&columns)
    }
}

/// The places of the rows by their columns in turn, then by place.
fn sorted(columns: &[KeyColumn], rows: usize) -> Vec<u32> {
    let place_width = usize::BITS - rows.leading_zeros();
    let width = columns.iter().map(|column| column.width).sum::<u32>() + place_width;
    let places = 0..u32::try_from(rows).unwrap_or(u32::MAX);
    if width <= u64::BITS {
        let mut keys: Vec<u64> = keys_of(columns, rows, place_width);
        sort(&mut keys);
        let place = (1 << place_width) - 1;
        return keys.into_iter().map(|key| (key & place) as u32).collect();
    }
    if width <= u128::BITS {
        let mut keys: Vec<u128> = keys_of(columns, rows, place_width);
        sort(&mut keys);
        let place = (1 << place_width) - 1;
        return keys.into_iter().map(|key| (key & place) as u32).collect();
    }
    let mut all: Vec<u32> = places.collect();
    let of = |column: &KeyColumn, place: u32| column.values.get(place as usize).copied();
    all.sort_unstable_by(|a, b| {
        let by_column = columns
            .iter()
            .map(|column| of(column, *a).cmp(&of(column, *b)));
        by_column
            .fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
            .then(a.cmp(b))
    });
    all
}

/// One number a row out of those of all columns and, last, the row's place. Each is written before
/// it is ever read: memory that is read first costs the kernel twice.
fn keys_of<K>(columns: &[KeyColumn], rows: usize, place_width: u32) -> Vec<K>
where
    K: From<u64> + Shl<u32, Output = K> + BitOr<Output = K>,
{
    let columns = columns.iter().filter(|column| column.width > 0);
    let columns: Vec<&KeyColumn> = columns.collect();
    let key = |place: usize| {
        let of_columns = columns.iter().fold(K::from(0), |key, column| {
            let value = column.values.get(place).copied().unwrap_or(0);
            key << column.width | K::from(value)
        });
        of_columns << place_width | K::from(place as u64)
    };
    (0..rows).map(key).collect()
}

/// Rows of an index: the sheets they are in, each with its rows that are meant.
struct RowsToOrder<'i> {
    index: &'i Index,
    sheets: Vec<(&'i Sheet, u64)>,
    stop: &'i Stop<'i>,
}

impl<'i> RowsToOrder<'i> {
    fn of(
        index: &'i Index,
        sheets: impl Iterator<Item = (&'i Sheet, u64)>,
        stop: &'i Stop<'i>,
    ) -> RowsToOrder<'i> {
        let sheets = sheets.filter(|(_, rows)| *rows != 0).collect();
        RowsToOrder {
            index,
            sheets,
            stop,
        }
    }

    /// Those of these rows that are there.
    fn these(index: &'i Index, ids: &[TaskId], stop: &'i Stop<'i>) -> RowsToOrder<'i> {
        let mut masks: FxHashMap<BlockNumber, u64> = FxHashMap::default();
        for (number, bit) in ids.iter().map(|id| BlockNumber::of(*id)) {
            *masks.entry(number).or_default() |= 1 << bit;
        }
        let sheets = index.sheets.iter().map(|sheet| {
            let mask = masks.get(&sheet.block.number()).copied().unwrap_or(0);
            (sheet, sheet.block.present() & mask)
        });
        RowsToOrder::of(index, sheets, stop)
    }

    /// The rows by the keys in turn, then deadline, then id.
    fn in_order(&self, order: &Order) -> Result<Vec<TaskId>, Stopped> {
        let mut columns = Vec::new();
        let mut done = Vec::new();
        for (key, reversed) in order.keys.iter().chain(&[(SortKey::Deadline, false)]) {
            // Rows that were equal by a key are equal by it again.
            if done.contains(key) {
                continue;
            }
            self.stop.check()?;
            self.columns(*key, *reversed, &mut columns)?;
            done.push(*key);
        }
        self.sorted(&columns)
    }

    /// The rows by their columns in turn, then by id.
    fn sorted(&self, columns: &[KeyColumn]) -> Result<Vec<TaskId>, Stopped> {
        let ids = self.each(|sheet, bit, _| sheet.block.number().id_at(bit))?;
        let ids: Vec<TaskId> = ids.into_iter().flatten().collect();
        self.stop.check()?;
        let places = sorted(columns, ids.len());
        self.stop.check()?;
        let places = places.into_iter();
        Ok(places
            .filter_map(|at| ids.get(at as usize).copied())
            .collect())
    }

    /// What `of` says of each row, in the order of ids.
    fn each<T: Send>(
        &self,
        of: impl Fn(&'i Sheet, usize, Facts<'i>) -> T + Sync,
    ) -> Result<Vec<T>, Stopped> {
        let parts = chunked(
            &self.sheets,
            self.stop,
            || (),
            |(), sheets| {
                let mut part =
                    Vec::with_capacity(sheets.iter().map(|(_, rows)| count(*rows)).sum());
                for (sheet, rows) in sheets {
                    let rows = bits(*rows);
                    part.extend(rows.filter_map(|bit| Some(of(sheet, bit, sheet.facts(bit)?))));
                }
                part
            },
        )?;
        let mut all = Vec::with_capacity(parts.iter().map(Vec::len).sum());
        parts.into_iter().for_each(|part| all.extend(part));
        Ok(all)
    }

    fn numbers(&self, of: impl Fn(Facts) -> Option<u64> + Sync) -> Result<Vec<u64>, Stopped> {
        self.each(|_, _, facts| of(facts).unwrap_or(MISSING))
    }

    /// Adds the columns of a key.
    fn columns(
        &self,
        key: SortKey,
        reversed: bool,
        into: &mut Vec<KeyColumn>,
    ) -> Result<(), Stopped> {
        let id = |id: i64| u64::try_from(id).unwrap_or(0);
        let day = |day: Option<NaiveDate>| {
            // From a day before the first there is.
            day.map(|day| (i64::from(day.num_days_from_ce()) - i64::from(i32::MIN)).unsigned_abs())
        };
        let values = match key {
            SortKey::Id => self.each(|sheet, bit, _| {
                sheet
                    .block
                    .number()
                    .id_at(bit)
                    .map_or(MISSING, |it| id(it.get()))
            })?,
            SortKey::Number => return self.number_columns(reversed, into),
            SortKey::Parent => self.numbers(|it| it.parent().map(|parent| id(parent.get())))?,
            SortKey::Document => self.numbers(|it| it.document().map(|it| id(it.get())))?,
            SortKey::Region | SortKey::RegionCode => self.regions()?,
            SortKey::Sector => {
                let places: FxHashMap<Sector, u64> = Sector::all().zip(0..).collect();
                self.numbers(|it| places.get(&it.sector()).copied())?
            }
            SortKey::Title => self.ranks(|sheet, bit, _| Some(sheet.block.title(bit)))?,
            SortKey::Leaders => self.ranks(|sheet, bit, _| {
                let leader = self.first_party(sheet, bit, Role::Leader);
                leader.or_else(|| self.first_party(sheet, bit, Role::LeadUnit))
            })?,
            SortKey::LeadUnits => {
                self.ranks(|it, bit, _| self.first_party(it, bit, Role::LeadUnit))?
            }
            SortKey::ResponsibleUnits => {
                self.ranks(|it, bit, _| self.first_party(it, bit, Role::ResponsibleUnit))?
            }
            SortKey::AssistingUnits => {
                self.ranks(|it, bit, _| self.first_party(it, bit, Role::AssistingUnit))?
            }
            SortKey::Status => self.numbers(|it| Some(it.status() as u64))?,
            SortKey::Progress => {
                self.numbers(|it| it.progress().map(|it| u64::from(it.percent())))?
            }
            SortKey::Light => self.each(|sheet, bit, _| sheet.color(bit) as u64)?,
            SortKey::Deadline => self.numbers(|it| day(it.deadline()))?,
            SortKey::OriginalDeadline => self.numbers(|it| day(it.original_deadline()))?,
            SortKey::Standing => self.numbers(|it| Some(u64::from(it.standing())))?,
            SortKey::Revision => self.numbers(|it| Some(id(it.revision().get())))?,
            // As an unsigned number with the same order.
            SortKey::UpdatedAt => {
                self.numbers(|it| Some(it.updated_at().cast_unsigned() ^ 1 << 63))?
            }
            SortKey::UpdatedBy => self.ranks(|_, _, facts| Some(self.name(facts.updated_by())))?,
        };
        into.push(KeyColumn::of(values, reversed));
        Ok(())
    }

    /// `12` before `108`, `6.1` after `6`, text after numbers: the leading number, then the rest.
    fn number_columns(&self, reversed: bool, into: &mut Vec<KeyColumn>) -> Result<(), Stopped> {
        let split = |number: &'i str| {
            let digits = number.bytes().take_while(u8::is_ascii_digit).count();
            let (digits, rest) = number.split_at(digits);
            (digits.parse::<u64>().unwrap_or(u64::MAX), rest)
        };
        let has_rest = AtomicBool::new(false);
        let mut leading = self.each(|sheet, bit, _| {
            let (leading, rest) = split(sheet.block.printed_number(bit));
            if !rest.is_empty() {
                has_rest.store(true, Relaxed);
            }
            leading
        })?;
        let known = leading.iter().copied().filter(|number| *number != u64::MAX);
        let after_all = known.max().map_or(0, |most| most + 1);
        for number in &mut leading {
            *number = (*number).min(after_all);
        }
        into.push(KeyColumn::of(leading, reversed));
        if !has_rest.into_inner() {
            return Ok(());
        }
        let rests = self.ranks(|sheet, bit, _| Some(split(sheet.block.printed_number(bit)).1))?;
        into.push(KeyColumn::of(rests, reversed));
        Ok(())
    }

    fn regions(&self) -> Result<Vec<u64>, Stopped> {
        let mut sorted: Vec<(NameId, &str)> = self.index.regions().collect();
        sorted.sort_unstable_by_key(|(_, key)| *key);
        let mut ranks = vec![0u64; self.index.names.len()];
        for (rank, (id, _)) in (0u64..).zip(sorted) {
            ranks[id.index()] = rank;
        }
        let parts = chunked(
            &self.sheets,
            self.stop,
            || (),
            |(), sheets| {
                let mut part = Vec::new();
                for (sheet, rows) in sheets {
                    let mut own = [0u64; crate::packed::ROWS];
                    each_row(sheet.regions.iter(), |bit, id| {
                        own[bit] = ranks.get(id as usize).copied().unwrap_or(0);
                    });
                    part.extend(bits(*rows).map(|bit| own[bit]));
                }
                part
            },
        )?;
        Ok(parts.concat())
    }

    fn name(&self, id: NameId) -> &'i str {
        self.index.names.text(id)
    }

    fn first_party(&self, sheet: &Sheet, bit: usize, role: Role) -> Option<&'i str> {
        let mut parties = sheet.block.parties(bit);
        let first = parties.find(|party| party.role == role)?;
        Some(self.name(first.name))
    }

    /// The place of each row's text among all of them, each counted once.
    fn ranks<T: Clone + Ord + Hash + Send>(
        &self,
        of: impl Fn(&'i Sheet, usize, Facts<'i>) -> Option<T> + Sync,
    ) -> Result<Vec<u64>, Stopped> {
        let texts = self.each(of)?;
        let mut ids: FxHashMap<T, u32> = FxHashMap::default();
        let mut distinct: Vec<(T, u32)> = Vec::new();
        let mut last: Option<(T, u32)> = None;
        let mut of_row = Vec::with_capacity(texts.len());
        for text in texts {
            let Some(text) = text else {
                of_row.push(None);
                continue;
            };
            // Neighbours often say the same: no need to look it up.
            let id = match &last {
                Some((same, id)) if *same == text => *id,
                _ => *ids.entry(text.clone()).or_insert_with(|| {
                    let id = u32::try_from(distinct.len()).unwrap_or(u32::MAX);
                    distinct.push((text.clone(), id));
                    id
                }),
            };
            last = Some((text, id));
            of_row.push(Some(id));
        }
        self.stop.check()?;
        sort(&mut distinct);
        self.stop.check()?;
        let mut ranks = vec![0; distinct.len()];
        for (rank, (_, id)) in (0u64..).zip(distinct) {
            ranks[id as usize] = rank;
        }
        let rank = |id: Option<u32>| id.map_or(MISSING, |id| ranks[id as usize]);
        Ok(of_row.into_iter().map(rank).collect())
    }
}
