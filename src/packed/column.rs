//! One number a row, in as few bytes as their spread needs, each still to be had by itself.
//!
//! Neighbouring tasks have much in common: one document, one region, dates of a few years. So a
//! column keeps its smallest number, and for each row only how far its own lies above it.

use super::bytes::{BadBlock, ByteReader, ByteWriter};

/// The numbers of up to sixty-four rows; some rows may have none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FactColumn {
    /// The smallest.
    base: i64,
    steps: Steps,
}

/// How far each number lies above the smallest; the largest step of a width stands for none.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Steps {
    /// No row has a number.
    Missing,
    /// All have the same.
    Same,
    U8(Box<[u8]>),
    U16(Box<[u16]>),
    U32(Box<[u32]>),
    U64(Box<[u64]>),
}

/// A step's width.
trait ColumnStep: Copy + Ord + Into<u64> {
    /// The mark of none.
    const NONE: Self;
    const ZERO: Self;
}

macro_rules! steps {
    ($($width:ty),*) => {
        $(impl ColumnStep for $width {
            const NONE: $width = <$width>::MAX;
            const ZERO: $width = 0;
        })*
    };
}

steps!(u8, u16, u32, u64);

/// The largest of the steps, and whether each of the rows in `needed` has one. Written without a
/// branch a step, so that it is done for many steps at once.
fn check<S: ColumnStep>(steps: &[S], needed: u64) -> (u64, bool) {
    let known = |step: &S| if *step == S::NONE { S::ZERO } else { *step };
    let largest = steps.iter().map(known).fold(S::ZERO, S::max);
    let is_needed = |at: usize| at >= 64 || needed & 1 << at != 0;
    let is_there = needed == 0
        || !steps.contains(&S::NONE)
        || (steps.iter().enumerate()).all(|(at, step)| *step != S::NONE || !is_needed(at));
    (largest.into(), is_there)
}

impl FactColumn {
    /// Of rows without a number.
    pub const MISSING: FactColumn = FactColumn {
        base: 0,
        steps: Steps::Missing,
    };

    /// Of these numbers, in order.
    pub fn of(numbers: &[Option<i64>]) -> FactColumn {
        let known = || numbers.iter().flatten().copied();
        let (Some(base), Some(most)) = (known().min(), known().max()) else {
            return FactColumn::MISSING;
        };
        let spread = most.abs_diff(base);
        let is_full = numbers.iter().all(Option::is_some);
        let step = |number: &Option<i64>| number.map_or(u64::MAX, |it| it.abs_diff(base));
        let all = || numbers.iter().map(step);
        // What does not fit a narrow width is the mark of none there, as `u64::MAX` is here.
        let steps = if spread == 0 && is_full {
            Steps::Same
        } else if spread < u64::from(u8::MAX) {
            Steps::U8(
                all()
                    .map(|it| u8::try_from(it).unwrap_or(u8::MAX))
                    .collect(),
            )
        } else if spread < u64::from(u16::MAX) {
            Steps::U16(
                all()
                    .map(|it| u16::try_from(it).unwrap_or(u16::MAX))
                    .collect(),
            )
        } else if spread < u64::from(u32::MAX) {
            Steps::U32(
                all()
                    .map(|it| u32::try_from(it).unwrap_or(u32::MAX))
                    .collect(),
            )
        } else {
            Steps::U64(all().collect())
        };
        FactColumn { base, steps }
    }

    /// The number at a place; `None` past the end, too, unless all are the same.
    pub fn get(&self, at: usize) -> Option<i64> {
        let step = match &self.steps {
            Steps::Missing => return None,
            Steps::Same => return Some(self.base),
            Steps::U8(steps) => steps
                .get(at)
                .filter(|it| **it != u8::MAX)
                .map(|it| u64::from(*it)),
            Steps::U16(steps) => steps
                .get(at)
                .filter(|it| **it != u16::MAX)
                .map(|it| u64::from(*it)),
            Steps::U32(steps) => steps
                .get(at)
                .filter(|it| **it != u32::MAX)
                .map(|it| u64::from(*it)),
            Steps::U64(steps) => steps.get(at).filter(|it| **it != u64::MAX).copied(),
        };
        Some(self.base.wrapping_add_unsigned(step?))
    }

    /// The one number of all rows, where there is one.
    pub fn same(&self) -> Option<i64> {
        matches!(self.steps, Steps::Same).then_some(self.base)
    }

    /// Whether no row has a number.
    pub fn is_missing(&self) -> bool {
        matches!(self.steps, Steps::Missing)
    }

    /// Calls `take` with every place that has a number, rising, and the number.
    pub fn each(&self, count: usize, mut take: impl FnMut(usize, i64)) {
        fn walk<S: ColumnStep>(steps: &[S], base: i64, mut take: impl FnMut(usize, i64)) {
            for (at, step) in steps.iter().enumerate() {
                if *step != S::NONE {
                    take(at, base.wrapping_add_unsigned((*step).into()));
                }
            }
        }
        match &self.steps {
            Steps::Missing => {}
            Steps::Same => (0..count).for_each(|at| take(at, self.base)),
            Steps::U8(steps) => walk(steps, self.base, take),
            Steps::U16(steps) => walk(steps, self.base, take),
            Steps::U32(steps) => walk(steps, self.base, take),
            Steps::U64(steps) => walk(steps, self.base, take),
        }
    }

    /// Whether this is of `count` rows, all those `needed` have a number (bits of the first
    /// sixty-four; all of them needs those after, too), and every number is one of `least..=most`.
    pub fn fits(&self, count: usize, needed: u64, (least, most): (i64, i64)) -> bool {
        let (length, (largest, is_there)) = match &self.steps {
            Steps::Missing => return needed == 0,
            Steps::Same => (count, (0, true)),
            Steps::U8(steps) => (steps.len(), check(steps, needed)),
            Steps::U16(steps) => (steps.len(), check(steps, needed)),
            Steps::U32(steps) => (steps.len(), check(steps, needed)),
            Steps::U64(steps) => (steps.len(), check(steps, needed)),
        };
        let last = self.base.checked_add_unsigned(largest);
        length == count && is_there && self.base >= least && last.is_some_and(|it| it <= most)
    }

    pub fn write(&self, into: &mut ByteWriter) {
        into.i64(self.base);
        match &self.steps {
            Steps::Missing => into.u8(MISSING),
            Steps::Same => into.u8(SAME),
            Steps::U8(steps) => {
                into.u8(1);
                into.u8s(steps);
            }
            Steps::U16(steps) => {
                into.u8(2);
                into.u16s(steps);
            }
            Steps::U32(steps) => {
                into.u8(4);
                into.u32s(steps);
            }
            Steps::U64(steps) => {
                into.u8(8);
                into.u64s(steps);
            }
        }
    }

    pub fn read(from: &mut ByteReader) -> Result<FactColumn, BadBlock> {
        let base = from.i64()?;
        let steps = match from.u8()? {
            MISSING => Steps::Missing,
            SAME => Steps::Same,
            1 => Steps::U8(from.u8s()?.into()),
            2 => Steps::U16(from.u16s()?.into()),
            4 => Steps::U32(from.u32s()?.into()),
            8 => Steps::U64(from.u64s()?.into()),
            _ => return Err(BadBlock),
        };
        Ok(FactColumn { base, steps })
    }
}

const SAME: u8 = 0;
const MISSING: u8 = u8::MAX;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn numbers() -> impl Strategy<Value = Vec<Option<i64>>> {
        let widths = [
            1i64,
            255,
            256,
            65_535,
            65_536,
            u32::MAX.into(),
            1 << 40,
            i64::MAX,
        ];
        (proptest::sample::select(widths.to_vec()), any::<i32>()).prop_flat_map(|(most, base)| {
            let number = (0..most).prop_map(move |it| it.saturating_add(i64::from(base)));
            proptest::collection::vec(proptest::option::weighted(0.9, number), 0..64)
        })
    }

    proptest! {
        #[test]
        fn numbers_come_out_as_they_went_in(numbers in numbers()) {
            let column = FactColumn::of(&numbers);
            let mut into = ByteWriter::default();
            column.write(&mut into);
            let bytes = into.done();
            let read = FactColumn::read(&mut ByteReader::new(&bytes)).unwrap();
            prop_assert_eq!(&read, &column);
            let out: Vec<Option<i64>> = (0..numbers.len()).map(|at| read.get(at)).collect();
            prop_assert_eq!(out, numbers);
        }
    }
}
