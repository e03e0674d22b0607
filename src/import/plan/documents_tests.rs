//! The documents of `tests/documents`, each beside what a reader found in it by hand.
//!
//! The files have the keys of a truth file of `score_import.py`, so that tool reads them as well.
//! Here every figure has to be right, not a share of them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::domain::draft::{DraftDocument, TaskDraft};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents")
}

/// A text as the scoring tool compares it: without white space, width and final signs.
fn norm(text: &str) -> String {
    let dense: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(crate::text::fold_char)
        .collect();
    let signs = |c: char| "。．.,，;；:：、".contains(c);
    dense.trim_matches(signs).to_owned()
}

fn texts(value: &Value) -> Vec<String> {
    let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(Value::as_str).map(norm).collect()
}

fn set(names: &[String]) -> BTreeSet<String> {
    names.iter().map(|name| norm(name)).collect()
}

fn unit(text: &str) -> String {
    norm(&text.replace('％', "%").replace("以上", ""))
}

struct Comparison<'a> {
    file: &'a str,
    misses: Vec<String>,
}

impl Comparison<'_> {
    fn check(&mut self, is_right: bool, what: &str, want: &impl ToString, got: &impl ToString) {
        if !is_right {
            let (want, got) = (want.to_string(), got.to_string());
            self.misses
                .push(format!("{}: {what}: want {want}, got {got}", self.file));
        }
    }

    fn document(&mut self, want: &Value, got: &DraftDocument) {
        let head = got.document.as_ref().unwrap();
        let issued = head.issued_on.map(|day| day.to_string());
        for (key, got) in [
            ("title", Some(head.title.as_str())),
            ("doc_number", head.document_number.as_deref()),
            ("issuer", head.issuer.as_deref()),
            ("issued_on", issued.as_deref()),
            ("region", head.region.as_deref()),
        ] {
            let wanted = want[key].as_str().unwrap_or_default();
            let got = got.unwrap_or_default();
            self.check(norm(wanted) == norm(got), key, &wanted, &got);
        }
    }

    fn tasks(&mut self, want: &[Value], got: &[&TaskDraft], is_prefix_enough: bool) {
        for at in 0..want.len().max(got.len()) {
            match (want.get(at), got.get(at)) {
                (Some(want), Some(got)) => self.task(want, got, is_prefix_enough),
                (want, got) => {
                    let want = want.map(|want| want["title"].to_string());
                    let got = got.map(|got| got.title.clone());
                    let (want, got) = (want.unwrap_or_default(), got.unwrap_or_default());
                    self.check(false, "number of tasks", &want, &got);
                }
            }
        }
    }

    fn task(&mut self, want: &Value, got: &TaskDraft, is_prefix_enough: bool) {
        let title = want["title"].as_str().unwrap();
        let name = |what: &str| format!("{} {title} {what}", want["no"]);
        let (wanted, read) = (norm(title), norm(&got.title));
        let is_prefix =
            read.chars().count() >= 6 && (wanted.starts_with(&read) || read.starts_with(&wanted));
        let is_right = wanted == read || (is_prefix_enough && is_prefix);
        self.check(is_right, &name("title"), &title, &got.title);
        let number = want["no"].as_str().unwrap();
        let is_right = norm(number) == norm(&got.number);
        self.check(is_right, &name("number"), &number, &got.number);
        if want["section_path"].is_array() {
            let is_right = texts(&want["section_path"])
                == got.section_path.iter().map(|s| norm(s)).collect::<Vec<_>>();
            self.check(
                is_right,
                &name("section"),
                &want["section_path"],
                &got.section_path.join("/"),
            );
        }
        if want["parent"].is_string() {
            let parent = got.parent.clone().unwrap_or_default();
            let is_right = want["parent"].as_str() == Some(parent.as_str());
            self.check(is_right, &name("parent"), &want["parent"], &parent);
        }
        let leaders: Vec<_> = got.leaders.iter().map(|name| norm(name)).collect();
        self.check(
            texts(&want["leaders"]) == leaders,
            &name("leaders"),
            &want["leaders"],
            &leaders.join(" "),
        );
        let is_sole = want["lead_is_sole_responsible"].as_bool() == Some(true);
        for (key, got) in [
            ("lead_units", &got.lead_units),
            ("responsible_units", &got.responsible_units),
            ("cooperating_units", &got.assisting_units),
        ] {
            let is_right = texts(&want[key]).into_iter().collect::<BTreeSet<_>>() == set(got)
                || (is_sole && key == "responsible_units" && got.is_empty());
            self.check(is_right, &name(key), &want[key], &got.join(" "));
        }
        if let Some(standing) = want["ongoing"].as_bool() {
            self.check(
                standing == got.standing,
                &name("standing"),
                &standing,
                &got.standing,
            );
        }
        for (key, got) in [
            ("body_head", Some(&got.requirement)),
            ("problem_head", got.problem.as_ref()),
            ("target_head", got.objective.as_ref()),
            ("measures_head", got.measures.as_ref()),
        ] {
            if let Some(head) = want[key].as_str() {
                let got = got.cloned().unwrap_or_default();
                self.check(norm(&got).starts_with(&norm(head)), &name(key), &head, &got);
            }
        }
        self.dates(want, got, &name("dates"));
        self.indicators(want, got, &name("indicators"));
    }

    fn dates(&mut self, want: &Value, got: &TaskDraft, name: &str) {
        let dates = |key: &str| -> BTreeSet<String> {
            let list = want[key].as_array().map(Vec::as_slice).unwrap_or_default();
            list.iter()
                .filter_map(|date| date["date"].as_str().map(str::to_owned))
                .collect()
        };
        let read: BTreeSet<String> = got
            .milestones
            .iter()
            .filter_map(|milestone| milestone.due.map(|due| due.to_string()))
            .collect();
        let wanted = dates("dates");
        let either = dates("borderline_dates");
        let is_right =
            read.is_superset(&wanted) && read.difference(&wanted).all(|date| either.contains(date));
        let shown = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(" ");
        self.check(is_right, name, &shown(&wanted), &shown(&read));
    }

    fn indicators(&mut self, want: &Value, got: &TaskDraft, name: &str) {
        let list = |key: &str| -> Vec<(f64, String)> {
            let list = want[key].as_array().map(Vec::as_slice).unwrap_or_default();
            list.iter()
                .filter_map(|one| Some((one["value"].as_f64()?, unit(one["unit"].as_str()?))))
                .collect()
        };
        let mut left: Vec<(f64, String)> = got
            .indicators
            .iter()
            .map(|one| (one.value, unit(&one.unit)))
            .collect();
        let shown = |list: &[(f64, String)]| {
            list.iter()
                .map(|(value, unit)| format!("{value}{unit}"))
                .collect::<Vec<_>>()
                .join(" ")
        };
        let read = shown(&left);
        let wanted = list("indicators");
        let is_found = wanted.iter().all(|one| {
            let at = left.iter().position(|known| known == one);
            at.map(|at| left.remove(at)).is_some()
        });
        let either = list("borderline_indicators");
        let is_right = is_found && left.iter().all(|one| either.contains(one));
        self.check(is_right, name, &shown(&wanted), &read);
    }
}

#[test]
fn documents_in_many_layouts_are_read_as_their_readers_did() {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    files.sort();
    assert!(files.len() >= 9, "{} documents", files.len());
    let mut misses = Vec::new();
    for file in files {
        let want: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        let text = std::fs::read_to_string(file.with_extension("txt")).unwrap();
        let (got, _) = super::read_text(&text).unwrap();
        let mut comparison = Comparison {
            file: file.file_stem().unwrap().to_str().unwrap(),
            misses: Vec::new(),
        };
        comparison.document(&want["document"], &got);
        let is_prefix_enough = want["title_prefix_ok"].as_bool() == Some(true);
        let (rows, tops): (Vec<_>, Vec<_>) =
            got.tasks.iter().partition(|task| task.parent.is_some());
        let none = Vec::new();
        let list = |key: &str| want[key].as_array().unwrap_or(&none).clone();
        comparison.tasks(&list("tasks"), &tops, is_prefix_enough);
        comparison.tasks(&list("rows"), &rows, true);
        misses.extend(comparison.misses);
    }
    assert!(misses.is_empty(), "{}", misses.join("\n"));
}
