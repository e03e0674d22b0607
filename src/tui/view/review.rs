//! The import screen: the list of what was read, and below it the fields of one task.

use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use super::canvas::Canvas;
use super::review_pane;
use crate::domain::Field;
use crate::domain::TaskId;
use crate::ledger::Verdict;
use crate::text::{columns, cut, fit, fit_right, wrap};
use crate::tui::layout::review_areas;
use crate::tui::state::model::Model;
use crate::tui::state::review::{ImportStep, Review, ReviewLine, Side, TaskAt};
use crate::tui::view::canvas::sides;
use crate::tui::view::frame::dim_if;
use crate::wording::fill;

/// The second line on top: which file, and what it adds up to.
pub fn head_line(model: &Model, cols: usize) -> String {
    let words = model.review_words();
    let Some(review) = model.import.review() else {
        return fit(&format!(" {}", words.title), cols);
    };
    let name = review.path.file_name().unwrap_or_default();
    if matches!(model.import.step, ImportStep::Columns(_)) {
        let text = format!(" {}  {}", words.columns_title, name.to_string_lossy());
        return fit(&text, cols);
    }
    let left = format!(" {}  {}", words.title, name.to_string_lossy());
    // Where there is no room for all, what is none is not said.
    let all = totals_text(model, review, 0);
    let right = match columns(&left) + columns(&all) <= cols {
        true => all,
        false => totals_text(model, review, 1),
    };
    sides(&left, &right, u16::try_from(cols).unwrap_or(u16::MAX))
}

/// What the file adds up to, as far as it comes to `least`.
fn totals_text(model: &Model, review: &Review, least: usize) -> String {
    let words = model.review_words();
    let totals = review.totals;
    let list = |counts: &[(&str, usize)]| {
        let told = counts.iter().filter(|(_, count)| *count >= least);
        let texts: Vec<String> = told
            .map(|(text, count)| fill(text, &[("n", count)]))
            .collect();
        texts.join(" ")
    };
    let of_tasks = list(&[
        (words.total_tasks, totals.tasks),
        (words.total_children, totals.children),
        (words.total_doubtful, totals.doubtful),
        (words.total_dropped, totals.dropped),
    ]);
    let verdicts = match (&review.taking, &review.plan) {
        (Some(seconds), _) => fill(words.taking, &[("n", seconds)]),
        (None, None) => words.planning.to_owned(),
        (None, Some(_)) => {
            let mut counts = vec![
                (words.total_new, totals.new),
                (words.total_changed, totals.changed),
                (words.total_same, totals.same),
                (words.total_missing, totals.missing),
            ];
            let of_exports = [
                (words.total_conflicts, totals.conflicts),
                (words.total_refused, totals.refused),
                (words.total_held, totals.held),
            ];
            counts.extend(of_exports.into_iter().filter(|(_, count)| *count > 0));
            list(&counts)
        }
    };
    format!("  {of_tasks}   {verdicts} ")
}

/// Draws the screen; answers where its cursor is.
pub fn draw(canvas: &mut Canvas, model: &Model) -> Option<Position> {
    let (list, pane) = review_areas(model);
    match &model.import.step {
        ImportStep::Empty => {
            // Below the box for the path.
            let below = list.union(pane);
            let below = Rect::new(
                below.x,
                below.y + 3,
                below.width,
                below.height.saturating_sub(3),
            );
            draw_empty(canvas, model, below);
            None
        }
        ImportStep::Reading(under) => {
            let values: [(&str, &dyn std::fmt::Display); 3] = [
                ("file", &under.path.display()),
                ("size", &size_text(under.bytes)),
                ("n", &under.seconds),
            ];
            let text = fill(model.review_words().reading, &values);
            canvas.put(2, 3, list.width.saturating_sub(3), &text, Style::default());
            None
        }
        ImportStep::Columns(columns) => {
            super::review_columns::draw(canvas, model, columns, list.union(pane))
        }
        ImportStep::Review(review) => {
            let is_list = review.side == Side::List;
            let mut cursor = None;
            if list != pane || is_list {
                cursor = draw_list(canvas, model, review, list);
            }
            if list != pane || !is_list {
                let at = review_pane::draw(canvas, model, review, pane);
                if !is_list {
                    cursor = at;
                }
            }
            cursor
        }
    }
}

/// How much was read, in the unit people use.
fn size_text(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

/// Why the last file was not read, or what can be.
fn draw_empty(canvas: &mut Canvas, model: &Model, area: Rect) {
    let words = model.review_words();
    let wide = usize::from(area.width.saturating_sub(4));
    let mut y = area.y + 1;
    let mut say = |canvas: &mut Canvas, text: &str, style: Style| {
        for line in wrap(text, wide) {
            if y < area.bottom() {
                canvas.put(2, y, area.width.saturating_sub(3), &line, style);
                y += 1;
            }
        }
    };
    if !model.import.fault.is_empty() {
        let bold = Style::default().add_modifier(Modifier::BOLD);
        say(canvas, words.refused, bold);
        for line in model.import.fault.lines() {
            say(canvas, line, Style::default());
        }
        say(canvas, " ", Style::default());
    }
    say(canvas, words.path_help, Style::default());
}

/// Widths of the columns after the title: verdict, people, date, doubts.
const COLUMNS: [usize; 4] = [4, 12, 10, 3];

/// One row of the list, each part in its cells.
fn row(cols: usize, parts: [&str; 6]) -> String {
    let [number, verdict, title, people, due, doubts] = parts;
    let fixed = 6 + COLUMNS.iter().sum::<usize>() + COLUMNS.len() + 1;
    let is_wide = cols >= 70;
    let title_cols = match is_wide {
        true => cols.saturating_sub(fixed + 4),
        false => cols.saturating_sub(6 + COLUMNS[0] + COLUMNS[3] + 6),
    };
    let head = format!(
        "{} {} {}",
        fit_right(number, 6),
        fit(verdict, COLUMNS[0]),
        fit(title, title_cols)
    );
    match is_wide {
        true => format!(
            "{head} {} {} {}",
            fit(people, COLUMNS[1]),
            fit(due, COLUMNS[2]),
            fit_right(doubts, COLUMNS[3])
        ),
        false => format!("{head} {}", fit_right(doubts, COLUMNS[3])),
    }
}

fn draw_list(canvas: &mut Canvas, model: &Model, review: &Review, area: Rect) -> Option<Position> {
    let words = model.review_words();
    let screen = model.words();
    let cols = usize::from(area.width.saturating_sub(3));
    let order = match review.is_in_order {
        true => words.in_order,
        false => words.doubts_first,
    };
    let title = format!("{} ({order})", screen.task);
    let head = row(
        cols,
        [
            screen.number,
            words.verdict_head,
            &title,
            screen.people,
            screen.deadline,
            words.doubts_head,
        ],
    );
    canvas.put(
        area.x,
        area.y,
        area.width,
        &format!("  {head}"),
        Style::default(),
    );
    let mut cursor = None;
    let visible = review.lines.iter().enumerate().skip(review.offset);
    for (y, (place, line)) in (area.y + 1..area.bottom()).zip(visible) {
        let is_here = place == review.cursor;
        let (text, is_dim) = match *line {
            ReviewLine::Head(document) => (head_row(model, review, document, cols), false),
            ReviewLine::Task(at) => (task_row(model, review, at, cols), review.is_dropped(at)),
            ReviewLine::Missing(id) => (missing_row(model, id, cols), true),
        };
        let mark = if is_here { ">" } else { " " };
        canvas.put(area.x, y, 1, mark, Style::default());
        canvas.put(
            area.x + 2,
            y,
            area.width.saturating_sub(2),
            &text,
            dim_if(is_dim),
        );
        if is_here {
            // As in the table: the number in reverse, nothing else.
            let reversed = Style::default().add_modifier(Modifier::REVERSED);
            canvas.style(Rect::new(area.x + 2, y, 6, 1), reversed);
            cursor = Some(Position::new(area.x, y));
        }
    }
    cursor
}

fn missing_row(model: &Model, id: TaskId, cols: usize) -> String {
    let (number, title) = match model.data.row(id) {
        Some(row) => (row.number.clone(), row.title.clone()),
        None => (format!("#{id}"), String::new()),
    };
    let verdict = model.review_words().verdict_missing;
    row(cols, [&number, verdict, &title, "", "", ""])
}

fn head_row(model: &Model, review: &Review, document: usize, cols: usize) -> String {
    let words = model.review_words();
    let title = match review.head(document) {
        Some(head) => head.title.clone(),
        None => {
            let name = review.path.file_name().unwrap_or_default();
            name.to_string_lossy().into_owned()
        }
    };
    let doubts = count_text(review.doubtful_head(document).len());
    row(cols, [words.head_row, "", &title, "", "", &doubts])
}

fn task_row(model: &Model, review: &Review, at: TaskAt, cols: usize) -> String {
    let words = model.review_words();
    let Some(draft) = review.draft(at) else {
        return String::new();
    };
    let verdict = match (review.is_dropped(at), review.verdict(at)) {
        (true, _) => words.verdict_dropped,
        (false, Some(Verdict::New)) => words.verdict_new,
        (false, Some(Verdict::Changed(..))) => words.verdict_changed,
        (false, Some(Verdict::Same(_))) => words.verdict_same,
        (false, Some(Verdict::Conflict(..))) => words.verdict_conflict,
        (false, Some(Verdict::Refused(..))) => words.verdict_refused,
        (false, None) => "",
    };
    let corrected = if review.overlay.tasks.contains_key(&at) {
        "*"
    } else {
        ""
    };
    let verdict = format!("{verdict}{corrected}");
    let title = match draft.title.is_empty() {
        true => draft.requirement.clone(),
        false => draft.title.clone(),
    };
    let (number, title) = match &draft.parent {
        // The number of a part stands behind that of the whole, as in the table.
        Some(parent) => (format!("{parent}.{}", draft.number), format!("  {title}")),
        None => (draft.number.clone(), title),
    };
    let people = if draft.leaders.is_empty() {
        &draft.lead_units
    } else {
        &draft.leaders
    };
    let people = match people.as_slice() {
        [] => String::new(),
        [one] => cut(one, COLUMNS[1]),
        [first, rest @ ..] => {
            let more = format!("+{}", rest.len());
            let room = COLUMNS[1].saturating_sub(columns(&more));
            format!("{}{more}", cut(first, room))
        }
    };
    // A column that is not there says nothing: what the ledger has stays.
    let says_no_date = draft
        .returned
        .as_deref()
        .is_some_and(|it| !it.says(Field::Deadline));
    let due = match (draft.deadline(), draft.standing) {
        (Some(day), _) => day.to_string(),
        (None, _) if says_no_date => String::new(),
        (None, true) => model.words().standing.to_owned(),
        (None, false) => model.words().undated.to_owned(),
    };
    let doubts = count_text(review.doubtful(at).len());
    row(cols, [&number, &verdict, &title, &people, &due, &doubts])
}

fn count_text(count: usize) -> String {
    match count {
        0 => String::new(),
        count => count.to_string(),
    }
}
