//! The facets beside the table: values with counts under the other conditions in force.

use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use super::canvas::Canvas;
use crate::search::{Facet, FacetValue};
use crate::text::{columns, cut, fit, fit_right};
use crate::tui::model::{Model, Pane};
use crate::wording::fill;

/// A line of the pane.
#[derive(Clone, Debug)]
pub struct FacetLine {
    /// The facet it belongs to.
    pub facet: Facet,
    /// The value it stands for; `None` on a head and on "n more".
    pub value: Option<String>,
    /// What is drawn: mark, name, count.
    mark: char,
    name: String,
    count: String,
    is_head: bool,
    is_dim: bool,
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
fn has_note(model: &Model) -> bool {
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

/// Draws the pane: mark 1, name 16, count 4, blank 1. Answers where its cursor is while the keys go
/// there.
pub fn draw(canvas: &mut Canvas, model: &Model, area: Rect) -> Option<Position> {
    let mut cursor = None;
    let lines = facet_lines(model);
    let has_focus = model.browse.pane == Pane::Facets;
    for (y, (place, line)) in (area.top()..area.bottom()).zip(lines.iter().enumerate()) {
        let is_cursor =
            has_focus && place == model.browse.facet_cursor.min(lines.len().saturating_sub(1));
        let text = drawn(line, usize::from(area.width));
        let mut style = Style::default();
        if line.is_head {
            style = style.add_modifier(Modifier::BOLD);
        }
        if line.is_dim {
            style = style.add_modifier(Modifier::DIM);
        }
        if is_cursor {
            style = style.add_modifier(Modifier::REVERSED);
            cursor = Some(Position::new(area.x, y));
        }
        canvas.put(area.x, y, area.width, &text, style);
    }
    if has_note(model) {
        let dim = Style::default().add_modifier(Modifier::DIM);
        let note = format!(" {}", model.words().facets_without_kids);
        let y = area.bottom().saturating_sub(1);
        canvas.put(area.x, y, area.width, &note, dim);
    }
    cursor
}

/// The line of the pane a facet begins on.
pub fn head_line(model: &Model, facet: Facet) -> Option<usize> {
    let lines = facet_lines(model);
    lines
        .iter()
        .position(|line| line.facet == facet && line.is_head)
}

fn drawn(line: &FacetLine, cols: usize) -> String {
    let count = columns(&line.count).max(if line.is_head { 0 } else { 4 });
    let name = cols.saturating_sub(count + 2);
    if line.is_head {
        return format!(
            "{} {} ",
            fit(&line.name, cols.saturating_sub(count + 2)),
            line.count
        );
    }
    format!(
        "{}{}{} ",
        line.mark,
        cut_fit(&line.name, name),
        fit_right(&line.count, count)
    )
}

fn cut_fit(text: &str, cols: usize) -> String {
    fit(&cut(text, cols), cols)
}
