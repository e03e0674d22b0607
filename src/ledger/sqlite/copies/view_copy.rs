//! A view of any store, as a ledger in a new file.

use std::path::Path;

use crate::ledger::chain;
use crate::ledger::copy_of_view;
use crate::ledger::error::LedgerError;
use crate::ledger::mark::Mark;
use crate::ledger::part::Part;
use crate::ledger::sqlite::file::access::{Access, Opening};
use crate::ledger::sqlite::file::{about, open};
use crate::ledger::store::StoreView;

/// Writes all that a view has to a new ledger at `target`, where nothing may be, with this id where
/// the other has one; answers where its trail ends. It has to stand up to its audit with the same
/// hash.
///
/// # Errors
/// [`LedgerError::Exists`]; [`LedgerError::Unsound`]; whatever the view or SQLite reports. Nothing is
/// left at `target` then.
pub(in crate::ledger) fn copy_view(
    view: &mut dyn StoreView,
    id: Option<&str>,
    target: &Path,
) -> Result<Mark, LedgerError> {
    let mut end = Mark::default();
    // Nobody else has what is only just made.
    let how = Opening {
        on_any_file_system: true,
        ..Opening::from(Access::Write)
    };
    open::create_as(target, &how, |copy| {
        end = copy_of_view::copy(view, &mut copy.store)?;
        if let Some(id) = id {
            about::give_id(&copy.store.conn, id)?;
        }
        let report = copy.audit()?;
        match report.problems.into_iter().next() {
            Some(problem) => Err(LedgerError::Unsound {
                path: target.to_owned(),
                problem: Box::new(problem),
            }),
            None if report.head != chain::hex(end.hash()) => Err(LedgerError::Altered(Part::Trail)),
            None => Ok(()),
        }
    })?;
    Ok(end)
}
