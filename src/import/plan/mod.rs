//! Official plans, read into drafts.
//!
//! In go the lines and cells of a source, whatever file it came from; out come the document with its
//! tasks and doubts, and the tables whose columns somebody may assign. `documents` calls it for Word
//! and PDF, and for sheets without the header of a ledger; `import` itself for plain text.
//!
//! The folders, each naming only those before it: [`words`] (characters and vocabulary), [`lines`]
//! (lines, their numbers and labels, paragraphs), [`parties`], [`dates`], [`indicators`], [`tables`]
//! (cells, be they a file's or found in a text), [`document`] (title, number, issuer, what stands
//! around the text), [`outline`] (the tree of headings and what each item says), [`drafts`].

mod dates;
mod document;
#[cfg(test)]
mod documents_tests;
mod drafts;
mod indicators;
mod lines;
mod outline;
mod parties;
mod tables;
mod words;

use super::fault::ContainerFault;
use super::ledger_sheet::SheetTable;
use super::source::SourceText;
use crate::domain::doubt::DoubtKind;
use crate::domain::draft::DraftDocument;
use crate::import::ledger_sheet::mapping::Mappings;
use dates::deadline::Times;
use document::{frame, head};
use drafts::draft::{Setting, drafts};
use drafts::{rows, sector};
use lines::line::TextLine;
use lines::{paragraphs, unrolled};
use outline::{content, items, select, tree};
use parties::aliases;
use tables::{in_file, in_text, task_table};
use words::{chars, vocabulary};

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
    let parts = in_file::parts_of(source, mappings);
    let frame = frame::strip(unrolled::unrolled(parts.lines));
    let head = head::head_of(&frame);
    let setting = setting_of(&head, &source.to_text());
    let signed = frame.signed_lines();
    let above = frame.lines[..head.body.min(frame.lines.len())].last();
    let top = above.map_or(0, |line| line.number);
    let body: Vec<TextLine> = frame
        .lines
        .into_iter()
        .zip(signed)
        .skip(head.body)
        .filter(|(line, is_signed)| !is_signed && !parts.taken.contains(&line.number))
        .map(|(line, _)| line)
        .collect();
    // A file that has tables has no others drawn with signs.
    let found = match source.has_rows() {
        true => in_text::TextTables::of_text(body),
        false => in_text::take_grids(body),
    };
    let mut tables = parts.tables;
    tables.extend(task_table::tables_in_text(found.grids));
    let paragraphs = items::items_parted(paragraphs::paragraphs(&found.rest));
    let tree = tree::outline(&paragraphs);
    drop(paragraphs);
    let mut contents: Vec<_> = tree.nodes.iter().map(content::content_of).collect();
    content::follow_above(&mut contents);
    let chosen = select::select(&tree, &contents);
    let tasks = drafts(&tree, &contents, &chosen, &setting);
    let rows = rows::rows_to_drafts(&tables, &tasks, &setting);
    let tasks = rows::together(tasks, rows);
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
