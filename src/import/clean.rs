//! Foreign words of a draft made harmless before anything looks at them.

use crate::domain::FreeText;
use crate::domain::draft::{DraftDocument, TaskDraft};
use crate::domain::name;
use crate::domain::people::Role;
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

/// A name of a region.
fn one_name(text: &mut String) {
    *text = name::clean(&clean_line(text));
}

/// The names of a role, each once; the words they were printed with stay beside them.
fn names(task: &mut TaskDraft, role: Role) {
    let before = std::mem::take(task.parties_mut(role));
    let printed = task.printed.remove(role.id());
    let printed = printed.filter(|words| words.len() == before.len());
    let mut words = Vec::with_capacity(before.len());
    for (place, raw) in before.iter().enumerate() {
        let clean = name::clean(&clean_line(raw));
        let names = task.parties_mut(role);
        if !clean.is_empty() && !names.contains(&clean) {
            names.push(clean);
            let printed = printed.as_ref().and_then(|words| words.get(place));
            words.push(clean_line(printed.unwrap_or(raw)).into_owned());
        }
    }
    if words != *task.parties_mut(role) {
        task.printed.insert(role.id().to_owned(), words);
    }
}

/// Cleans every text of `draft`.
pub fn document(draft: &mut DraftDocument) {
    if let Some(head) = &mut draft.document {
        // As it is printed: a title is known by its one form wherever titles are compared.
        line(&mut head.title);
        head.region.iter_mut().for_each(one_name);
        let words = [&mut head.document_number, &mut head.issuer];
        words.into_iter().flatten().for_each(line);
    }
    draft.tasks.iter_mut().for_each(task);
}

/// Cleans every text of a task.
pub fn task(task: &mut TaskDraft) {
    line(&mut task.number);
    line(&mut task.title);
    paragraphs(&mut task.requirement);
    for text in FreeText::ALL {
        task.text_mut(text).iter_mut().for_each(paragraphs);
    }
    task.clause.iter_mut().for_each(paragraphs);
    for text in [
        &mut task.parent,
        &mut task.deadline_text,
        &mut task.document,
        &mut task.document_number,
        &mut task.issuer,
    ] {
        text.iter_mut().for_each(line);
    }
    task.region.iter_mut().for_each(one_name);
    task.section_path.iter_mut().for_each(line);
    Role::ALL.into_iter().for_each(|role| names(task, role));
    task.printed.values_mut().flatten().for_each(line);
    task.milestones
        .iter_mut()
        .for_each(|milestone| line(&mut milestone.text));
    for indicator in &mut task.indicators {
        line(&mut indicator.text);
        line(&mut indicator.name);
        line(&mut indicator.unit);
    }
}
