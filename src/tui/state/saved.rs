//! Saved views as the screen knows them, and the errands that read and change their files.

use crate::domain::Lang;
use crate::domain::column::{Order, SortKey};
use crate::domain::grouping::Grouping;
use crate::search::Query;
use crate::views::{View, ViewFiles, ViewOwner, Views, ViewsError};
use crate::wording::ViewTexts;

use crate::tui::state::model::Browse;

/// What the screen knows of saved views: read at the start and anew whenever somebody looks.
#[derive(Debug)]
pub struct Saved {
    /// The views.
    pub views: Views,
    /// Why some may be missing.
    pub faults: Vec<ViewsError>,
    /// The place of a view that is applied once the files have been read anew.
    pub wanted: Option<usize>,
    /// The order of a view that names none.
    pub usual_order: Order,
    /// The columns of a view that names none.
    pub usual_columns: Vec<SortKey>,
}

impl Saved {
    /// Nothing read yet; `browse` as it is before the place of the last time.
    pub fn of(browse: &Browse) -> Saved {
        Saved {
            views: Views::default(),
            faults: Vec::new(),
            wanted: None,
            usual_order: browse.order.clone(),
            usual_columns: browse.columns.clone(),
        }
    }

    /// The view of this place among all of them, counted from zero.
    pub fn nth(&self, place: usize) -> Option<(ViewOwner, &View)> {
        self.views.all().nth(place)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.views.all().count()
    }
}

/// What is wanted of the files of views.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ViewsAsk {
    /// Read them.
    Read,
    /// Keep a view, in place of one of its name.
    Keep(ViewOwner, Box<View>),
    /// Take a view away.
    Remove(ViewOwner, String),
}

/// What came of it.
#[derive(Debug)]
pub struct ViewsAnswer {
    /// What was wanted.
    pub ask: ViewsAsk,
    /// Whether it was done.
    pub done: Result<(), ViewsError>,
    /// The views there are now.
    pub views: Views,
    /// Why some may be missing.
    pub faults: Vec<ViewsError>,
}

impl ViewsAsk {
    /// Does it and reads what there is then.
    pub fn run(self, files: &ViewFiles) -> ViewsAnswer {
        let done = match &self {
            ViewsAsk::Read => Ok(()),
            ViewsAsk::Keep(keeper, view) => files.keep(*keeper, View::clone(view)),
            ViewsAsk::Remove(keeper, name) => files.remove(*keeper, name),
        };
        let (views, faults) = files.readable();
        ViewsAnswer {
            ask: self,
            done,
            views,
            faults,
        }
    }
}

/// A view as the screen shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sight {
    /// The filter.
    pub query: Query,
    /// The order.
    pub order: Order,
    /// The grouping.
    pub grouping: Grouping,
    /// The columns.
    pub columns: Vec<SortKey>,
}

/// Why a view cannot be shown: somebody wrote it by hand, or an older or newer version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unclear {
    /// Its filter.
    Filter(crate::search::QueryError),
    /// A word of its order.
    Order(String),
    /// Its grouping.
    Group(String),
}

impl Sight {
    /// Reads a view. Columns the table does not have are passed over.
    ///
    /// # Errors
    /// The first part that cannot be read.
    pub fn read(view: &View, saved: &Saved) -> Result<Sight, Unclear> {
        let query = Query::parse(&view.filter).map_err(Unclear::Filter)?;
        let order = match view.sort.trim() {
            "" => saved.usual_order.clone(),
            text => Order::parse(text).map_err(Unclear::Order)?,
        };
        let grouping = match view.group.trim() {
            "" => Grouping::None,
            id => Grouping::from_id(id).ok_or_else(|| Unclear::Group(id.to_owned()))?,
        };
        let mut columns: Vec<SortKey> = Vec::new();
        for key in view.columns.iter().filter_map(|id| SortKey::parse(id)) {
            if Browse::every_column().any(|known| known == key) && !columns.contains(&key) {
                columns.push(key);
            }
        }
        if columns.is_empty() {
            columns.clone_from(&saved.usual_columns);
        }
        Ok(Sight {
            query,
            order,
            grouping,
            columns,
        })
    }

    /// What the browse screen shows.
    pub fn of(browse: &Browse) -> Sight {
        Sight {
            query: browse.query.clone(),
            order: browse.order.clone(),
            grouping: browse.grouping,
            columns: browse.columns.clone(),
        }
    }

    /// The view of it.
    pub fn named(&self, name: &str) -> View {
        let group = match self.grouping {
            Grouping::None => String::new(),
            other => other.id().to_owned(),
        };
        View {
            name: name.to_owned(),
            filter: self.query.to_string(),
            sort: self.order.ids(),
            columns: self.columns.iter().map(|key| key.id().to_owned()).collect(),
            group,
        }
    }
}

/// The filter of a view as the search box would show it; one that cannot be read as it is.
pub fn filter_text(view: &View, lang: Lang) -> String {
    match Query::parse(&view.filter) {
        Ok(query) if query.is_empty() => ViewTexts::of(lang).all_tasks.to_owned(),
        Ok(query) => query.print(lang),
        Err(_) => view.filter.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved() -> Saved {
        Saved::of(&Browse::default())
    }

    #[test]
    fn a_view_of_what_is_shown_reads_back_as_it_was() {
        let sight = Sight {
            query: Query::parse("灯:红 !地区:敖汉旗 教师").unwrap(),
            order: Order::parse("-deadline,number").unwrap(),
            grouping: Grouping::Sector,
            columns: vec![SortKey::Light, SortKey::Title],
        };
        let view = sight.named("红灯");
        assert_eq!(view.sort, "-deadline,number");
        assert_eq!(Sight::read(&view, &saved()), Ok(sight));
    }

    #[test]
    fn an_empty_view_shows_everything_as_it_is_at_the_start() {
        let sight = Sight::read(&View::default(), &saved()).unwrap();
        assert_eq!(sight, Sight::of(&Browse::default()));
    }

    #[test]
    fn columns_the_table_does_not_have_and_repeated_ones_are_passed_over() {
        let view = View {
            columns: ["colour", "title", "id", "任务", "people"]
                .map(str::to_owned)
                .to_vec(),
            ..View::default()
        };
        let sight = Sight::read(&view, &saved()).unwrap();
        assert_eq!(sight.columns, [SortKey::Title, SortKey::Leaders]);
    }

    #[test]
    fn what_cannot_be_read_is_named_part_by_part() {
        let part = |change: fn(&mut View)| {
            let mut view = View::default();
            change(&mut view);
            Sight::read(&view, &saved()).unwrap_err()
        };
        let filter = part(|view| view.filter = "教师 期限:<昨天".to_owned());
        assert!(matches!(filter, Unclear::Filter(error) if error.at > 0));
        let order = part(|view| view.sort = "-colour".to_owned());
        assert_eq!(order, Unclear::Order("-colour".to_owned()));
        let group = part(|view| view.group = "colour".to_owned());
        assert_eq!(group, Unclear::Group("colour".to_owned()));
    }
}
