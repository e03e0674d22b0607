//! Choosing a column to sort by: its letter, again to reverse.

use crate::domain::column::SortKey;

/// The popup.
#[derive(Clone, Copy, Debug)]
pub struct SortPick;

/// The letters: those of the facets where there is one.
pub const LETTERS: [(char, SortKey); 13] = [
    ('n', SortKey::Number),
    ('r', SortKey::Region),
    ('t', SortKey::Sector),
    ('i', SortKey::Title),
    ('l', SortKey::Leaders),
    ('u', SortKey::LeadUnits),
    ('s', SortKey::Status),
    ('p', SortKey::Progress),
    ('d', SortKey::Deadline),
    ('g', SortKey::Light),
    ('o', SortKey::Document),
    ('c', SortKey::UpdatedAt),
    ('w', SortKey::UpdatedBy),
];
