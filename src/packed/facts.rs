//! What a row says in a few bytes: dates, states, and the names it shares with its neighbours.

use chrono::{Datelike, NaiveDate};

use super::bytes::{BadBlock, Reader, Writer};
use super::words::{Collector, WordId, Words};
use crate::domain::{DocumentId, Progress, Revision, Row, Sector, Status, TaskId};

/// What a row says besides its title, its names and its people.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Facts {
    /// See [`Row::revision`].
    pub revision: Revision,
    /// The task it details.
    pub parent: Option<TaskId>,
    /// The document it came from.
    pub document: Option<DocumentId>,
    /// Date in force.
    pub deadline: Option<NaiveDate>,
    /// First date recorded.
    pub original_deadline: Option<NaiveDate>,
    /// The nearest date that still counts.
    pub open_due: Option<NaiveDate>,
    /// When it last changed, in milliseconds since 1970.
    pub updated_at: i64,
    /// By whom.
    pub updated_by: WordId,
    /// The key of the region.
    pub region: WordId,
    /// The printed number.
    pub number: WordId,
    /// State.
    pub status: Status,
    /// Its identifier.
    status_word: WordId,
    /// Field of work.
    pub sector: Sector,
    /// Its name.
    sector_word: WordId,
    /// Share done.
    pub progress: Option<Progress>,
    /// Whether an approved extension moved the date.
    pub extended: bool,
    /// 长期坚持.
    pub standing: bool,
    /// Whether a progress figure or a report exists.
    pub has_data: bool,
}

pub(super) fn facts_of<'r>(row: &'r Row, words: &mut Collector<'r>) -> Facts {
    Facts {
        revision: row.revision,
        parent: row.parent,
        document: row.document,
        deadline: row.deadline,
        original_deadline: row.original_deadline,
        open_due: row.open_due,
        updated_at: row.updated_at.timestamp_millis(),
        updated_by: words.id(&row.updated_by),
        region: words.id(row.region.as_str()),
        number: words.id(&row.number),
        status: row.status,
        status_word: words.id(row.status.id()),
        sector: row.sector,
        sector_word: words.id(row.sector.name()),
        progress: row.progress,
        extended: row.extended,
        standing: row.standing,
        has_data: row.has_data,
    }
}

/// No date, no number.
const NO_DAY: u32 = u32::MAX;
const NO_PERCENT: u8 = u8::MAX;

const IS_THERE: u8 = 1;
const EXTENDED: u8 = 2;
const STANDING: u8 = 4;
const HAS_DATA: u8 = 8;

pub(super) fn write_facts(facts: Option<&Facts>, into: &mut Writer) {
    let Some(facts) = facts else {
        into.u8(0);
        return;
    };
    let flag = |holds: bool, bit: u8| if holds { bit } else { 0 };
    let day = |day: Option<NaiveDate>| day.map_or(NO_DAY, |day| day.num_days_from_ce() as u32);
    let id = |id: Option<i64>| id.and_then(|id| u32::try_from(id).ok()).unwrap_or(0);
    into.u8(IS_THERE
        | flag(facts.extended, EXTENDED)
        | flag(facts.standing, STANDING)
        | flag(facts.has_data, HAS_DATA));
    into.u8(facts.progress.map_or(NO_PERCENT, Progress::percent));
    into.u32(id(Some(facts.revision.get())));
    into.u32(id(facts.parent.map(TaskId::get)));
    into.u32(id(facts.document.map(DocumentId::get)));
    for date in [facts.deadline, facts.original_deadline, facts.open_due] {
        into.u32(day(date));
    }
    into.i64(facts.updated_at);
}

/// The names a row shares with others, in the order [`read_facts`] takes them.
pub(super) fn names_of(facts: &Facts) -> [u32; 5] {
    let words = [
        facts.updated_by,
        facts.region,
        facts.number,
        facts.status_word,
        facts.sector_word,
    ];
    words.map(|word| word.0)
}

pub(super) fn read_facts(
    from: &mut Reader,
    names: &mut impl Iterator<Item = u32>,
    vocabulary: &mut Vocabulary,
) -> Result<Option<Facts>, BadBlock> {
    let flags = from.u8()?;
    if flags & IS_THERE == 0 {
        return Ok(None);
    }
    let progress = match from.u8()? {
        NO_PERCENT => None,
        percent => Some(Progress::try_from(percent).map_err(|_| BadBlock)?),
    };
    let revision = Revision::new(i64::from(from.u32()?)).ok_or(BadBlock)?;
    let parent = TaskId::new(i64::from(from.u32()?));
    let document = DocumentId::new(i64::from(from.u32()?));
    let mut day = || match from.u32()? {
        NO_DAY => Ok(None),
        days => match NaiveDate::from_num_days_from_ce_opt(days as i32) {
            Some(day) => Ok(Some(day)),
            None => Err(BadBlock),
        },
    };
    let (deadline, original_deadline, open_due) = (day()?, day()?, day()?);
    let updated_at = from.i64()?;
    let mut word = || vocabulary.word(names.next().ok_or(BadBlock)?);
    let (updated_by, region, number) = (word()?, word()?, word()?);
    let (status_word, sector_word) = (word()?, word()?);
    Ok(Some(Facts {
        revision,
        parent,
        document,
        deadline,
        original_deadline,
        open_due,
        updated_at,
        updated_by,
        region,
        number,
        status: vocabulary.status(status_word)?,
        status_word,
        sector: vocabulary.sector(sector_word)?,
        sector_word,
        progress,
        extended: flags & EXTENDED != 0,
        standing: flags & STANDING != 0,
        has_data: flags & HAS_DATA != 0,
    }))
}

/// The words of a block read as what they stand for. On the disk a status and a sector are words,
/// since both vocabularies may grow or change their order; each word is looked up once a block.
pub(super) struct Vocabulary<'w> {
    words: &'w Words,
    statuses: Vec<Option<Status>>,
    sectors: Vec<Option<Sector>>,
}

impl<'w> Vocabulary<'w> {
    pub fn new(words: &'w Words) -> Vocabulary<'w> {
        Vocabulary {
            words,
            statuses: vec![None; words.len()],
            sectors: vec![None; words.len()],
        }
    }

    fn word(&self, id: u32) -> Result<WordId, BadBlock> {
        let id = WordId(id);
        match id.index() < self.words.len() {
            true => Ok(id),
            false => Err(BadBlock),
        }
    }

    fn status(&mut self, id: WordId) -> Result<Status, BadBlock> {
        let known = self.statuses.get_mut(id.index()).ok_or(BadBlock)?;
        *known = known.or_else(|| Status::parse(self.words.get(id)));
        known.ok_or(BadBlock)
    }

    fn sector(&mut self, id: WordId) -> Result<Sector, BadBlock> {
        let known = self.sectors.get_mut(id.index()).ok_or(BadBlock)?;
        *known = known.or_else(|| Sector::parse(self.words.get(id)));
        known.ok_or(BadBlock)
    }
}
