//! What the form of several tasks does with the names typed for a list.

/// Whether names join a list, take its place or leave it. At first they join: that loses nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ListWay {
    /// They join those that are there.
    #[default]
    Add,
    /// They are all that is in it.
    Replace,
    /// They leave it.
    Remove,
}

impl ListWay {
    const ALL: [(ListWay, &'static str); 3] = [
        (ListWay::Add, "add"),
        (ListWay::Replace, "replace"),
        (ListWay::Remove, "remove"),
    ];

    /// The next way round.
    pub fn next(self) -> ListWay {
        match self {
            ListWay::Add => ListWay::Replace,
            ListWay::Replace => ListWay::Remove,
            ListWay::Remove => ListWay::Add,
        }
    }

    /// Its name in a draft.
    pub fn id(self) -> &'static str {
        let way = ListWay::ALL.iter().find(|(way, _)| *way == self);
        way.map_or("", |(_, id)| id)
    }

    /// The way of this name.
    pub fn parse(id: &str) -> Option<ListWay> {
        let way = ListWay::ALL.iter().find(|(_, known)| *known == id);
        way.map(|(way, _)| *way)
    }
}
