//! Foreign words of a draft made harmless before anything looks at them.

use crate::domain::draft::{DraftDocument, TaskDraft, Warning};
use crate::text::{clean_line, clean_text};

fn line(text: &mut String) {
    if let std::borrow::Cow::Owned(clean) = clean_line(text) {
        *text = clean;
    }
}

fn paragraphs(text: &mut String) {
    if let std::borrow::Cow::Owned(clean) = clean_text(text) {
        *text = clean;
    }
}

/// Cleans every text of `draft`.
pub fn document(draft: &mut DraftDocument) {
    if let Some(head) = &mut draft.document {
        line(&mut head.title);
        let words = [
            &mut head.document_number,
            &mut head.issuer,
            &mut head.region,
        ];
        words.into_iter().flatten().for_each(line);
    }
    warnings(&mut draft.warnings);
    draft.tasks.iter_mut().for_each(task);
}

/// Cleans every text of a task.
pub fn task(task: &mut TaskDraft) {
    line(&mut task.number);
    line(&mut task.title);
    paragraphs(&mut task.requirement);
    for text in [
        &mut task.problem,
        &mut task.objective,
        &mut task.measures,
        &mut task.clause,
    ] {
        text.iter_mut().for_each(paragraphs);
    }
    for text in [
        &mut task.parent,
        &mut task.deadline_text,
        &mut task.document,
        &mut task.document_number,
        &mut task.issuer,
        &mut task.region,
    ] {
        text.iter_mut().for_each(line);
    }
    for list in [
        &mut task.section_path,
        &mut task.leaders,
        &mut task.lead_units,
        &mut task.responsible_units,
        &mut task.assisting_units,
    ] {
        list.iter_mut().for_each(line);
    }
    task.printed.values_mut().flatten().for_each(line);
    task.milestones
        .iter_mut()
        .for_each(|milestone| line(&mut milestone.text));
    for indicator in &mut task.indicators {
        line(&mut indicator.text);
        line(&mut indicator.name);
        line(&mut indicator.unit);
    }
    warnings(&mut task.warnings);
}

fn warnings(all: &mut [Warning]) {
    all.iter_mut()
        .for_each(|warning| line(&mut warning.message));
}
