//! A value of a facet, and what a query picks of them.

/// A value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetValue {
    /// What goes into the query.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// How deep it stands in the region tree; 0 at the top and in all other facets.
    pub depth: usize,
    /// How many rows have it under all the other conditions.
    pub count: usize,
    /// Whether the query asks for it.
    pub chosen: bool,
    /// Whether the query excludes it.
    pub excluded: bool,
}

/// What the query asks for and excludes in a facet.
pub(in crate::search) struct Picked<'q> {
    pub chosen: &'q [String],
    pub excluded: &'q [String],
}

impl Picked<'_> {
    /// A value of the facet; `None` when nothing has it and it is not picked.
    pub fn value(&self, value: &str, label: &str, count: usize) -> Option<FacetValue> {
        let is_in = |values: &[String]| values.iter().any(|picked| picked == value);
        let (chosen, excluded) = (is_in(self.chosen), is_in(self.excluded));
        (count > 0 || chosen || excluded).then(|| FacetValue {
            value: value.to_owned(),
            label: label.to_owned(),
            depth: 0,
            count,
            chosen,
            excluded,
        })
    }

    /// Whether nothing is picked.
    pub fn is_empty(&self) -> bool {
        self.all().next().is_none()
    }

    /// Everything picked either way.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.chosen.iter().chain(self.excluded).map(String::as_str)
    }
}
