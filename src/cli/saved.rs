//! `@name` where a verb takes a query: the saved view of that name.

use super::job::Job;
use crate::domain::column::{Order, SortKey};
use crate::domain::grouping::Grouping;
use crate::search::Query;
use crate::text::clean_line;
use crate::views::View;
use crate::wording::{self, Exit, Failure, fill};

/// What the words of a command line ask for.
#[derive(Debug, Default)]
pub struct AskedView {
    /// The query, that of the view first.
    pub words: String,
    /// The order of the view.
    pub sort: Option<String>,
    /// Its columns.
    pub columns: Vec<SortKey>,
    /// What it is grouped by.
    pub grouping: Grouping,
}

impl AskedView {
    /// Reads the words. A first one that begins with `@` names a view; what follows narrows it.
    ///
    /// # Errors
    /// A view that is not there, or views that cannot be read.
    pub fn read(words: &[String], job: &Job) -> Result<AskedView, Failure> {
        let name = words.first().and_then(|word| name_of(word));
        let Some(name) = name else {
            return Ok(AskedView {
                words: joined(words),
                ..AskedView::default()
            });
        };
        let view = view(&name, job)?;
        let mut all = vec![view.filter.clone()];
        all.extend_from_slice(&words[1..]);
        Ok(AskedView {
            words: joined(&all),
            sort: (!view.sort.is_empty()).then_some(view.sort),
            columns: view
                .columns
                .iter()
                .filter_map(|id| SortKey::parse(id))
                .collect(),
            grouping: Grouping::from_id(view.group.trim()).unwrap_or_default(),
        })
    }
}

/// The name after `@`, which an input method may write full width.
fn name_of(word: &str) -> Option<String> {
    let name = word.trim().strip_prefix(['@', '＠'])?;
    Some(clean_line(name.trim()).into_owned())
}

/// A view may have been written by hand: what cannot be read is told as a fault of the view.
fn check(view: &View, job: &Job) -> Result<(), Failure> {
    let t = wording::ViewTexts::of(job.lang);
    let name = ("name", &view.name as &dyn std::fmt::Display);
    if let Err(error) = Query::parse(&view.filter) {
        let why = wording::of_query(&error, job.lang);
        return Err(job.misused(fill(t.bad_filter, &[name, ("why", &why)])));
    }
    let group = view.group.trim();
    if !group.is_empty() && Grouping::from_id(group).is_none() {
        return Err(job.misused(fill(t.bad_group, &[name, ("word", &group)])));
    }
    match Order::parse(&view.sort) {
        Err(word) if !view.sort.is_empty() => {
            Err(job.misused(fill(t.bad_order, &[name, ("word", &word)])))
        }
        _ => Ok(()),
    }
}

fn joined(words: &[String]) -> String {
    clean_line(&words.join(" ")).into_owned()
}

fn view(name: &str, job: &Job) -> Result<View, Failure> {
    let t = job.texts();
    let views = job.view_files().read();
    let views = views.map_err(|error| wording::views::failure(&error, job.lang))?;
    if let Some(view) = views.get(name) {
        check(view, job)?;
        return Ok(view.clone());
    }
    let names: Vec<&str> = views.all().map(|(_, view)| view.name.as_str()).collect();
    let hint = match names.is_empty() {
        true => t.no_views_hint.to_owned(),
        false => fill(t.valid, &[("words", &names.join(", "))]),
    };
    Err(Failure::new(
        Exit::NotFound,
        fill(t.no_view, &[("name", &name)]),
        &hint,
    ))
}
