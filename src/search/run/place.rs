//! Where words were found.

/// Where a word was found, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// In the title.
    Title,
    /// In a leader's or a unit's name.
    People,
    /// In region, sector or number.
    Other,
    /// Only in the requirement.
    Text,
}

/// How many hits had their best word where: `名称命中 5，单位命中 7`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HitCounts {
    /// In the title.
    pub title: usize,
    /// Not in the title, but in a leader or a unit.
    pub people: usize,
    /// Only in region, sector or number.
    pub other: usize,
    /// Only in the requirement.
    pub text: usize,
}

impl HitCounts {
    /// Counts hits by their places.
    pub fn of_places(places: impl IntoIterator<Item = Option<Place>>) -> HitCounts {
        let mut counts = HitCounts::default();
        for place in places {
            match place {
                Some(Place::Title) => counts.title += 1,
                Some(Place::People) => counts.people += 1,
                Some(Place::Other) => counts.other += 1,
                Some(Place::Text) => counts.text += 1,
                None => {}
            }
        }
        counts
    }
}
