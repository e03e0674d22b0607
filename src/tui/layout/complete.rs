//! What the word being typed in the search box can become: names of fields, values they have.

use crate::domain::{Lang, LightColor, Status};
use crate::search::{
    Compiled, Counting, Facet, FieldTest, NONE, Op, Query, QueryField, STANDING, Stop, TaskState,
    Term, Test, count_facet,
};
use crate::tui::layout::complete;
use crate::tui::state::dialog::Search;
use crate::tui::state::dialog::Typed;
use crate::tui::state::model::Model;

/// How many values one can walk through; who wants more types another letter.
const MOST: usize = 50;

/// Where the word under the cursor's left begins: after the last blank outside quotation marks.
pub fn word_start(text: &str) -> usize {
    let mut start = 0;
    let mut is_quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' | '＂' => is_quoted = !is_quoted,
            ' ' | '\u{3000}' if !is_quoted => start = at + c.len_utf8(),
            _ => {}
        }
    }
    start
}

/// What a word can be completed to, best first: at most `most`, itself never among them.
pub fn completions(word: &str, model: &Model, most: usize) -> Vec<String> {
    // What is excluded is completed like what is asked for.
    let excluded = word.strip_prefix(['!', '！']);
    let found = plain_completions(excluded.unwrap_or(word), model, most);
    match excluded {
        Some(_) => found.into_iter().map(|it| format!("!{it}")).collect(),
        None => found,
    }
}

fn plain_completions(word: &str, model: &Model, most: usize) -> Vec<String> {
    let most = most.min(MOST);
    let found: Vec<String> = match word.find([':', '：', '=', '＝']) {
        None if word.is_empty() => Vec::new(),
        None => {
            let typed = Typed::new(word);
            let names = QueryField::ALL
                .into_iter()
                .map(|field| field.label(model.lang));
            let fitting = names.filter(|name| typed.fits(name));
            fitting.map(|name| format!("{name}:")).take(most).collect()
        }
        Some(sign) => of_field(word, sign, model, most),
    };
    found.into_iter().filter(|it| it != word).collect()
}

fn of_field(word: &str, sign: usize, model: &Model, most: usize) -> Vec<String> {
    let (name, rest) = word.split_at(sign);
    let Some(field) = QueryField::parse(name) else {
        return Vec::new();
    };
    let signs = [':', '：', '=', '＝'];
    let after = rest.trim_start_matches(signs);
    // Of several values the last one is being typed.
    let last = after.rfind([',', '，', '|', '｜']).map_or(0, |at| {
        at + after[at..].chars().next().map_or(1, char::len_utf8)
    });
    let typed = after.get(last..).unwrap_or_default();
    let typed = typed.trim_start_matches(['"', '＂']);
    let kept = word.get(..word.len() - after.len() + last).unwrap_or(word);
    let wanted = Typed::new(typed);
    let is_fitting = |value: &String| typed.is_empty() || wanted.fits(value);
    let mut found: Vec<String> = Vec::new();
    for source in [values_in_filter, values_everywhere] {
        for value in source(field, model).into_iter().filter(is_fitting) {
            let printed = format!("{kept}{}", printed(field, &value));
            if found.len() < most && !found.contains(&printed) {
                found.push(printed);
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    found
}

/// A value as it reads back: in quotation marks where it has to be.
fn printed(field: QueryField, value: &str) -> String {
    let Ok(test) = FieldTest::new(field, Op::Has, [value]) else {
        return value.to_owned();
    };
    let term = Term {
        negated: false,
        test: Test::Field(test),
    };
    let text = Query { terms: vec![term] }.print(Lang::Zh);
    match text.split_once(':') {
        Some((_, value)) => value.to_owned(),
        None => value.to_owned(),
    }
}

fn facet_of(field: QueryField) -> Option<Facet> {
    Facet::ALL.into_iter().find(|facet| facet.field() == field)
}

/// The values the tasks in the filter have, most frequent first; of fields without a facet those
/// they can have.
fn values_in_filter(field: QueryField, model: &Model) -> Vec<String> {
    let lang = model.lang;
    if let Some(facet) = facet_of(field) {
        let known = model
            .browse
            .facets
            .iter()
            .find(|(known, _)| *known == facet);
        let values = known.map_or(&[][..], |(_, values)| values.as_slice());
        return values.iter().map(|it| name(&it.value, &it.label)).collect();
    }
    match field {
        QueryField::State => TaskState::ALL
            .into_iter()
            .map(|it| it.label(lang).to_owned())
            .collect(),
        QueryField::Document => {
            let documents = model.data.documents.values();
            documents.map(|document| document.title.clone()).collect()
        }
        QueryField::Deadline => vec![STANDING.to_owned(), NONE.to_owned()],
        QueryField::Progress | QueryField::Parent => vec![NONE.to_owned()],
        _ => Vec::new(),
    }
}

/// The values any task has.
fn values_everywhere(field: QueryField, model: &Model) -> Vec<String> {
    let lang = model.lang;
    match field {
        QueryField::Status => return Status::ALL.map(|it| it.label(lang).to_owned()).into(),
        QueryField::Light => return LightColor::ALL.map(|it| it.label(lang).to_owned()).into(),
        _ => {}
    }
    let Some(facet) = facet_of(field) else {
        return Vec::new();
    };
    let changed = model.changed_ids();
    let (index, scope) = (&model.data.index, model.scope(&changed));
    // Whoever types on is not kept waiting for what the word before might have become.
    let interrupt = &model.interrupt;
    let waits = || interrupt.is_due();
    let (all, stop) = (Query::default(), Stop::when(&waits));
    let counting = Counting {
        index,
        query: &all,
        compiled: &Compiled::default(),
        scope: &scope,
        text: None,
        answer: None,
    };
    let values = count_facet(&counting, facet, lang, &stop);
    let values = values.unwrap_or_default().into_iter();
    values.map(|it| name(&it.value, &it.label)).collect()
}

/// How a value is typed: by its name, "none" by its word.
fn name(value: &str, label: &str) -> String {
    match value == NONE {
        true => NONE.to_owned(),
        false => label.trim().to_owned(),
    }
}

impl Search {
    /// What Tab would make of the word at the cursor.
    pub fn offers(&self, model: &Model, most: usize) -> Vec<String> {
        let (before, _) = self.parted();
        let start = complete::word_start(&before);
        complete::completions(before.get(start..).unwrap_or_default(), model, most)
    }
}
