//! Confirming a change to several tasks: how many, from which states, which cannot and why.

use std::collections::BTreeMap;

use super::{Choice, Dialog, Next, Targets, closed};
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
    asked: Asked,
}

/// What was asked for, so that it can be asked again.
#[derive(Clone, Debug)]
struct Asked {
    what: String,
    targets: Targets,
    choice: Option<Choice>,
    edit: Edit,
}

/// What can be changed and what cannot.
struct Count {
    movable: Vec<Target>,
    from: BTreeMap<Status, usize>,
    blocked: BTreeMap<(Status, &'static str), usize>,
}

impl Count {
    fn of(asked: &Asked, model: &Model) -> Count {
        let mut count = Count {
            movable: Vec::new(),
            from: BTreeMap::new(),
            blocked: BTreeMap::new(),
        };
        for (target, status) in asked.targets.statuses(model) {
            let choice = asked.choice.as_ref();
            match choice.and_then(|choice| choice.obstacle(status, model.lang)) {
                None => {
                    // Notes add and replace nothing: no revision is held against them.
                    let seen = target.seen.filter(|_| !asked.edit.only_adds());
                    count.movable.push(Target { seen, ..target });
                    *count.from.entry(status).or_default() += 1;
                }
                Some(why) => *count.blocked.entry((status, why)).or_default() += 1,
            }
        }
        count
    }

    fn lines(&self, model: &Model) -> Vec<String> {
        let counted = |status: &Status, n: &usize| {
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("from", &status.label(model.lang)), ("n", n)];
            fill(model.words().from_status, &values)
        };
        let movable = self.from.iter().map(|(status, n)| counted(status, n));
        let blocked = self.blocked.iter();
        let blocked = blocked.map(|((status, why), n)| format!("{}: {why}", counted(status, n)));
        movable.chain(blocked).collect()
    }
}

impl Bulk {
    /// Asks whether `edit` shall be made; a change of status says why a task of a state cannot.
    pub fn open(
        what: &str,
        edit: Edit,
        targets: &Targets,
        choice: Option<Choice>,
        model: &Model,
    ) -> Dialog {
        let words = model.words();
        let asked = Asked {
            what: what.to_owned(),
            targets: targets.clone(),
            choice,
            edit: edit.clone(),
        };
        let count = Count::of(&asked, model);
        let mut lines = count.lines(model);
        if targets.left_out > 0 {
            lines.push(fill(words.target_left, &[("n", &targets.left_out)]));
        }
        let blocked: usize = count.blocked.values().sum();
        let movable = count.movable;
        let head = fill(
            words.bulk_question,
            &[("to", &what), ("n", &movable.len()), ("blocked", &blocked)],
        );
        Dialog::Bulk(Box::new(Bulk {
            job: Job {
                targets: movable,
                edit,
            },
            head,
            lines,
            asked,
        }))
    }

    /// The same question with the revisions and states of now, after somebody else was faster.
    pub fn renewed(self, model: &Model) -> Dialog {
        let Asked {
            what,
            targets,
            choice,
            edit,
        } = self.asked;
        Bulk::open(&what, edit, &targets.renewed(model), choice, model)
    }

    /// Takes a key: Enter writes, Esc does not, the marks stay either way.
    pub fn key(self: Box<Self>, key: Key, model: &mut Model) -> Next {
        match key {
            Key::Enter if !self.job.targets.is_empty() => {
                model.is_saving = true;
                let job = self.job.clone();
                model.sent = Some(Dialog::Bulk(self));
                (None, vec![Effect::Update(job)])
            }
            Key::Esc | Key::Char('q') | Key::Ctrl('c') | Key::Enter => closed(),
            _ => (Some(Dialog::Bulk(self)), Vec::new()),
        }
    }
}
