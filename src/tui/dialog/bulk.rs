//! Confirming a change to several tasks: how many, from which states, which cannot and why.

use std::collections::BTreeMap;

use super::{Dialog, Next, Targets, closed};
use crate::domain::{Edit, Status};
use crate::ledger::Target;
use crate::tui::keys::Key;
use crate::tui::model::Model;
use crate::tui::msg::{Effect, Job};
use crate::wording::fill;

/// The question before several tasks are changed.
#[derive(Clone, Debug)]
pub struct Bulk {
    /// What would be written.
    pub job: Job,
    /// The question in one line.
    pub head: String,
    /// Count by state, then what cannot be changed.
    pub lines: Vec<String>,
}

impl Bulk {
    /// Asks whether `edit` shall be made; `obstacle` names why a task of a state cannot.
    pub fn open(
        what: &str,
        edit: Edit,
        targets: &Targets,
        obstacle: &dyn Fn(Status) -> Option<String>,
        model: &Model,
    ) -> Dialog {
        let words = model.words();
        let mut movable: Vec<Target> = Vec::new();
        let mut from: BTreeMap<Status, usize> = BTreeMap::new();
        let mut blocked: BTreeMap<(Status, String), usize> = BTreeMap::new();
        for (target, status) in targets.statuses(model) {
            match obstacle(status) {
                None => {
                    movable.push(target);
                    *from.entry(status).or_default() += 1;
                }
                Some(why) => *blocked.entry((status, why)).or_default() += 1,
            }
        }
        let blocked_count: usize = blocked.values().sum();
        let counted = |status: &Status, n: &usize| {
            fill(
                words.from_status,
                &[("from", &status.label(model.lang)), ("n", n)],
            )
        };
        let mut lines: Vec<String> = from.iter().map(|(status, n)| counted(status, n)).collect();
        lines.extend(
            blocked
                .iter()
                .map(|((status, why), n)| format!("{}: {why}", counted(status, n))),
        );
        if targets.left_out > 0 {
            lines.push(fill(words.target_left, &[("n", &targets.left_out)]));
        }
        let head = fill(
            words.bulk_question,
            &[
                ("to", &what),
                ("n", &movable.len()),
                ("blocked", &blocked_count),
            ],
        );
        Dialog::Bulk(Box::new(Bulk {
            job: Job {
                targets: movable,
                edit,
            },
            head,
            lines,
        }))
    }

    /// Takes a key: Enter writes, Esc does not, the marks stay either way.
    pub fn key(self, key: Key, model: &mut Model) -> Next {
        match key {
            Key::Enter if !self.job.targets.is_empty() => {
                model.is_saving = true;
                let job = self.job.clone();
                (None, vec![Effect::Update(job)])
            }
            Key::Esc | Key::Char('q') | Key::Ctrl('c') | Key::Enter => closed(),
            _ => (Some(Dialog::Bulk(Box::new(self))), Vec::new()),
        }
    }
}
