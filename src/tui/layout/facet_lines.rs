//! The lines of the facet pane: values with counts under the other conditions in force.

use crate::search::{Facet, FacetValue};
use crate::text::fit;
use crate::tui::state::model::Model;
use crate::wording::fill;

/// A line of the pane.
#[derive(Clone, Debug)]
pub struct FacetLine {
    /// The facet it belongs to.
    pub facet: Facet,
    /// The value it stands for; `None` on a head and on "n more".
    pub value: Option<String>,
    /// What stands before the name: whether the value is chosen or excluded.
    pub mark: char,
    /// The facet or the value.
    pub name: String,
    /// How many tasks, or a note of the facet.
    pub count: String,
    /// It is the head of a facet.
    pub is_head: bool,
    /// No task has the value under the other conditions, or it counts what is left.
    pub is_dim: bool,
}

/// How the lines of the pane are shared out: heads for all, status and light whole, the long ones
/// cut to what is left.
fn shares(lengths: &[(Facet, usize)], rows: usize) -> Vec<(Facet, usize)> {
    let most = |facet| match facet {
        Facet::Region => 7,
        Facet::Sector => 6,
        Facet::Leader => 5,
        // Units are many and long: folded until asked for.
        Facet::Unit => 0,
        Facet::Status | Facet::Light => 9,
    };
    let mut shares: Vec<(Facet, usize)> = lengths
        .iter()
        .map(|(facet, length)| (*facet, (*length).min(most(*facet))))
        .collect();
    let heads = lengths.len();
    let total = |shares: &[(Facet, usize)]| heads + shares.iter().map(|(_, n)| n).sum::<usize>();
    // Too long: the longest of the three long ones gives a line at a time.
    while total(&shares) > rows {
        let longest = shares
            .iter_mut()
            .filter(|(facet, _)| !matches!(facet, Facet::Status | Facet::Light))
            .max_by_key(|(_, n)| *n)
            .filter(|(_, n)| *n > 0);
        match longest {
            Some((_, n)) => *n -= 1,
            None => match shares
                .iter_mut()
                .max_by_key(|(_, n)| *n)
                .filter(|(_, n)| *n > 0)
            {
                Some((_, n)) => *n -= 1,
                None => break,
            },
        }
    }
    // Room left: the facets that were cut take it in turn.
    while total(&shares) < rows {
        let cut = shares
            .iter_mut()
            .zip(lengths)
            .filter(|((facet, n), (_, length))| *facet != Facet::Unit && n < length)
            .map(|(share, _)| share)
            .min_by_key(|(_, n)| *n);
        match cut {
            Some((_, n)) => *n += 1,
            None => break,
        }
    }
    shares
}

/// The lines of the pane as they stand.
pub fn facet_lines(model: &Model) -> Vec<FacetLine> {
    let Some(area) = model.layout().facets else {
        return Vec::new();
    };
    let rows = usize::from(area.height).saturating_sub(usize::from(has_note(model)));
    let lengths: Vec<(Facet, usize)> = model
        .browse
        .facets
        .iter()
        .map(|(facet, values)| (*facet, values.len()))
        .collect();
    let shares = shares(&lengths, rows);
    let mut lines = Vec::new();
    for ((facet, values), (_, share)) in model.browse.facets.iter().zip(shares) {
        lines.push(head(model, *facet, values, share));
        lines.extend(shown(model, *facet, values, share));
    }
    lines
}

/// Whether there is anything the counts leave out: then the last line of the pane says so.
pub fn has_note(model: &Model) -> bool {
    model.data.index.len() > model.data.index.tops()
}

fn head(model: &Model, facet: Facet, values: &[FacetValue], share: usize) -> FacetLine {
    let words = model.words();
    let chosen = values
        .iter()
        .filter(|value| value.chosen || value.excluded)
        .count();
    let note = if chosen > 0 {
        fill(words.facet_chosen, &[("n", &chosen)])
    } else if share == 0 && !values.is_empty() {
        words.facet_folded.to_owned()
    } else if facet.counts_twice() {
        words.facet_repeat.to_owned()
    } else if values.len() > share {
        fill(words.facet_count, &[("n", &values.len())])
    } else {
        String::new()
    };
    FacetLine {
        facet,
        value: None,
        mark: ' ',
        name: format!(
            "{} f{}",
            fit(facet.label(model.lang), model.lang.pick(8, 7)),
            facet.letter()
        ),
        count: note,
        is_head: true,
        is_dim: false,
    }
}

/// The values that fit into a share, chosen ones always among them; the last line counts the rest.
fn shown(model: &Model, facet: Facet, values: &[FacetValue], share: usize) -> Vec<FacetLine> {
    if share == 0 {
        return Vec::new();
    }
    let room = if values.len() > share {
        share - 1
    } else {
        share
    };
    let mut kept: Vec<usize> = (0..values.len())
        .filter(|at| values[*at].chosen || values[*at].excluded)
        .collect();
    kept.truncate(room);
    for at in 0..values.len() {
        if kept.len() >= room {
            break;
        }
        if !kept.contains(&at) {
            kept.push(at);
        }
    }
    kept.sort_unstable();
    let mut lines: Vec<FacetLine> = kept.iter().map(|at| line(facet, &values[*at])).collect();
    if values.len() > share {
        let rest = values.len() - lines.len();
        let count: usize = (0..values.len())
            .filter(|at| !kept.contains(at))
            .map(|at| values[at].count)
            .sum();
        lines.push(FacetLine {
            facet,
            value: None,
            mark: ' ',
            name: fill(model.words().facet_more, &[("n", &rest)]),
            count: if facet == Facet::Region {
                String::new()
            } else {
                count.to_string()
            },
            is_head: false,
            is_dim: true,
        });
    }
    lines
}

fn line(facet: Facet, value: &FacetValue) -> FacetLine {
    FacetLine {
        facet,
        value: Some(value.value.clone()),
        mark: if value.chosen {
            'x'
        } else if value.excluded {
            '-'
        } else {
            ' '
        },
        name: format!("{}{}", "  ".repeat(value.depth.min(3)), value.label),
        count: value.count.to_string(),
        is_head: false,
        is_dim: value.count == 0,
    }
}

/// The line of the pane a facet begins on.
pub fn facet_head_line(model: &Model, facet: Facet) -> Option<usize> {
    let lines = facet_lines(model);
    lines
        .iter()
        .position(|line| line.facet == facet && line.is_head)
}
