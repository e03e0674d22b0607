//! Official plans as text, read into drafts.
//!
//! bytes → [`encoding`] → [`lines`], paragraphs on one line parted ([`runs`]) → page furniture taken
//! out ([`frame`]) → title, number, issuer ([`head`]) → paragraphs ([`join`]) → tree of headings ([`outline`]) → titles, labels and
//! parentheses ([`content`]) → the items that are tasks ([`select`]) → fields ([`draft`]).

mod chars;
mod columns;
mod content;
mod deadline;
#[cfg(test)]
mod documents_tests;
mod draft;
mod encoding;
mod fields;
mod fit;
mod frame;
mod grid;
mod head;
mod indicator;
mod join;
mod labels;
mod lines;
mod marker;
mod outline;
mod paren;
mod people;
mod runs;
mod sector;
mod select;
mod table;
mod units;
mod vocabulary;

use std::collections::HashMap;

use crate::domain::draft::{DraftDocument, TaskDraft, Warning};
use deadline::Times;
use draft::Setting;
use lines::lines_of;

/// Reads the plan in `bytes`.
pub fn read(bytes: &[u8]) -> DraftDocument {
    let decoded = encoding::decode(bytes);
    let mut document = read_text(&decoded.text);
    if decoded.is_damaged {
        let line = decoded
            .text
            .lines()
            .position(|line| line.contains('\u{FFFD}'))
            .and_then(|at| u32::try_from(at + 1).ok());
        document.warnings.insert(
            0,
            Warning {
                line,
                message: format!("有不能识别的字节，按 {} 读取，请核对原文", decoded.encoding),
            },
        );
    }
    document
}

/// Reads a plan that is text already.
pub fn read_text(text: &str) -> DraftDocument {
    let frame = frame::strip(runs::unrolled(lines_of(text)));
    let head = head::head_of(&frame);
    let setting = setting_of(&head, text);
    let body: Vec<lines::Line> = frame
        .lines
        .iter()
        .enumerate()
        .skip(head.body)
        .filter(|(at, _)| !is_signature(&frame, *at))
        .map(|(_, line)| line.clone())
        .collect();
    let (grids, body) = grid::take_grids(body);
    let tree = outline::outline(&join::paragraphs(&body));
    let contents: Vec<_> = tree.nodes.iter().map(content::content_of).collect();
    let chosen = select::select(&tree, &contents);
    let tasks = draft::drafts(&tree, &contents, &chosen, &setting);
    let rows = table::rows_to_drafts(&grids, &tasks, &setting);
    let tasks = together(tasks, rows);
    let mut warnings = head.warnings;
    if tasks.is_empty() {
        warnings.push(Warning {
            line: None,
            message: "没有找到任务".to_owned(),
        });
    }
    DraftDocument {
        document: Some(head.document),
        tasks,
        warnings,
    }
}

/// What holds for all tasks of a document.
fn setting_of(head: &head::Head, text: &str) -> Setting {
    let names = format!(
        "{}{}",
        head.document.title,
        head.document.issuer.as_deref().unwrap_or_default()
    );
    Setting {
        times: Times {
            title_year: head.title_year,
            issued_on: head.document.issued_on,
        },
        first_leads: vocabulary::contains_any(
            &chars::dense(text),
            &vocabulary::vocabulary().units.first_leads,
        ),
        is_education: sector::is_education(&names, text),
    }
}

/// The tasks of the text and of the tables, each row behind the task it details.
fn together(tasks: Vec<TaskDraft>, rows: Vec<TaskDraft>) -> Vec<TaskDraft> {
    let has_parties = |task: &TaskDraft| {
        !(task.lead_units.is_empty()
            && task.responsible_units.is_empty()
            && task.leaders.is_empty())
    };
    let (children, own): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.parent.is_some());
    // A covering text that names nobody only introduces a table that does.
    let is_introduction = own.len() >= 2
        && children.is_empty()
        && own.iter().any(has_parties)
        && !tasks.iter().any(has_parties);
    let tasks = if is_introduction { Vec::new() } else { tasks };
    let mut of_task: HashMap<String, Vec<TaskDraft>> = HashMap::new();
    for row in children {
        of_task
            .entry(row.parent.clone().unwrap_or_default())
            .or_default()
            .push(row);
    }
    let mut out = Vec::new();
    for task in tasks {
        let rows = of_task.remove(&task.number);
        out.push(task);
        out.extend(rows.into_iter().flatten());
    }
    out.extend(own);
    out
}

/// Whether a line belongs to a signature: its date, or an issuer right above.
fn is_signature(frame: &frame::Frame, at: usize) -> bool {
    frame.signatures.iter().any(|signature| {
        signature.at == at
            || (at < signature.at
                && signature.at - at <= 2 * signature.issuers.len()
                && frame::is_issuer(frame.lines[at].trimmed()))
    })
}
