//! Saved views: a name for a filter with its order and columns.
//!
//! One's own lie in the folder of the settings, those of the office beside the ledger
//! (`ledger.db`: `ledger.views.toml`), so that all who work on the same ledger have them. Both are
//! plain files that may be edited by hand; a view is kept in words that every part reads for
//! itself, since what a filter means is the search's affair.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::files::{self, Links, Sharing};

/// A view.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct View {
    /// What it is called.
    pub name: String,
    /// The filter, as a query is written.
    pub filter: String,
    /// The order, as `--sort` takes it; empty for the usual one.
    pub sort: String,
    /// Columns from left to right, by identifier; empty for the usual ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// What the table is grouped by, by identifier; empty for nothing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub group: String,
}

/// Whose a view is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ViewOwner {
    /// One user's.
    Own,
    /// The office's.
    Shared,
}

/// The views there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Views {
    own: Vec<View>,
    shared: Vec<View>,
}

/// Where views are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ViewFiles {
    /// One's own; `None` for a user without a folder for settings.
    pub own: Option<PathBuf>,
    /// The office's; `None` before there is a ledger.
    pub shared: Option<PathBuf>,
}

/// Why views cannot be read or kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ViewsError {
    /// A file is there and cannot be read.
    #[error("{file}: {why}")]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// The line of it, where it is about one.
        line: Option<usize>,
        /// Why, in the words of system or reader.
        why: String,
    },
    /// A file cannot be written.
    #[error("{file} not written: {why}")]
    Unwritable {
        /// The file.
        file: PathBuf,
        /// Why, in the words of the system.
        why: String,
    },
    /// Somebody else holds the folder of the file and does not let go.
    #[error("{0} is held by somebody else")]
    Busy(PathBuf),
    /// There is no folder for views of this kind.
    #[error("no folder for them")]
    NoFolder,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Listed {
    view: Vec<View>,
}

/// A file of views has no more bytes.
const LARGEST: u64 = 1 << 20;

const HEAD: &str =
    "# 保存的视图，由界面写入，可手工修改\n# saved views, written by the interface\n\n";

impl Views {
    /// Every view: one's own first, in the order they were made.
    pub fn all(&self) -> impl Iterator<Item = (ViewOwner, &View)> {
        let own = self.own.iter().map(|view| (ViewOwner::Own, view));
        own.chain(self.shared.iter().map(|view| (ViewOwner::Shared, view)))
    }

    /// The view of this keeper and name.
    pub fn of(&self, keeper: ViewOwner, name: &str) -> Option<&View> {
        let views = match keeper {
            ViewOwner::Own => &self.own,
            ViewOwner::Shared => &self.shared,
        };
        views.iter().find(|view| view.name == name)
    }

    /// The view called `name`: one's own before the office's.
    pub fn get(&self, name: &str) -> Option<&View> {
        let found = self.all().find(|(_, view)| view.name == name);
        found.map(|(_, view)| view)
    }
}

impl ViewFiles {
    /// The files for a ledger and a folder of settings. A ledger named by a link is the one it
    /// leads to: all who work on it share their views, whatever they call it.
    pub fn of(settings_folder: Option<&Path>, ledger: Option<&Path>) -> ViewFiles {
        ViewFiles {
            own: settings_folder.map(|folder| folder.join("views.toml")),
            shared: ledger.map(|ledger| {
                let ledger = fs::canonicalize(ledger).unwrap_or_else(|_| ledger.to_owned());
                ledger.with_extension("views.toml")
            }),
        }
    }

    /// Reads every view.
    ///
    /// # Errors
    /// The first file that is there and cannot be read.
    pub fn read(&self) -> Result<Views, ViewsError> {
        Ok(Views {
            own: read(self.own.as_deref(), ViewOwner::Own)?,
            shared: read(self.shared.as_deref(), ViewOwner::Shared)?,
        })
    }

    /// Reads the views of every file that can be read, and says what is wrong with the others.
    pub fn readable(&self) -> (Views, Vec<ViewsError>) {
        let mut faults = Vec::new();
        let mut views_of = |path: Option<&Path>, keeper| {
            read(path, keeper).unwrap_or_else(|error| {
                faults.push(error);
                Vec::new()
            })
        };
        let views = Views {
            own: views_of(self.own.as_deref(), ViewOwner::Own),
            shared: views_of(self.shared.as_deref(), ViewOwner::Shared),
        };
        (views, faults)
    }

    /// Keeps a view, in place of one of this name. What others have kept since stays.
    ///
    /// # Errors
    /// When the file cannot be read or written; it is left as it is then.
    pub fn keep(&self, keeper: ViewOwner, view: View) -> Result<(), ViewsError> {
        self.change(keeper, |views| {
            match views.iter_mut().find(|old| old.name == view.name) {
                Some(old) => *old = view,
                None => views.push(view),
            }
        })
    }

    /// Takes the view called `name` away.
    ///
    /// # Errors
    /// When the file cannot be read or written; it is left as it is then.
    pub fn remove(&self, keeper: ViewOwner, name: &str) -> Result<(), ViewsError> {
        self.change(keeper, |views| views.retain(|view| view.name != name))
    }

    fn change(
        &self,
        keeper: ViewOwner,
        change: impl FnOnce(&mut Vec<View>),
    ) -> Result<(), ViewsError> {
        let (path, sharing) = match keeper {
            ViewOwner::Own => (self.own.as_deref(), Sharing::Usual),
            ViewOwner::Shared => (self.shared.as_deref(), Sharing::Group),
        };
        let path = path.ok_or(ViewsError::NoFolder)?;
        let unwritable = |why: String| ViewsError::Unwritable {
            file: path.to_owned(),
            why,
        };
        files::make_folder(path).map_err(|error| unwritable(error.to_string()))?;
        // Held until the end: what another keeps at this moment is read, not overwritten.
        let _held = files::hold_folder(path).map_err(|error| match error.kind() {
            ErrorKind::WouldBlock => ViewsError::Busy(path.to_owned()),
            _ => unwritable(error.to_string()),
        })?;
        let mut view = read(Some(path), keeper)?;
        change(&mut view);
        let text =
            toml::to_string(&Listed { view }).map_err(|error| unwritable(error.to_string()))?;
        let text = format!("{HEAD}{text}");
        files::replace(path, text.as_bytes(), sharing, links_to(keeper))
            .map_err(|error| unwritable(error.to_string()))
    }
}

/// In the folder of the ledger a link leads where somebody else wants: through it one's own views
/// would be given to all, or a file of one's own overwritten.
fn links_to(keeper: ViewOwner) -> Links {
    match keeper {
        ViewOwner::Own => Links::Own,
        ViewOwner::Shared => Links::None,
    }
}

/// The views of a file; none without one.
fn read(path: Option<&Path>, keeper: ViewOwner) -> Result<Vec<View>, ViewsError> {
    let Some(path) = path else {
        return Ok(Vec::new());
    };
    let fault = |line: Option<usize>, why: String| ViewsError::Unreadable {
        file: path.to_owned(),
        line,
        why,
    };
    let text = match files::read_text(path, LARGEST, links_to(keeper)) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(fault(None, error.to_string())),
    };
    let text = text.trim_start_matches('\u{FEFF}');
    let listed: Result<Listed, _> = toml::from_str(text);
    listed.map(|listed| listed.view).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start));
        let line = before.map(|before| before.matches('\n').count() + 1);
        fault(line, error.message().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(folder: &Path) -> ViewFiles {
        ViewFiles::of(
            Some(&folder.join("config")),
            Some(&folder.join("ledger.db")),
        )
    }

    fn view(name: &str, filter: &str) -> View {
        View {
            name: name.to_owned(),
            filter: filter.to_owned(),
            sort: "-deadline".to_owned(),
            columns: vec!["title".to_owned(), "light".to_owned()],
            group: String::new(),
        }
    }

    #[test]
    fn views_are_kept_apart_and_ones_own_come_first() {
        let folder = tempfile::tempdir().unwrap();
        let files = files(folder.path());
        assert_eq!(files.read().unwrap(), Views::default());
        files
            .keep(ViewOwner::Shared, view("红灯", "灯:红"))
            .unwrap();
        files
            .keep(ViewOwner::Own, view("我的", "领导:\"甲\""))
            .unwrap();
        files
            .keep(ViewOwner::Own, view("红灯", "灯:红 地区:敖汉"))
            .unwrap();
        let views = files.read().unwrap();
        let names: Vec<(ViewOwner, &str)> = views
            .all()
            .map(|(keeper, view)| (keeper, view.name.as_str()))
            .collect();
        let own = ViewOwner::Own;
        assert_eq!(
            names,
            [(own, "我的"), (own, "红灯"), (ViewOwner::Shared, "红灯")]
        );
        assert_eq!(views.get("红灯").unwrap().filter, "灯:红 地区:敖汉");
        assert!(folder.path().join("ledger.views.toml").exists());
    }

    #[test]
    fn a_view_of_a_name_is_replaced_and_taken_away() {
        let folder = tempfile::tempdir().unwrap();
        let files = files(folder.path());
        files.keep(ViewOwner::Own, view("一", "教师")).unwrap();
        files.keep(ViewOwner::Own, view("二", "培训")).unwrap();
        files.keep(ViewOwner::Own, view("一", "学前")).unwrap();
        files.remove(ViewOwner::Own, "二").unwrap();
        let views = files.read().unwrap();
        assert_eq!(views.all().count(), 1);
        assert_eq!(views.get("一"), Some(&view("一", "学前")));
    }

    #[test]
    fn a_file_that_cannot_be_read_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.views.toml");
        fs::write(&path, "[[view]]\nname = 3").unwrap();
        let files = files(folder.path());
        let error = files.read().unwrap_err();
        let line = Some(2);
        assert!(
            matches!(error, ViewsError::Unreadable { file, line: at, .. } if file == path && at == line)
        );
        assert!(files.keep(ViewOwner::Shared, view("一", "教师")).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "[[view]]\nname = 3");
    }

    #[test]
    fn what_is_no_file_of_that_kind_is_refused_and_nobody_waits_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let files = files(folder.path());
        let path = folder.path().join("ledger.views.toml");
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        assert!(made.unwrap().success());
        assert!(files.read().is_err() && files.keep(ViewOwner::Shared, view("一", "")).is_err());
        fs::remove_file(&path).unwrap();
        fs::File::create(&path)
            .unwrap()
            .set_len(LARGEST + 1)
            .unwrap();
        assert!(files.read().is_err());
    }

    #[test]
    fn a_ledger_named_by_a_link_has_the_views_of_the_ledger() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("ledger.db");
        fs::write(&ledger, "").unwrap();
        let link = folder.path().join("link.db");
        std::os::unix::fs::symlink(&ledger, &link).unwrap();
        assert_eq!(
            ViewFiles::of(None, Some(&link)),
            ViewFiles::of(None, Some(&ledger))
        );
    }

    #[test]
    fn one_broken_file_leaves_the_views_of_the_other() {
        let folder = tempfile::tempdir().unwrap();
        let files = files(folder.path());
        files.keep(ViewOwner::Own, view("一", "教师")).unwrap();
        fs::write(folder.path().join("ledger.views.toml"), "[[view]").unwrap();
        let (views, faults) = files.readable();
        assert!(views.of(ViewOwner::Own, "一").is_some());
        assert!(views.of(ViewOwner::Shared, "一").is_none());
        assert_eq!(faults.len(), 1);
    }

    #[test]
    fn many_who_keep_at_once_lose_nothing_but_the_same_name() {
        let folder = tempfile::tempdir().unwrap();
        let files = files(folder.path());
        std::thread::scope(|scope| {
            for person in 0..8 {
                let files = &files;
                scope.spawn(move || {
                    for number in 0..5 {
                        let name = format!("{person}-{number}");
                        files.keep(ViewOwner::Shared, view(&name, "教师")).unwrap();
                        files.keep(ViewOwner::Shared, view("同名", &name)).unwrap();
                    }
                });
            }
        });
        assert_eq!(files.read().unwrap().all().count(), 8 * 5 + 1);
        let beside: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(beside.len(), 1, "nothing but the file: {beside:?}");
    }

    #[test]
    fn a_file_that_cannot_be_written_is_named_and_ones_own_still_are() {
        let folder = tempfile::tempdir().unwrap();
        let nowhere = folder.path().join("file");
        fs::write(&nowhere, "no folder").unwrap();
        let files = ViewFiles::of(
            Some(&folder.path().join("config")),
            Some(&nowhere.join("ledger.db")),
        );
        let error = files
            .keep(ViewOwner::Shared, view("一", "教师"))
            .unwrap_err();
        assert!(matches!(error, ViewsError::Unwritable { .. }), "{error}");
        files.keep(ViewOwner::Own, view("一", "教师")).unwrap();
        let homeless = ViewFiles::default();
        assert_eq!(
            homeless.keep(ViewOwner::Own, view("一", "教师")),
            Err(ViewsError::NoFolder)
        );
    }
}
