//! What a batch did, in words.

use serde_json::Value;

use super::{fill, texts};
use crate::domain::gist::FieldGist;
use crate::domain::{Action, Field, Gist, Lang};
use crate::report::trail::value_text;
use crate::text::{clean_line, cut};

texts! {
    /// Words about batches.
    BatchTexts {
        moved: "{field} {old} -> {new}", "{field} {old} -> {new}";
        added: "{field} {new}", "{field} {new}";
        nothing: "(空)", "(none)";
        various: "(不一)", "(various)";
        comma: "，", ", ";
        tasks: "{n} 项", "{n} tasks";
    }
}

/// The longest value that is told, in columns: names of several units, the words of a note.
const LONGEST: usize = 24;

/// Of more fields than this the names alone are told.
const FEW: usize = 2;

/// The fields a batch touched with their values, as far as they are the same for all:
/// `状态 推进中 -> 签收`.
pub fn what(gist: &Gist, lang: Lang) -> String {
    let t = BatchTexts::of(lang);
    let all: Vec<&FieldGist> = gist.telling().collect();
    let is_short = all.len() <= FEW;
    let told = all.iter().map(|it| match is_short {
        true => field(it, lang),
        false => it.field.label(lang).to_owned(),
    });
    told.collect::<Vec<String>>().join(t.comma)
}

fn field(gist: &FieldGist, lang: Lang) -> String {
    let t = BatchTexts::of(lang);
    let name = gist.field.label(lang);
    let text = |value: &Option<Value>| match value {
        None => t.various.to_owned(),
        Some(value) => {
            let text = value_text(gist.field, value, lang);
            let text = clean_line(&text).trim().to_owned();
            match text.is_empty() {
                true => t.nothing.to_owned(),
                false => cut(&text, LONGEST),
            }
        }
    };
    match (&gist.old, &gist.new) {
        (None, None) => name.to_owned(),
        // An event replaces nothing; undone it is the old value that tells which it was.
        (Some(Value::Null), new) if gist.field.is_event() => {
            fill(t.added, &[("field", &name), ("new", &text(new))])
        }
        (old, Some(Value::Null)) if gist.field.is_event() => {
            fill(t.added, &[("field", &name), ("new", &text(old))])
        }
        (old, new) => {
            let (old, new) = (text(old), text(new));
            fill(t.moved, &[("field", &name), ("old", &old), ("new", &new)])
        }
    }
}

/// What a batch of this kind did: a registration is told by what it was, by hand or imported.
pub fn what_of(action: Action, gist: &Gist, lang: Lang) -> String {
    match gist.fields.iter().any(|it| it.field == Field::Task) {
        true => action.label(lang).to_owned(),
        false => what(gist, lang),
    }
}

/// How many tasks, in words.
pub fn tasks(n: usize, lang: Lang) -> String {
    fill(BatchTexts::of(lang).tasks, &[("n", &n)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Change;
    use serde_json::json;

    fn said(changes: &[(Field, Value, Value)]) -> String {
        let changes = changes.iter().map(|(field, old, new)| Change {
            field: *field,
            old: old.clone(),
            new: new.clone(),
        });
        let changes: Vec<Change> = changes.collect();
        what(&Gist::of(&changes), Lang::Zh)
    }

    #[test]
    fn one_or_two_fields_stand_with_their_values_and_more_by_name() {
        let status = (Field::Status, json!("in_progress"), json!("acknowledged"));
        let progress = (Field::Progress, Value::Null, json!(60));
        let title = (Field::Title, json!("甲"), json!("乙"));
        assert_eq!(said(std::slice::from_ref(&status)), "状态 推进中 -> 签收");
        assert_eq!(
            said(&[status.clone(), progress.clone()]),
            "状态 推进中 -> 签收，进度 (空) -> 60"
        );
        assert_eq!(said(&[status, progress, title]), "状态，进度，任务");
    }

    #[test]
    fn a_note_is_told_by_its_words_whichever_way_it_goes() {
        let note = json!({"kind": "note", "text": "催过\n两次"});
        assert_eq!(
            said(&[(Field::Note, Value::Null, note.clone())]),
            "备注 催过 两次"
        );
        assert_eq!(said(&[(Field::Note, note, Value::Null)]), "备注 催过 两次");
    }

    #[test]
    fn values_that_differ_are_not_made_up() {
        let one = (Field::Status, json!("registered"), json!("assigned"));
        let other = (Field::Status, json!("in_progress"), json!("assigned"));
        assert_eq!(said(&[one, other]), "状态 (不一) -> 交办");
    }
}
