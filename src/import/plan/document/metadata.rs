//! The block of metadata that portals put above a document.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::import::plan::lines::kind::{SHORT, first_day, is_document_number};
use crate::import::plan::lines::line::TextLine;
use crate::import::plan::lines::marker::marker;
use crate::import::plan::words::chars::{dense, trim_signs};
use crate::import::plan::words::unit_words::looks_like_unit;
use crate::import::plan::words::vocabulary::vocabulary;

/// Facts of the metadata block, by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// 发文字号.
    pub number: Option<String>,
    /// 发文机关.
    pub issuer: Option<String>,
    /// 成文日期.
    pub issued: Option<NaiveDate>,
    /// 标题.
    pub title: Option<String>,
}

/// Reads and takes out the lines of the metadata block, which stands before the first paragraph.
pub(super) fn take_metadata(lines: &mut Vec<TextLine>) -> Metadata {
    let words = &vocabulary().metadata;
    let kinds: Vec<(&str, &Vec<String>)> = vec![
        ("number", &words.number),
        ("issuer", &words.issuer),
        ("issued", &words.issued),
        ("published", &words.published),
        ("title", &words.title),
        ("other", &words.other),
    ];
    let end = lines
        .iter()
        .position(|line| line.trimmed().chars().count() > 80 || marker(line.trimmed()).is_some());
    let mut values: BTreeMap<&str, String> = BTreeMap::new();
    let mut drop = vec![false; lines.len()];
    let mut waiting: Option<&str> = None;
    for at in 0..end.unwrap_or(lines.len()).min(80) {
        let text = lines[at].text.clone();
        if text.trim().is_empty() {
            continue;
        }
        let found = metadata_pairs(&text, &kinds);
        if found.is_empty() {
            if let Some(kind) = waiting
                .take()
                .filter(|_| trim_signs(&text).chars().count() <= SHORT)
            {
                values
                    .entry(kind)
                    .or_insert_with(|| trim_signs(&text).to_owned());
                drop[at] = true;
            }
            continue;
        }
        drop[at] = true;
        waiting = None;
        for (kind, value) in found {
            if value.is_empty() {
                waiting = Some(kind);
            } else {
                values.entry(kind).or_insert(value);
            }
        }
    }
    let is_block = drop.iter().filter(|dropped| **dropped).count() >= 2;
    if is_block {
        let mut drop = drop.into_iter();
        lines.retain(|_| !drop.next().unwrap_or(false));
    }
    let take = |kind: &str| values.get(kind).filter(|_| is_block).cloned();
    Metadata {
        number: take("number").filter(|number| is_document_number(number)),
        issuer: take("issuer").filter(|issuer| looks_like_unit(issuer)),
        issued: take("issued").and_then(|date| first_day(&date)),
        title: take("title"),
    }
}

/// The metadata labels of a line with the words behind each.
fn metadata_pairs<'a>(text: &str, kinds: &[(&'a str, &Vec<String>)]) -> Vec<(&'a str, String)> {
    let cells: Vec<&str> = text
        .split(['\t', '|'])
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
        .collect();
    let mut found: Vec<(&str, String)> = Vec::new();
    let kind_of = |word: &str| {
        let word = dense(word.trim_matches(['[', ']', '【', '】']));
        kinds
            .iter()
            .find(|(_, words)| words.contains(&word))
            .map(|(kind, _)| *kind)
    };
    for cell in cells {
        // 索 引 号：… 发文机关：… on one line.
        let mut rest = cell;
        let mut had_label = false;
        while let Some((at, sign)) = rest.char_indices().find(|(_, c)| matches!(c, '：' | ':')) {
            let before = &rest[..at];
            let tail = tail_label(before, &kind_of);
            let Some((start, kind)) = tail else { break };
            if had_label && let Some(last) = found.last_mut() {
                last.1 = before[..start].trim().to_owned();
            }
            had_label = true;
            rest = &rest[at + sign.len_utf8()..];
            found.push((kind, rest.trim().to_owned()));
        }
        if !had_label && let Some(spaced) = spaced_pairs(cell, &kind_of) {
            found.extend(spaced);
        } else if !had_label {
            match (kind_of(cell), found.last_mut()) {
                (Some(kind), _) => found.push((kind, String::new())),
                (None, Some(last)) if last.1.is_empty() => last.1 = cell.to_owned(),
                _ => {}
            }
        }
    }
    found
}

/// 索引号 0001 成文日期 2024-03-05: labels and values with mere spaces between, a label first.
fn spaced_pairs<'a>(
    cell: &str,
    kind_of: &impl Fn(&str) -> Option<&'a str>,
) -> Option<Vec<(&'a str, String)>> {
    let mut words = cell.split_whitespace();
    let mut found = vec![(words.next().and_then(kind_of)?, String::new())];
    for word in words {
        match (kind_of(word), found.last_mut()) {
            (Some(kind), _) => found.push((kind, String::new())),
            (None, Some((_, value))) if value.is_empty() => *value = word.to_owned(),
            (None, Some((_, value))) => {
                value.push(' ');
                value.push_str(word);
            }
            (None, None) => {}
        }
    }
    // A label alone waits for the next cell.
    (found.len() > 1 || !found[0].1.is_empty()).then_some(found)
}

/// The label at the end of the words before a colon, and where it begins.
fn tail_label<'a>(
    before: &str,
    kind_of: &impl Fn(&str) -> Option<&'a str>,
) -> Option<(usize, &'a str)> {
    let starts = before.char_indices().map(|(at, _)| at);
    starts
        .filter(|at| {
            *at == 0
                || before[..*at].ends_with(|c: char| c.is_whitespace() || matches!(c, '[' | '【'))
        })
        .filter_map(|at| Some((at, kind_of(&before[at..])?)))
        .next()
}
