//! Which task stands under which.

use rustc_hash::FxHashMap;

use crate::domain::TaskId;
use crate::packed::BlockNumber;

use super::sheet::Sheet;
use crate::search::bits::bits;

/// How far up a task's line is followed: a ring, which the ledger never makes, ends there.
const HIGHEST: usize = 16;

/// The tasks that stand under others.
#[derive(Clone, Debug, Default)]
pub(in crate::search) struct Family {
    /// By the task without a parent above them, rising.
    below: FxHashMap<TaskId, Vec<TaskId>>,
    /// How many rows name a task as the one above them, whether it is there or not.
    named: FxHashMap<TaskId, u32>,
}

impl Family {
    /// Works out everything from the rows, and marks the kids.
    pub fn relate(&mut self, sheets: &mut [Sheet]) {
        self.below.clear();
        self.named.clear();
        for at in 0..sheets.len() {
            if sheets[at].with_parent == 0 {
                sheets[at].kids = 0;
                continue;
            }
            let kids = self.kids_of(sheets, at);
            sheets[at].kids = kids;
        }
        self.below
            .values_mut()
            .for_each(|kids| kids.sort_unstable());
    }

    /// The kids of one sheet, noted.
    fn kids_of(&mut self, sheets: &[Sheet], at: usize) -> u64 {
        let sheet = &sheets[at];
        let mut kids = 0;
        for bit in bits(sheet.with_parent) {
            let id = sheet.block.number().id_at(bit);
            let parent = sheet.facts(bit).and_then(|facts| facts.parent());
            let (Some(id), Some(parent)) = (id, parent) else {
                continue;
            };
            *self.named.entry(parent).or_default() += 1;
            let top = top_of(sheets, id);
            if top != id {
                kids |= 1 << bit;
                self.below.entry(top).or_default().push(id);
            }
        }
        kids
    }

    /// Forgets the kids of one sheet.
    fn forget(&mut self, sheets: &[Sheet], at: usize) {
        let sheet = &sheets[at];
        for bit in bits(sheet.with_parent) {
            let Some(id) = sheet.block.number().id_at(bit) else {
                continue;
            };
            if let Some(parent) = sheet.facts(bit).and_then(|facts| facts.parent())
                && let Some(count) = self.named.get_mut(&parent)
            {
                *count = count.saturating_sub(1);
            }
            if sheet.kids & 1 << bit != 0 {
                let top = top_of(sheets, id);
                if let Some(kids) = self.below.get_mut(&top) {
                    kids.retain(|kid| *kid != id);
                    if kids.is_empty() {
                        self.below.remove(&top);
                    }
                }
            }
        }
    }

    /// Changes one sheet by `change` and the relations with it. Where the change touches a task
    /// that others stand under, everything is worked out anew; that is rare.
    pub fn change(&mut self, sheets: &mut [Sheet], at: usize, new: Sheet) {
        let old = &sheets[at];
        let moved = moved(old, &new);
        if moved == 0 {
            let kids = old.kids;
            sheets[at] = new;
            sheets[at].kids = kids;
            return;
        }
        let number = new.block.number();
        let is_named = |id: TaskId| self.named.get(&id).is_some_and(|count| *count > 0);
        if bits(moved)
            .filter_map(|bit| number.id_at(bit))
            .any(is_named)
        {
            sheets[at] = new;
            return self.relate(sheets);
        }
        self.forget(sheets, at);
        sheets[at] = new;
        let kids = self.kids_of(sheets, at);
        sheets[at].kids = kids;
        for bit in bits(kids) {
            let top = number.id_at(bit).map(|id| top_of(sheets, id));
            if let Some(kids) = top.and_then(|top| self.below.get_mut(&top)) {
                kids.sort_unstable();
            }
        }
    }

    /// The tasks that others stand under, with how many.
    pub fn sizes(&self) -> impl ExactSizeIterator<Item = (TaskId, usize)> + '_ {
        self.below.iter().map(|(top, kids)| (*top, kids.len()))
    }

    /// What stands under a task without a parent, by id.
    pub fn below(&self, top: TaskId) -> &[TaskId] {
        self.below.get(&top).map_or(&[], Vec::as_slice)
    }
}

/// The bits whose row came, went or moved under another task.
fn moved(old: &Sheet, new: &Sheet) -> u64 {
    let parent = |sheet: &Sheet, bit| sheet.facts(bit).and_then(|facts| facts.parent());
    let both = (old.with_parent | new.with_parent) & old.block.present() & new.block.present();
    let other = bits(both).filter(|bit| parent(old, *bit) != parent(new, *bit));
    other.fold(old.block.present() ^ new.block.present(), |all, bit| {
        all | 1 << bit
    })
}

/// The sheet and the bit of a task that is there.
pub(in crate::search) fn find(sheets: &[Sheet], id: TaskId) -> Option<(&Sheet, usize)> {
    let (number, bit) = BlockNumber::of(id);
    let sheet = &sheets[place_of(sheets, number).ok()?];
    (sheet.block.present() & 1 << bit != 0).then_some((sheet, bit))
}

/// Where the sheet with this number is, or would be put. Ledgers leave no ids out but by undo, so
/// mostly it stands where its number says.
pub(in crate::search) fn place_of(sheets: &[Sheet], number: BlockNumber) -> Result<usize, usize> {
    let guess = sheets.first().map_or(0, |first| {
        number.get().saturating_sub(first.block.number().get()) as usize
    });
    match sheets.get(guess) {
        Some(sheet) if sheet.block.number() == number => Ok(guess),
        _ => sheets.binary_search_by_key(&number, |sheet| sheet.block.number()),
    }
}

/// The task without a parent above `id`, or `id` itself.
pub(in crate::search) fn top_of(sheets: &[Sheet], id: TaskId) -> TaskId {
    let mut at = id;
    for _ in 0..HIGHEST {
        let parent = find(sheets, at).and_then(|(sheet, bit)| sheet.facts(bit)?.parent());
        match parent.filter(|parent| *parent != at && find(sheets, *parent).is_some()) {
            Some(parent) => at = parent,
            None => break,
        }
    }
    at
}
