//! The embedded plans against the hand-made truth files of the shared folder: what the sample
//! ledger says is what the documents say.
//!
//! The truth lies outside the repository: `$DUBAN_SHARED/truth`, else `../shared/truth`. Where it
//! is not there, the comparison is skipped with a line that says so.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/skipped.rs"]
mod skipped;

use std::collections::BTreeSet;
use std::path::PathBuf;

use duban::domain::draft::{DraftDocument, TaskDraft};
use duban::domain::region::{Named, chain, look_up};
use serde_json::Value;

/// Truth file and plan.
const PAIRS: [(&str, &str); 3] = [
    (
        "000.json",
        "巴彦淖尔市教育局贯彻落实自治区基础教育工作需要重点推进的15项具体任务清单",
    ),
    ("002.json", "敖汉旗推动教育高质量发展实施方案"),
    (
        "003.json",
        "中共达州市委教育工作委员会 达州市教育局2020年工作要点",
    ),
];

/// Where the plan says something else on purpose: truth file, task, what, why.
const EXCEPTIONS: [(&str, &str, &str, &str); 2] = [
    (
        "002.json",
        "19",
        "lead_units",
        "no lead as printed; the table's lead is taken (lead_accept)",
    ),
    (
        "002.json",
        "22",
        "lead_units",
        "no lead as printed; the table's lead is taken (lead_accept)",
    ),
];

fn truth_folder() -> Option<PathBuf> {
    let shared = std::env::var_os("DUBAN_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let folder = shared.join("truth");
    if folder.is_dir() {
        return Some(folder);
    }
    let folder = folder.display();
    skipped::skipped(&format!("no truth files at {folder} (set DUBAN_SHARED)"));
    None
}

fn plan(title: &str) -> DraftDocument {
    let is_it = |plan: &DraftDocument| plan.document.as_ref().unwrap().title == title;
    duban::sample::plans().into_iter().find(is_it).unwrap()
}

/// White space, full or half width and a final stop are no difference.
fn plain(text: &str) -> String {
    let half = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap(),
        other => other,
    };
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(half)
        .collect();
    text.trim_end_matches(['。', '.', ';']).to_owned()
}

fn words(value: &Value) -> Vec<String> {
    let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter()
        .map(|word| word.as_str().unwrap().to_owned())
        .collect()
}

/// The dates of a list of strings or of objects with a `date`.
fn dates(value: &Value) -> BTreeSet<String> {
    let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let date = |one: &Value| one["date"].as_str().or(one.as_str()).unwrap().to_owned();
    list.iter().map(date).collect()
}

fn due(task: &TaskDraft) -> BTreeSet<String> {
    task.milestones
        .iter()
        .filter_map(|m| m.due)
        .map(|due| due.to_string())
        .collect()
}

/// Collects what differs.
struct Comparison {
    file: &'static str,
    task: String,
    differences: Vec<(String, String)>,
}

impl Comparison {
    fn check<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, truth: T, plan: T) {
        if truth != plan {
            let words = format!(
                "{} task {} {what}: {truth:?} / {plan:?}",
                self.file, self.task
            );
            self.differences
                .push((format!("{} {} {what}", self.file, self.task), words));
        }
    }

    fn text(&mut self, what: &str, truth: &Value, plan: Option<&str>) {
        self.check(what, truth.as_str().map(plain), plan.map(plain));
    }

    fn task(&mut self, truth: &Value, draft: &TaskDraft) {
        let units = &truth["units_expanded"];
        self.check("number", truth["no"].as_str().unwrap(), &draft.number);
        self.text("title", &truth["title"], Some(&draft.title));
        let path = |all: &[String]| all.iter().map(|part| plain(part)).collect::<Vec<_>>();
        self.check(
            "section_path",
            path(&words(&truth["section_path"])),
            path(&draft.section_path),
        );
        self.check("leaders", words(&truth["leaders"]), draft.leaders.clone());
        self.check(
            "lead_units",
            words(&units["lead"]),
            draft.lead_units.clone(),
        );
        self.check(
            "responsible_units",
            words(&units["responsible"]),
            draft.responsible_units.clone(),
        );
        self.check(
            "assisting_units",
            words(&units["cooperating"]),
            draft.assisting_units.clone(),
        );
        self.text(
            "deadline_text",
            &truth["deadline_text"],
            draft.deadline_text.as_deref(),
        );
        self.check(
            "standing",
            truth["ongoing"].as_bool().unwrap_or(false),
            draft.standing,
        );
        self.check("dates", dates(&truth["dates"]), due(draft));
        self.check(
            "indicators",
            figures_of(&truth["indicators"]),
            figures(draft),
        );
        let mut sectors = words(&truth["sector_alt"]);
        sectors.extend(truth["sector"].as_str().map(str::to_owned));
        let sector = draft.sector.unwrap().name().to_owned();
        self.check("sector", true, sectors.contains(&sector));
    }

    fn row(&mut self, truth: &Value, draft: &TaskDraft) {
        self.check(
            "parent",
            truth["objective_task_no"].as_str(),
            draft.parent.as_deref(),
        );
        self.check(
            "lead_units",
            words(&truth["lead_units"]),
            draft.lead_units.clone(),
        );
        self.check(
            "responsible_units",
            words(&truth["responsible_expanded"]),
            draft.responsible_units.clone(),
        );
        self.text(
            "deadline_text",
            &truth["deadline_text"],
            draft.deadline_text.as_deref(),
        );
        self.check(
            "standing",
            truth["ongoing"].as_bool().unwrap(),
            draft.standing,
        );
        let mut wanted = dates(&truth["dates"]);
        wanted.extend(dates(&truth["text_dates"]));
        self.check("dates", wanted, due(draft));
    }
}

fn figures(draft: &TaskDraft) -> Vec<String> {
    let mut all: Vec<String> = draft
        .indicators
        .iter()
        .map(|i| format!("{}{:.3}{}", i.op.id(), i.value, i.unit))
        .collect();
    all.sort();
    all
}

fn figures_of(truth: &Value) -> Vec<String> {
    let list = truth.as_array().map(Vec::as_slice).unwrap_or_default();
    let figure = |i: &Value| {
        let (op, unit) = (i["op"].as_str().unwrap(), i["unit"].as_str().unwrap());
        format!("{op}{:.3}{unit}", i["value"].as_f64().unwrap())
    };
    let mut all: Vec<String> = list.iter().map(figure).collect();
    all.sort();
    all
}

#[test]
fn names_units_dates_and_indicators_of_the_plans_agree_with_the_truth() {
    let Some(folder) = truth_folder() else { return };
    let mut differences = Vec::new();
    for (file, title) in PAIRS {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let truth: Value = serde_json::from_str(&text).unwrap();
        let plan = plan(title);
        let (tops, rows): (Vec<_>, Vec<_>) =
            plan.tasks.iter().partition(|task| task.parent.is_none());
        let list = |key: &str| truth[key].as_array().cloned().unwrap_or_default();
        assert_eq!(
            (list("tasks").len(), list("ledger_rows").len()),
            (tops.len(), rows.len()),
            "{file}"
        );
        let mut comparison = Comparison {
            file,
            task: "head".to_owned(),
            differences: Vec::new(),
        };
        let head = plan.document.as_ref().unwrap();
        comparison.check(
            "title",
            truth["document"]["title"].as_str(),
            Some(head.title.as_str()),
        );
        comparison.check(
            "document_number",
            truth["document"]["doc_number"].as_str(),
            head.document_number.as_deref(),
        );
        comparison.check(
            "issuer",
            truth["document"]["issuer"].as_str(),
            head.issuer.as_deref(),
        );
        let issued_on = head.issued_on.map(|day| day.to_string());
        comparison.check(
            "issued_on",
            truth["document"]["issued_on"].as_str(),
            issued_on.as_deref(),
        );
        comparison.check(
            "region",
            truth["document"]["region"].as_str(),
            head.region.as_deref(),
        );
        for (task, draft) in list("tasks").iter().zip(tops) {
            comparison.task = draft.number.clone();
            comparison.task(task, draft);
        }
        for row in list("ledger_rows") {
            let number = row["no"].as_str().unwrap();
            comparison.task = format!("row {number}");
            let draft = rows.iter().find(|draft| draft.number == number).unwrap();
            comparison.row(&row, draft);
        }
        differences.extend(comparison.differences);
    }
    let excused = EXCEPTIONS.map(|(file, task, what, _)| format!("{file} {task} {what}"));
    let left: Vec<_> = differences
        .iter()
        .filter(|(key, _)| !excused.contains(key))
        .map(|(_, words)| words)
        .collect();
    assert!(left.is_empty(), "{left:#?}");
    for key in &excused {
        assert!(
            differences.iter().any(|(found, _)| found == key),
            "no longer an exception: {key}"
        );
    }
}

#[test]
fn the_five_plans_have_129_tasks_98_details_and_every_detail_its_parent() {
    let plans = duban::sample::plans();
    let mut counts = (0, 0);
    for plan in &plans {
        let mut tops: BTreeSet<&str> = BTreeSet::new();
        for task in &plan.tasks {
            match &task.parent {
                None => {
                    counts.0 += 1;
                    tops.insert(&task.number);
                }
                Some(parent) => {
                    counts.1 += 1;
                    assert!(
                        tops.contains(parent.as_str()),
                        "{} before its parent {parent}",
                        task.number
                    );
                }
            }
            assert!(
                !task.title.is_empty() && !task.requirement.is_empty() && task.sector.is_some()
            );
            assert!(task.warnings.is_empty());
        }
    }
    assert_eq!((plans.len(), counts), (5, (129, 98)));
}

#[test]
fn the_regions_of_the_plans_hang_where_the_standard_has_them() {
    let expected = [
        ("巴彦淖尔市", "150800", "内蒙古自治区"),
        ("达州市", "511700", "四川省"),
        ("鄂尔多斯市", "150600", "内蒙古自治区"),
        ("林西县", "150424", "内蒙古自治区/赤峰市"),
        ("敖汉旗", "150430", "内蒙古自治区/赤峰市"),
    ];
    for (plan, (name, code, above)) in duban::sample::plans().iter().zip(expected) {
        assert_eq!(
            plan.document.as_ref().unwrap().region.as_deref(),
            Some(name)
        );
        let Named::One(key) = look_up(name) else {
            panic!("{name} is not one region");
        };
        assert_eq!(key.as_str(), format!("{code} {name}"));
        let nodes = chain(&key);
        let names: Vec<&str> = nodes.iter().map(|region| region.key.name()).collect();
        assert_eq!(names[..names.len() - 1].join("/"), above);
    }
}
