//! Asking before anything but the row under the cursor is changed: which task, or how many, from
//! which states, which cannot and why.

use crate::tui::update::saving::save;
use std::collections::BTreeMap;

use crate::domain::losses::Losses;
use crate::domain::{Status, TaskId};
use crate::ledger::Target;
use crate::tui::layout::{full_name, name_of};
use crate::tui::state::dialog::{Bulk, BulkWish, Dialog, TaskTargets};
use crate::tui::state::keys::Key;
use crate::tui::state::model::Model;
use crate::tui::state::msg::{EditJob, Effect};
use crate::tui::update::dialog::Next;
use crate::wording::fill;

/// Writes at once on the row under the cursor alone; of anything else asks first. `from` is where
/// something was typed: it comes back when nothing is recorded.
pub fn record(
    wish: BulkWish,
    targets: &TaskTargets,
    from: Option<Dialog>,
    model: &mut Model,
) -> Next {
    if !targets.is_at_hand() {
        return (Some(Bulk::open(wish, targets, from, model)), Vec::new());
    }
    let change = Effect::Update(Box::new(targets.job(wish.edit)));
    (None, save(model, from, change))
}

/// What can be changed and what cannot.
#[derive(Default)]
struct Count {
    movable: Vec<Target>,
    from: BTreeMap<Status, usize>,
    blocked: BTreeMap<(Status, &'static str), usize>,
    losses: Losses,
}

impl Count {
    fn of(wish: &BulkWish, targets: &[Target], model: &Model) -> Count {
        let mut count = Count::default();
        count.add(wish, targets, model);
        count
    }

    fn add(&mut self, wish: &BulkWish, targets: &[Target], model: &Model) {
        let count = self;
        for target in targets {
            let Some(status) = model.data.status(target.id) else {
                continue;
            };
            let choice = wish.choice.as_ref();
            match choice.and_then(|choice| choice.obstacle(status, model.lang)) {
                None => {
                    // To put a row together takes long, for a hundred thousand.
                    let row = Losses::can_be_of(&wish.edit).then(|| model.data.row(target.id));
                    if let Some(row) = row.flatten() {
                        count.losses.add_row(&wish.edit, &row);
                    }
                    count.movable.push(*target);
                    *count.from.entry(status).or_default() += 1;
                }
                Some(why) => *count.blocked.entry((status, why)).or_default() += 1,
            }
        }
    }

    /// How many there are of each status, and what cannot be changed with the reason.
    fn lines(&self, model: &Model) -> Vec<(&'static str, String)> {
        let words = model.words();
        let counted = |status: &Status, n: &usize| {
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("from", &status.label(model.lang)), ("n", n)];
            fill(words.from_status, &values)
        };
        let from = self.from.iter().map(|(status, n)| counted(status, n));
        let from: Vec<String> = from.collect();
        let blocked = self.blocked.iter();
        let blocked = blocked.map(|((status, why), n)| format!("{}: {why}", counted(status, n)));
        let mut lines = Vec::new();
        if !from.is_empty() {
            lines.push((words.bulk_can, from.join("  ")));
        }
        lines.extend(labelled(words.bulk_cannot, blocked));
        lines
    }
}

/// Texts under each other, the label before the first.
pub(super) fn labelled(
    label: &'static str,
    texts: impl IntoIterator<Item = String>,
) -> impl Iterator<Item = (&'static str, String)> {
    let labels = std::iter::once(label).chain(std::iter::repeat(""));
    labels.zip(texts)
}

/// So many of several tasks are called by their names.
const EXAMPLES: usize = 3;

impl Bulk {
    /// Asks whether a change shall be made.
    pub fn open(
        wish: BulkWish,
        targets: &TaskTargets,
        from: Option<Dialog>,
        model: &Model,
    ) -> Dialog {
        let words = model.words();
        // A name is swapped where it stands, under whatever task.
        let kids = match wish.edit.rename {
            None => targets.below(model),
            Some(_) => Vec::new(),
        };
        let of_kids = Count::of(&wish, &kids, model).movable.len();
        let taken = if model.browse.takes_kids { of_kids } else { 0 };
        let mut count = Count::of(&wish, &targets.list, model);
        if model.browse.takes_kids {
            count.add(&wish, &kids, model);
        }
        let text = match taken {
            0 => words.bulk_question,
            _ => words.bulk_question_kids,
        };
        let n = count.movable.len();
        let head = fill(text, &[("what", &wish.what), ("n", &n), ("kids", &taken)]);
        let mut lines = vec![(words.bulk_target, target_line(targets, model))];
        lines.extend(count.lines(model));
        let losses = crate::wording::losses::lines(&count.losses, model.lang);
        lines.extend(labelled(words.bulk_lost, losses));
        if !kids.is_empty() {
            let text = match model.browse.takes_kids {
                true => words.bulk_kids_taken,
                false => words.bulk_kids_left,
            };
            let line = fill(text, &[("n", &kids.len()), ("can", &of_kids)]);
            lines.push((words.bulk_kids, line));
        }
        if let Some(reason) = &wish.edit.reason {
            lines.push((words.reason_title, reason.clone()));
        }
        if targets.only().is_none() {
            lines.extend(examples(count.movable.iter().map(|it| it.id), model));
        }
        Dialog::Bulk(Box::new(Bulk {
            job: EditJob::of(count.movable, wish.edit.clone()),
            head,
            lines,
            has_kids: !kids.is_empty(),
            wish,
            targets: targets.clone(),
            from: from.map(Box::new),
        }))
    }

    /// The same question with the revisions and states of now, after somebody else was faster.
    pub fn renewed(self, model: &Model) -> Dialog {
        let targets = self.targets.renewed(model);
        Bulk::open(self.wish, &targets, self.from.map(|from| *from), model)
    }

    /// Takes a key: Enter writes, `c` takes along what stands below or leaves it, Esc goes back to
    /// where something was typed; the marks stay.
    pub fn key(self: Box<Self>, key: Key, model: &mut Model) -> Next {
        match key {
            Key::Enter if !self.job.targets.is_empty() => {
                let change = Effect::Update(Box::new(self.job.clone()));
                (None, save(model, Some(Dialog::Bulk(self)), change))
            }
            Key::Char('c') if self.has_kids => {
                model.browse.takes_kids = !model.browse.takes_kids;
                (Some(self.renewed(model)), Vec::new())
            }
            Key::Esc | Key::Char('q') | Key::Ctrl('c') | Key::Enter => {
                (self.from.map(|from| *from), Vec::new())
            }
            _ => (Some(Dialog::Bulk(self)), Vec::new()),
        }
    }
}

/// The task by its name, or how many; and what is left alone.
fn target_line(targets: &TaskTargets, model: &Model) -> String {
    let words = model.words();
    if targets.only().is_some() {
        return targets.head(model);
    }
    let source = match targets.is_of_filter {
        true => words.bulk_in_filter,
        false => words.bulk_marked,
    };
    let mut line = fill(source, &[("n", &targets.list.len())]);
    if targets.left_out > 0 {
        line.push_str(&fill(words.target_left, &[("n", &targets.left_out)]));
    }
    line
}

/// The first tasks by name with their state, and how many more there are.
pub(super) fn examples<T>(
    tasks: T,
    model: &Model,
) -> impl Iterator<Item = (&'static str, String)> + use<T>
where
    T: ExactSizeIterator<Item = TaskId>,
{
    let words = model.words();
    let all = tasks.len();
    let named = tasks.take(EXAMPLES).filter_map(|id| {
        let name = full_name(&name_of(id, model)?, model);
        let status = model.data.status(id)?;
        Some(format!("{name}  {}", status.label(model.lang)))
    });
    let mut texts: Vec<String> = named.collect();
    if all > texts.len() {
        let more = all - texts.len();
        texts.push(fill(words.bulk_more, &[("n", &more)]));
    }
    labelled(words.bulk_example, texts)
}
