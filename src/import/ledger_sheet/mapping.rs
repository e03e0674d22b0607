//! Columns of an office's own ledger that a person assigned, remembered by the set of headings.
//!
//! The file lies beside the ledger (`ledger.db`: `ledger.columns.toml`), not in anybody's settings:
//! an office has one form of ledger, and what one inspector has told the program about it holds for
//! all who work on the same ledger, for the command line and for a copy of the folder. It is no part
//! of the database: it says how files are read, changes nothing that is recorded, and can be mended
//! with an editor.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::headings::SheetColumn;
use crate::files::{self, Links, Sharing};

/// A file of them has no more bytes.
const LARGEST: u64 = 1 << 20;

/// One form of ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Its headings, in the order of the file it was first seen in.
    pub headings: Vec<String>,
    /// What the assigned ones hold; the others are recognised by their words.
    #[serde(with = "words")]
    pub columns: BTreeMap<String, Option<SheetColumn>>,
}

/// Every form that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mappings {
    #[serde(default)]
    ledger: Vec<Mapping>,
}

impl Mapping {
    fn is_of(&self, headings: &[String]) -> bool {
        set_of(&self.headings) == set_of(headings)
    }
}

/// A moved or doubled column makes no other form.
fn set_of(headings: &[String]) -> BTreeSet<&str> {
    let told = headings.iter().map(String::as_str);
    told.filter(|heading| !heading.is_empty()).collect()
}

impl Mappings {
    /// Where they are kept for a ledger.
    pub fn beside(ledger: &Path) -> PathBuf {
        ledger.with_extension("columns.toml")
    }

    /// Reads them; without a file there are none.
    ///
    /// # Errors
    /// Why the file cannot be read, in the words of system or reader.
    pub fn read(path: &Path) -> Result<Mappings, String> {
        match files::read_text(path, LARGEST, Links::None) {
            Ok(text) => toml::from_str(&text).map_err(|error| error.message().to_owned()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Mappings::default()),
            Err(error) => Err(error.to_string()),
        }
    }

    /// The form with these headings.
    pub fn of(&self, headings: &[String]) -> Option<&Mapping> {
        self.ledger.iter().find(|mapping| mapping.is_of(headings))
    }

    /// Adds a form, in place of what was known of it.
    pub fn add(&mut self, mapping: Mapping) {
        self.ledger.retain(|old| !old.is_of(&mapping.headings));
        self.ledger.push(mapping);
    }

    /// Adds forms to the file: what others have added since stays. A file that cannot be read is
    /// left as it is.
    ///
    /// # Errors
    /// Why not, in the words of system or reader.
    pub fn remember(path: &Path, forms: &[Mapping]) -> Result<(), String> {
        let _held = files::hold_folder(path).map_err(|error| error.to_string())?;
        let mut all = Mappings::read(path)?;
        for form in forms {
            all.add(form.clone());
        }
        let text = toml::to_string(&all).map_err(|error| error.to_string())?;
        let head = "# 各式台账的列对应，由导入界面写入，可手工修改；none 为不导入\n\
                    # columns of ledgers as assigned on the import screen; none is not taken\n\n";
        let text = format!("{head}{text}");
        files::replace(path, text.as_bytes(), Sharing::Group, Links::None)
            .map_err(|error| error.to_string())
    }
}

/// Columns by their identifiers.
mod words {
    use std::collections::BTreeMap;

    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::import::ledger_sheet::headings::SheetColumn;

    /// What stands for a column that is not taken.
    const NONE: &str = "none";

    pub fn serialize<S: Serializer>(
        columns: &BTreeMap<String, Option<SheetColumn>>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        let named = columns.iter();
        to.collect_map(
            named.map(|(heading, column)| (heading, column.map_or(NONE, SheetColumn::id))),
        )
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<BTreeMap<String, Option<SheetColumn>>, D::Error> {
        let named: BTreeMap<String, String> = BTreeMap::deserialize(from)?;
        let read = named.into_iter().map(|(heading, id)| match id.as_str() {
            NONE => Ok((heading, None)),
            id => SheetColumn::from_id(id)
                .map(|column| (heading, Some(column)))
                .ok_or_else(|| D::Error::custom(format!("no such column: {id}"))),
        });
        read.collect()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn form(headings: &[&str], column: Option<SheetColumn>) -> Mapping {
        Mapping {
            headings: headings.iter().map(|text| (*text).to_owned()).collect(),
            columns: BTreeMap::from([(headings[0].to_owned(), column)]),
        }
    }

    #[test]
    fn a_form_is_known_again_by_its_headings_in_any_order_and_kept_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = Mappings::beside(&folder.path().join("ledger.db"));
        assert_eq!(path.file_name().unwrap(), "ledger.columns.toml");
        assert_eq!(Mappings::read(&path), Ok(Mappings::default()));
        Mappings::remember(&path, &[form(&["谁干", "事"], Some(SheetColumn::LeadUnit))]).unwrap();
        Mappings::remember(&path, &[form(&["别的", "事"], None)]).unwrap();
        Mappings::remember(&path, &[form(&["谁干", "事"], Some(SheetColumn::Leader))]).unwrap();
        let all = Mappings::read(&path).unwrap();
        let headings = ["事".to_owned(), String::new(), "谁干".to_owned()];
        let known = all.of(&headings).unwrap();
        assert_eq!(known.columns["谁干"], Some(SheetColumn::Leader));
        assert_eq!(all.ledger.len(), 2);
        assert!(all.of(&["事".to_owned()]).is_none());
    }

    #[test]
    fn a_file_nobody_can_read_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.columns.toml");
        fs::write(
            &path,
            "[[ledger]]\nheadings = [\"a\"]\ncolumns = { a = \"colour\" }\n",
        )
        .unwrap();
        assert!(Mappings::read(&path).unwrap_err().contains("colour"));
        assert!(Mappings::remember(&path, &[Mapping::default()]).is_err());
        assert!(fs::read_to_string(&path).unwrap().contains("colour"));
    }
}
