//! Writing tasks to a file.

use std::sync::Arc;

use crate::domain::fold::State;
use crate::ledger::{Ledger, LedgerError, Pieces};
use crate::tui::state::msg::{ExportJob, Msg};

/// Writes tasks to a file.
pub type Export = Arc<dyn Fn(Pieces, &ExportJob) -> Result<(), ExportFault> + Send + Sync>;

/// Why tasks were not written to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportFault {
    /// A file is there that no export wrote.
    NotOwn,
    /// Anything else, as a sentence.
    Failed(String),
}

/// Writes the tasks of the ledger, or of a past state of it.
///
/// # Errors
/// Whatever the ledger reports; the file is the ledger itself.
pub fn run(
    ledger: &Ledger,
    past: Option<&State>,
    job: ExportJob,
    write: &Export,
) -> Result<Vec<Msg>, LedgerError> {
    if ledger.is_same_file(&job.path) {
        return Err(LedgerError::Exists(job.path));
    }
    let pieces = match past {
        Some(state) => Pieces::of_state(state),
        None => {
            let mut moment = ledger.moment(None)?;
            let records = ledger.records_at(&mut moment)?;
            Pieces::of(ledger, moment, records)
        }
    };
    let done = write(pieces, &job);
    Ok(vec![match done {
        Ok(()) => Msg::Exported(job.ids.len(), job.path),
        Err(ExportFault::NotOwn) => Msg::NotExported(job),
        Err(ExportFault::Failed(sentence)) => Msg::Failed(sentence),
    }])
}
