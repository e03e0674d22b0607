//! `duban backup`

use std::fs;
use std::path::Path;

use super::Outcome;
use super::args::BackupArgs;
use super::job::Job;
use crate::ledger::Access;
use crate::wording::{Exit, Failure, fill};

/// Copies the ledger to a file, which is replaced only once the copy is whole.
pub fn run(args: &BackupArgs, job: &mut Job) -> Outcome {
    let ledger = job.open(Access::Closely)?;
    check_target(&args.file, Exit::Failed, job)?;
    let done = match args.force {
        true => ledger.backup_over(&args.file),
        false => ledger.backup(&args.file),
    };
    done.map_err(job.failed())?;
    job.say(&fill(
        job.texts().backed_up,
        &[("path", &args.file.display())],
    ));
    Ok(Exit::Done)
}

/// Refuses what must not be renamed over: the ledger, a folder, a pipe, a device.
pub fn check_target(path: &Path, exit: Exit, job: &Job) -> Result<(), Failure> {
    job.check_other_file(path, exit)?;
    let t = job.texts();
    match fs::metadata(path) {
        Ok(found) if !found.is_file() => Err(Failure::new(
            exit,
            fill(t.not_a_file, &[("path", &path.display())]),
            t.not_a_file_hint,
        )),
        _ => Ok(()),
    }
}
