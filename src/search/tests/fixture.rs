//! Rows for the tests: the five plans of `data/plans`, as the ledger would list them.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;

use crate::domain::light::LightRules;
use crate::domain::region::{Named, chain, look_up};
use crate::domain::workday::CalendarEntries;
use crate::domain::{
    Calendar, DocumentId, Party, Region, RegionKey, Revision, Role, Row, Sector, SourceDocument,
    Status, TaskId, Thresholds,
};
use crate::search::Scope;

/// A ledger in memory.
#[derive(Debug)]
pub struct World {
    pub rows: Vec<Row>,
    pub rules: LightRules,
    pub regions: BTreeMap<RegionKey, Region>,
    pub documents: BTreeMap<DocumentId, SourceDocument>,
    pub changed: HashSet<TaskId>,
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

const PLANS: [&str; 5] = [
    include_str!("../../../data/plans/aohan-2023.json"),
    include_str!("../../../data/plans/bayannur-2020.json"),
    include_str!("../../../data/plans/dazhou-2020.json"),
    include_str!("../../../data/plans/linxi-2022.json"),
    include_str!("../../../data/plans/ordos-2019.json"),
];

impl World {
    /// A ledger without tasks, on 16 October 2023.
    pub fn empty() -> World {
        World {
            rows: Vec::new(),
            rules: LightRules {
                today: day("2023-10-16"),
                calendar: Arc::new(Calendar::new(CalendarEntries::default())),
                thresholds: Thresholds::default(),
            },
            regions: BTreeMap::new(),
            documents: BTreeMap::new(),
            changed: HashSet::new(),
        }
    }

    /// The five plans, every task registered.
    pub fn plans() -> World {
        let mut world = World::empty();
        for plan in PLANS {
            let plan: Value = serde_json::from_str(plan).unwrap();
            let document = world.add_document(&plan["document"]);
            let region = world.documents[&document].region.clone();
            for task in plan["tasks"].as_array().unwrap() {
                world.add_task(task, document, &region);
            }
        }
        world
    }

    pub fn scope(&self) -> Scope<'_> {
        Scope {
            rules: &self.rules,
            regions: &self.regions,
            documents: &self.documents,
            changed: &self.changed,
            me: "张敏",
        }
    }

    /// The region called `name`, with all above it.
    pub fn region(&mut self, name: &str) -> RegionKey {
        let key = match look_up(name) {
            Named::One(key) => key,
            _ => RegionKey::uncoded(name),
        };
        for region in chain(&key) {
            self.regions.insert(region.key.clone(), region);
        }
        key
    }

    fn add_document(&mut self, json: &Value) -> DocumentId {
        let text = |key: &str| json[key].as_str().map(str::to_owned);
        let id = DocumentId::new(self.documents.len() as i64 + 1).unwrap();
        let region = self.region(&text("region").unwrap());
        let document = SourceDocument {
            id,
            title: text("title").unwrap(),
            document_number: text("document_number"),
            issuer: text("issuer"),
            issued_on: None,
            region,
            file: None,
        };
        self.documents.insert(id, document);
        id
    }

    fn add_task(&mut self, json: &Value, document: DocumentId, region: &RegionKey) {
        let texts = |value: &Value| -> Vec<String> {
            let all = value.as_array().into_iter().flatten();
            all.filter_map(|text| text.as_str().map(str::to_owned))
                .collect()
        };
        let parties = |role: Role| -> Vec<Party> {
            let names = texts(&json[role.id()]);
            let printed = texts(&json["printed"][role.id()]);
            let party = |(index, name): (usize, &String)| Party {
                name: name.clone(),
                printed: printed
                    .get(index)
                    .filter(|printed| *printed != name)
                    .cloned(),
            };
            names.iter().enumerate().map(party).collect()
        };
        let mut row = self.row(json["title"].as_str().unwrap(), region.clone());
        row.number = json["number"].as_str().unwrap().to_owned();
        row.document = Some(document);
        row.sector = Sector::parse(json["sector"].as_str().unwrap()).unwrap();
        row.standing = json["standing"].as_bool().unwrap();
        row.leaders = parties(Role::Leader);
        for role in [Role::LeadUnit, Role::ResponsibleUnit, Role::AssistingUnit] {
            row.units
                .extend(parties(role).into_iter().map(|unit| (role, unit)));
        }
        let dues = json["milestones"].as_array().into_iter().flatten();
        row.deadline = dues.filter_map(|it| it["due"].as_str().map(day)).max();
        row.open_due = row.deadline;
        self.rows.push(row);
    }

    /// A registered task without anything but a title, not yet among the rows.
    pub fn row(&self, title: &str, region: RegionKey) -> Row {
        Row {
            id: TaskId::new(self.rows.len() as i64 + 1).unwrap(),
            revision: Revision::FIRST,
            number: String::new(),
            parent: None,
            document: None,
            region,
            sector: Sector::other(),
            title: title.to_owned(),
            leaders: Vec::new(),
            units: Vec::new(),
            status: Status::Registered,
            progress: None,
            deadline: None,
            original_deadline: None,
            extended: false,
            standing: false,
            open_due: None,
            has_data: false,
            updated_at: DateTime::<Utc>::UNIX_EPOCH,
            updated_by: "王芳".to_owned(),
        }
    }
}
