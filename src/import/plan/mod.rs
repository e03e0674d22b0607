//! Official plans as text, read into drafts.
//!
//! text → [`lines`], paragraphs on one line parted ([`runs`]) → page furniture taken out
//! ([`frame`]) → title, number, issuer ([`head`]) → paragraphs ([`join`]) → tree of headings
//! ([`outline`]) → titles, labels and parentheses ([`content`]) → the items that are tasks
//! ([`select`]) → fields ([`draft`]). What a line is by its words alone says [`line_kind`]. No two
//! files ask each other.

mod aliases;
mod cells;
mod chars;
mod columns;
mod content;
mod deadline;
#[cfg(test)]
mod documents_tests;
mod draft;
mod fields;
mod filled;
mod fit;
mod frame;
mod grid;
mod head;
mod indicator;
mod join;
mod labels;
mod line_kind;
mod lines;
mod marker;
mod outline;
mod paren;
mod people;
mod phrases;
mod row;
mod runs;
mod sector;
mod select;
mod table;
mod table_head;
mod task_table;
mod unit_sign;
mod unit_words;
mod units;
mod vocabulary;

use std::collections::HashMap;

use super::fault::ContainerFault;
use super::ledger_sheet::SheetTable;
use super::mapping::Mappings;
use super::source::SourceText;
use crate::domain::doubt::DoubtKind;
use crate::domain::draft::{DraftDocument, TaskDraft};
use deadline::Times;
use draft::Setting;

/// The longest text taken, in megabytes. The longest plans have less than one.
const MAX_TEXT: usize = 10;

/// The most lines taken. A line takes memory for what it may turn out to be, however short it is.
const MAX_LINES: usize = 200_000;

/// A plan as read.
#[derive(Debug, Default)]
pub struct PlanReading {
    /// What it says.
    pub document: DraftDocument,
    /// Its tables whose columns somebody may assign.
    pub tables: Vec<SheetTable>,
}

/// Reads the text of a plan; answers its lines as well.
///
/// # Errors
/// Longer than any plan is.
pub fn read_text(text: &str) -> Result<(DraftDocument, SourceText), ContainerFault> {
    // Before the lines are made: each takes memory, however short it is.
    check(text.len(), text.lines().take(MAX_LINES + 1).count())?;
    let source = SourceText::of_text(text);
    let reading = read(&source, &Mappings::default())?;
    Ok((reading.document, source))
}

fn check(bytes: usize, lines: usize) -> Result<(), ContainerFault> {
    if bytes > MAX_TEXT << 20 {
        return Err(ContainerFault::TooMuchText(MAX_TEXT));
    }
    match lines > MAX_LINES {
        true => Err(ContainerFault::TooManyLines(MAX_LINES)),
        false => Ok(()),
    }
}

/// Reads a plan. The lines of doubts and tasks are counted from 1 as they stand in the source.
///
/// # Errors
/// Longer than any plan is.
pub fn read(source: &SourceText, mappings: &Mappings) -> Result<PlanReading, ContainerFault> {
    let length = source.lines.iter().map(|line| line.text.len() + 1).sum();
    check(length, source.lines.len())?;
    let parts = cells::parts_of(source, mappings);
    let frame = frame::strip(runs::unrolled(parts.lines));
    let head = head::head_of(&frame);
    let setting = setting_of(&head, &source.to_text());
    let signed = signature_lines(&frame);
    let above = frame.lines.iter().take(head.body).last();
    let top = above.map_or(0, |line| line.number);
    let body: Vec<lines::TextLine> = frame
        .lines
        .into_iter()
        .zip(signed)
        .skip(head.body)
        .filter(|(line, is_signed)| !is_signed && !parts.taken.contains(&line.number))
        .map(|(line, _)| line)
        .collect();
    // A file that has tables has no others drawn with signs.
    let found = match source.has_rows() {
        true => grid::TextTables::of_text(body),
        false => grid::take_grids(body),
    };
    let mut tables = parts.tables;
    tables.extend(task_table::tables_in_text(found.grids));
    let paragraphs = runs::items_parted(join::paragraphs(&found.rest));
    let tree = outline::outline(&paragraphs);
    drop(paragraphs);
    let mut contents: Vec<_> = tree.nodes.iter().map(content::content_of).collect();
    follow_above(&mut contents);
    let chosen = select::select(&tree, &contents);
    let tasks = draft::drafts(&tree, &contents, &chosen, &setting);
    let rows = table::rows_to_drafts(&tables, &tasks, &setting);
    let tasks = together(tasks, rows);
    let mut warnings = head.warnings;
    warnings.extend(aliases::aliases_in(&tasks));
    warnings.extend(parts.doubts);
    let mut assignable = parts.assignable;
    // What stands above the title says what the document is: its number, who may read it.
    for unread in parts.unread.into_iter().filter(|unread| unread.line > top) {
        warnings.push(DoubtKind::TableNotRead.at(unread.line));
        assignable.extend(unread.table);
    }
    if found.given_up.is_some() {
        warnings.push(DoubtKind::TablesGivenUp.at(found.given_up));
    }
    if tasks.is_empty() {
        warnings.push(DoubtKind::NoTasks.at(None));
    }
    let document = DraftDocument {
        document: Some(head.document),
        tasks,
        warnings,
    };
    Ok(PlanReading {
        document,
        tables: assignable,
    })
}

/// 同上: the names of the item before that has some.
fn follow_above(contents: &mut [content::ClauseContent]) {
    let mut above: Option<usize> = None;
    for at in 0..contents.len() {
        let (before, rest) = contents.split_at_mut(at);
        let own = &mut rest[0].fields;
        if let Some(above) = above.and_then(|above| before.get(above)) {
            own.follow(&above.fields);
        }
        if own.has_parties() {
            above = Some(at);
        }
    }
}

/// What holds for all tasks of a document.
fn setting_of(head: &head::PlanHead, text: &str) -> Setting {
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

/// Which lines belong to a signature: its date, or an issuer right above.
fn signature_lines(frame: &frame::Frame) -> Vec<bool> {
    let mut signed = vec![false; frame.lines.len()];
    for signature in &frame.signatures {
        let first = signature.at.saturating_sub(2 * signature.issuers.len());
        let above = &frame.lines[first..signature.at];
        for (line, is_signed) in above.iter().zip(&mut signed[first..]) {
            *is_signed = *is_signed || line_kind::is_issuer(line.trimmed());
        }
        signed[signature.at] = true;
    }
    signed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_longer_than_any_plan_is_refused_before_it_takes_memory() {
        let many = "\n".repeat(MAX_LINES + 1);
        let fault = |text: &str| read_text(text).err();
        assert_eq!(fault(&many), Some(ContainerFault::TooManyLines(MAX_LINES)));
        let long = "督".repeat((MAX_TEXT << 20) / 3 + 1);
        assert_eq!(fault(&long), Some(ContainerFault::TooMuchText(MAX_TEXT)));
    }

    /// What plans are made of, to be put together in any order.
    const PIECES: [&str; 46] = [
        "一、",
        "（一）",
        "1.",
        "(1)",
        "①",
        "第一条 ",
        "附件1",
        "附件：",
        "责任单位：",
        "牵头单位：",
        "责任领导：",
        "完成时限：",
        "（责任单位：",
        "县教育局",
        "、",
        "，",
        "；",
        "。",
        "：",
        "（",
        "）",
        "《",
        "》",
        "“",
        "”",
        "\n",
        "\n\n",
        "\t",
        " ",
        "|",
        "---",
        "序号",
        "工作任务",
        "责任单位",
        "完成时限",
        "2024年12月底前",
        "年底",
        "长期坚持",
        "达到95%以上",
        "1-3项",
        "各",
        "等",
        "牵头",
        "负责",
        "某县人民政府\n2024年3月5日\n",
        "某县教育工作方案\n",
    ];

    proptest::proptest! {
        #[test]
        fn words_of_plans_in_any_order_are_read(
            picks in proptest::collection::vec(0..PIECES.len(), 0..120),
        ) {
            let text: String = picks.iter().map(|pick| PIECES[*pick]).collect();
            let _ = read_text(&text);
        }

        #[test]
        fn characters_in_any_order_are_read(text in "\\PC{0,200}") {
            let _ = read_text(&text);
        }

        #[test]
        fn a_plan_with_altered_characters_is_read(
            at in proptest::collection::vec(0..2_000_usize, 1..12),
            signs in proptest::collection::vec(0..PIECES.len(), 12),
        ) {
            let plan = "某县2024年教育工作要点\n一、重点任务\n（一）学前教育\n1.办好幼儿园。新建5所，入园率达到95%以上。\n\
                        责任单位：县教育局、财政局；完成时限：2024年12月底\n序号\t工作任务\t责任单位\n1\t办好学校\t县教育局\n".repeat(3);
            let mut chars: Vec<char> = plan.chars().collect();
            for (at, sign) in at.iter().zip(&signs) {
                let at = at % chars.len();
                chars.splice(at..=at, PIECES[*sign].chars());
            }
            let _ = read_text(&chars.iter().collect::<String>());
        }
    }
}
