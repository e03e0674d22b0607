//! Sixty queries over the five plans, each with the task a person expects first:
//! `tests/judged/README.md` says how they came about.
#![allow(
    clippy::unwrap_used,
    reason = "clippy's leave for tests ends where a helper function begins"
)]

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;

use duban::domain::light::LightRules;
use duban::domain::{Actor, Origin, Thresholds};
use duban::ledger::{self, Access, IntakeOptions};
use duban::sample;
use duban::search::{Index, Query, Scope, Stop, search};

const ENOUGH: usize = 57;

#[derive(Deserialize)]
struct Judged {
    query: Vec<Judgement>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Judgement {
    typed: String,
    kind: String,
    /// The plan's file.
    plan: String,
    number: String,
    title: String,
    /// Why it does not come first.
    miss: Option<String>,
    /// What the expectation was before, and why that was a mistake.
    #[serde(default, rename = "corrected")]
    _corrected: Option<String>,
}

/// The plans' files with their titles, in the order of [`sample::plans`].
const PLANS: [&str; 5] = [
    "bayannur-2020",
    "dazhou-2020",
    "ordos-2019",
    "linxi-2022",
    "aohan-2023",
];

#[test]
fn the_task_a_person_expects_comes_first() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plans.db");
    let now = "2023-10-16T02:00:00Z".parse().unwrap();
    let actor = Actor {
        user: "张敏".to_owned(),
        host: "test".to_owned(),
        session: "judged".to_owned(),
        origin: Origin::default(),
    };
    let options = IntakeOptions::default();
    ledger::create_throw_away(&path, &Access::Write.into(), |ledger| {
        let taken = ledger.take_in(&actor, now, &sample::plans(), &options);
        taken.map(|_| ())
    })
    .unwrap();
    let ledger = ledger::open(&path, ledger::Access::ReadOnly).unwrap();

    let rules = LightRules {
        today: "2023-10-16".parse().unwrap(),
        calendar: sample::calendar(),
        thresholds: Thresholds::default(),
    };
    let (rows, regions, documents) = (
        ledger.rows().unwrap(),
        ledger.regions().unwrap(),
        ledger.documents().unwrap(),
    );
    let changed = HashSet::new();
    let scope = Scope {
        rules: &rules,
        regions: &regions,
        documents: &documents,
        changed: &changed,
        me: "张敏",
    };
    let titles: BTreeMap<&str, String> = PLANS
        .into_iter()
        .zip(sample::titles().into_iter().map(str::to_owned))
        .collect();
    let index = Index::of_rows(&rows, &rules);
    let judged: Judged = toml::from_str(include_str!("judged/queries.toml")).unwrap();
    assert_eq!(judged.query.len(), 60);

    let (mut first, mut wrong) = (0, Vec::new());
    for it in &judged.query {
        let query = Query::parse(&it.typed).unwrap();
        let answer = search(
            &index,
            &duban::search::Compiled::new(&query, &scope),
            &scope,
            None,
            &Stop::NEVER,
        )
        .unwrap();
        let hits = answer.best(&index, rows.len());
        let is_it = |hit: &duban::search::TaskHit| {
            let row = index.row(hit.id).unwrap();
            let document = row.document.and_then(|id| documents.get(&id)).unwrap();
            row.number == it.number
                && row.title == it.title
                && document.title == titles[it.plan.as_str()]
        };
        let rank = hits.iter().position(is_it).map(|at| at + 1);
        let place = rank.map_or("-".to_owned(), |rank| rank.to_string());
        let best = hits.first().and_then(|hit| index.row(hit.id));
        let best = best.filter(|_| rank != Some(1)).map(|row| row.title);
        println!(
            "{place:>3} of {:<3} {}\t({})\t{}{}",
            hits.len(),
            it.typed,
            it.kind,
            it.title,
            best.map_or(String::new(), |best| format!("   first is {best}")),
        );
        first += usize::from(rank == Some(1));
        if (rank == Some(1)) == it.miss.is_some() {
            wrong.push(it.typed.as_str());
        }
    }
    println!("first: {first} of {}", judged.query.len());
    assert!(first >= ENOUGH, "{first} come first");
    assert!(wrong.is_empty(), "not as the list says: {wrong:?}");
}
