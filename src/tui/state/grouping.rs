//! Where the groups of the table begin.

use crate::domain::grouping::{Group, Grouping};
use crate::domain::{Lang, TaskId};

use crate::tui::state::data::Data;

/// The group a task belongs to. Its light is known without its row.
fn group(grouping: Grouping, id: TaskId, data: &Data, lang: Lang) -> Option<Group> {
    let color = data.color(id);
    match grouping {
        Grouping::Light => Some(Grouping::of_light(color, lang)),
        _ => Some(grouping.group(&*data.row(id)?, color, lang)),
    }
}

/// Where the groups begin among tasks in [`Grouping::order`], each with its heading: found by
/// bisection, since a row is put together for each question.
pub fn starts(grouping: Grouping, ids: &[TaskId], data: &Data, lang: Lang) -> Vec<(usize, String)> {
    let mut starts = Vec::new();
    if grouping == Grouping::None {
        return starts;
    }
    let mut from = 0;
    while let Some(first) = ids.get(from) {
        let own = group(grouping, *first, data, lang);
        let is_in = |id: &TaskId| {
            let other = group(grouping, *id, data, lang);
            other.map(|it| it.key) == own.as_ref().map(|it| it.key.clone())
        };
        let rest = ids.get(from..).unwrap_or_default();
        let most = rest.len();
        // The group is as likely short as long: doubling steps, then bisection in the last one.
        let mut reach = 1;
        while reach < most && rest.get(reach).is_some_and(is_in) {
            reach *= 2;
        }
        let known = reach / 2;
        let span = rest.get(known..reach.min(most)).unwrap_or_default();
        let end = from + known + span.partition_point(is_in);
        starts.push((from, own.map_or(String::new(), |it| it.label)));
        from = end.max(from + 1);
    }
    starts
}
