//! A small office: a ledger with a few tasks of real plans, two inspectors, and a clock that
//! moves one minute a command.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use tempfile::TempDir;

use crate::domain::fold::State;
use crate::domain::region::{Named, look_up};
use crate::domain::task::ExtensionDecision;
use crate::domain::task_field::TaskBody;
use crate::domain::{
    Actor, Comparison, DeadlineEdit, Edit, EntryId, Indicator, Milestone, Origin, Party, Progress,
    RegionKey, Row, Sector, Status, StatusEdit, Task, TaskId,
};
use crate::ledger::copy_of_view;
use crate::ledger::memory_store::MemoryStore;
use crate::ledger::sqlite::store::SqliteStore;
use crate::ledger::store::Store;
use crate::ledger::{
    Access, AuditReport, Compensation, HistoryFilter, Ledger, LedgerError, Recorded, Target,
    create, create_throw_away, open,
};
use crate::packed::{BlockNumber, Blocks, Marks, units_of};

/// The two who work in these tests.
pub const SUN: &str = "孙丽";
pub const BAO: &str = "包志刚";

pub fn actor(user: &str) -> Actor {
    in_session(user, "早班")
}

pub fn in_session(user: &str, session: &str) -> Actor {
    Actor {
        user: user.to_owned(),
        host: "10.15.4.30".to_owned(),
        session: session.to_owned(),
        origin: Origin::default(),
    }
}

pub fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn region(name: &str) -> RegionKey {
    match look_up(name) {
        Named::One(key) => key,
        _ => RegionKey::uncoded(name),
    }
}

pub fn percent(number: u8) -> Progress {
    Progress::try_from(number).unwrap()
}

/// A task as an inspector registers it by hand.
pub fn body(title: &str, place: &str) -> TaskBody {
    TaskBody {
        region: region(place),
        title: title.to_owned(),
        ..TaskBody::default()
    }
}

/// The three tasks every office begins with, after the plans of 敖汉旗, 林西县 and 达州市.
pub fn bodies() -> [TaskBody; 3] {
    let due = day("2025-12-31");
    let mut first = TaskBody {
        number: "1".to_owned(),
        sector: Sector::parse("普通高中").unwrap(),
        requirement: "办成1所自治区优质高中、2所市级特色高中，毛入学率不低于95%。".to_owned(),
        lead_units: vec![Party::named("旗教育局")],
        deadline_text: Some("2025年12月31日前完成并长期坚持".to_owned()),
        deadline: Some(due),
        original_deadline: Some(due),
        standing: true,
        milestones: vec![Milestone::on("办成优质高中", due)],
        indicators: vec![Indicator {
            text: "毛入学率不低于95%".to_owned(),
            name: "毛入学率".to_owned(),
            op: Comparison::AtLeast,
            value: 95.0,
            unit: "%".to_owned(),
            due: None,
        }],
        ..body("推动普通高中优质特色多样发展", "敖汉旗")
    };
    first.responsible_units = vec![Party {
        name: "旗财政局".to_owned(),
        printed: Some("财政局".to_owned()),
    }];
    let mut second = body("实施学前教育普惠扩容工程", "林西县");
    second.sector = Sector::parse("学前教育").unwrap();
    second.leaders = vec![Party::named("董树民"), Party::named("李云生")];
    let third = body("规范校外培训机构", "达州市");
    [first, second, third]
}

/// A store that tests run over.
pub trait TestStore: Store + Sized + Send {
    /// An empty ledger, at this place if it lies anywhere.
    fn create(path: &Path) -> Ledger<Self>;

    /// Another connection to the same, which writes.
    fn connect(office: &OfficeOver<Self>) -> Ledger<Self>;

    /// What the audit finds; of one in no file it is that of its copy in one.
    fn audit(office: &OfficeOver<Self>) -> AuditReport;
}

impl TestStore for SqliteStore {
    fn create(path: &Path) -> Ledger {
        create(path, |_| Ok(())).unwrap();
        open(path, Access::Write).unwrap()
    }

    fn connect(office: &Office) -> Ledger {
        open(&office.path, Access::Write).unwrap()
    }

    fn audit(office: &Office) -> AuditReport {
        office.ledger.audit().unwrap()
    }
}

impl TestStore for MemoryStore {
    fn create(_path: &Path) -> Ledger<MemoryStore> {
        Ledger::over(MemoryStore::default())
    }

    fn connect(office: &OfficeOver<MemoryStore>) -> Ledger<MemoryStore> {
        Ledger::over(office.ledger.store.connect())
    }

    fn audit(office: &OfficeOver<MemoryStore>) -> AuditReport {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("副本.db");
        create_throw_away(&path, &Access::Write.into(), |copy| {
            let copied = office
                .ledger
                .in_one_view(|view| copy_of_view::copy(view, &mut copy.store))?;
            assert_eq!(copied, office.ledger.mark().unwrap());
            Ok(())
        })
        .unwrap();
        let copy = open(&path, Access::ReadOnly).unwrap();
        assert_eq!(copy.state().unwrap(), office.state());
        copy.audit().unwrap()
    }
}

/// An office whose ledger lies in a file.
pub type Office = OfficeOver<SqliteStore>;

/// A ledger in a folder of its own.
pub struct OfficeOver<S: TestStore> {
    folder: TempDir,
    pub path: PathBuf,
    pub ledger: Ledger<S>,
    /// The ids of the tasks it began with.
    pub ids: Vec<TaskId>,
    now: DateTime<Utc>,
}

impl<S: TestStore> OfficeOver<S> {
    /// A ledger without a task.
    pub fn empty() -> OfficeOver<S> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("台账.db");
        OfficeOver {
            ledger: S::create(&path),
            folder,
            path,
            ids: vec![],
            now: time("2024-03-13T01:00:00Z"),
        }
    }

    /// A ledger with the tasks of [`bodies`], registered by 孙丽.
    pub fn new() -> OfficeOver<S> {
        let mut office = OfficeOver::empty();
        for body in &bodies() {
            let task = office.register(SUN, body);
            office.ids.push(task.id);
        }
        office
    }

    /// Closes the ledger; the folder goes when it is dropped.
    pub fn close(self) -> (TempDir, PathBuf) {
        drop(self.ledger);
        (self.folder, self.path)
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The next minute.
    pub fn now(&mut self) -> DateTime<Utc> {
        self.now += TimeDelta::minutes(1);
        self.now
    }

    pub fn set_clock(&mut self, text: &str) {
        self.now = time(text);
    }

    pub fn register(&mut self, user: &str, body: &TaskBody) -> Task {
        let now = self.now();
        self.ledger.register(&actor(user), now, body, None).unwrap()
    }

    /// Carries out an edit on the tasks at these places of [`Office::ids`].
    pub fn update(
        &mut self,
        user: &str,
        places: &[usize],
        edit: &Edit,
    ) -> Result<Recorded, LedgerError> {
        let targets: Vec<Target> = places
            .iter()
            .map(|place| target(self.ids[*place]))
            .collect();
        let now = self.now();
        self.ledger.update(&actor(user), now, &targets, edit)
    }

    pub fn undo(&mut self, user: &str) -> Result<Compensation, LedgerError> {
        let now = self.now();
        self.ledger.undo(&actor(user), now)
    }

    pub fn undo_entry(&mut self, user: &str, entry: EntryId) -> Result<Compensation, LedgerError> {
        let now = self.now();
        self.ledger.undo_entry(&actor(user), now, entry)
    }

    pub fn redo(&mut self, user: &str) -> Result<Compensation, LedgerError> {
        let now = self.now();
        self.ledger.redo(&actor(user), now)
    }

    pub fn task(&self, place: usize) -> Task {
        self.ledger.task(self.ids[place]).unwrap()
    }

    pub fn state(&self) -> State {
        self.ledger.state().unwrap()
    }

    /// What the tasks, documents and regions say, without revision, time and hand of the change.
    pub fn content(&self) -> State {
        content(self.state())
    }

    pub fn entries(&self) -> usize {
        self.ledger
            .history(&HistoryFilter::default())
            .unwrap()
            .len()
    }

    pub fn last_entry(&self) -> EntryId {
        self.ledger.last_entry().unwrap().unwrap()
    }

    /// Fails unless the packed rows and marks are those of the tables.
    pub fn assert_packed(&self) {
        let mut rows: BTreeMap<BlockNumber, Vec<Row>> = BTreeMap::new();
        for row in self.ledger.rows().unwrap() {
            rows.entry(BlockNumber::of(row.id).0).or_default().push(row);
        }
        let blocks = Blocks::of(rows.values().flatten());
        assert_eq!(self.ledger.blocks().unwrap(), blocks);
        let state = self.state();
        let marks = rows.into_iter().map(|(number, rows)| {
            let texts = rows.into_iter().map(|row| {
                let text = &state.tasks[&row.id].body.requirement;
                (BlockNumber::of(row.id).1, units_of(text))
            });
            (number, Marks::of(texts))
        });
        assert_eq!(self.ledger.marks().unwrap(), marks.collect::<Vec<_>>());
    }

    /// The same ledger once more, to be written to as well.
    pub fn another(&self) -> Ledger<S> {
        S::connect(self)
    }

    pub fn audit(&self) -> AuditReport {
        S::audit(self)
    }

    /// Fails unless the audit finds nothing and the fold of the trail is the state.
    pub fn assert_clean(&self) {
        let report = self.audit();
        assert!(report.is_clean(), "{report:?}");
        if let Some(last) = self.ledger.last_entry().unwrap() {
            let folded = self.ledger.as_of(crate::ledger::AsOf::Entry(last)).unwrap();
            assert_eq!(folded, self.state());
        }
    }
}

/// A state without what counts changes rather than says something; events that were withdrawn
/// say nothing either.
pub fn content(mut state: State) -> State {
    for task in state.tasks.values_mut() {
        task.revision = crate::domain::Revision::FIRST;
        task.last_batch = crate::domain::BatchId::FIRST;
        task.updated_at = DateTime::UNIX_EPOCH;
        task.updated_by.clear();
        task.entries = 1;
        task.events.retain(|event| !event.withdrawn);
    }
    state
}

/// A target at whatever revision it has.
pub fn target(id: TaskId) -> Target {
    Target { id, seen: None }
}

pub fn status(to: Status) -> Edit {
    Edit {
        status: Some(StatusEdit::To(to)),
        ..Edit::default()
    }
}

pub fn progress(number: u8) -> Edit {
    Edit {
        progress: Some(Some(percent(number))),
        ..Edit::default()
    }
}

pub fn note(text: &str) -> Edit {
    Edit {
        note: Some(text.to_owned()),
        ..Edit::default()
    }
}

pub fn because(reason: &str, edit: Edit) -> Edit {
    Edit {
        reason: Some(reason.to_owned()),
        ..edit
    }
}

pub fn deadline(to: Option<&str>, decision: ExtensionDecision, asked_on: &str) -> Edit {
    Edit {
        deadline: Some(DeadlineEdit {
            to: to.map(day),
            decision,
            asked_on: Some(day(asked_on)),
            today: day(asked_on),
        }),
        reason: Some("征地未完成".to_owned()),
        ..Edit::default()
    }
}

/// How many rounds a test goes: few by default, more where the environment says so.
pub fn scaled(variable: &str, default: u32) -> u32 {
    let wished = std::env::var(variable).ok();
    wished.and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Numbers that look random and are the same in every run.
pub struct Dice(pub u64);

impl Dice {
    /// The next number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}
