//! `duban init`

use super::Outcome;
use super::args::InitArgs;
use super::job::Job;
use crate::domain::Actor;
use crate::ledger::{self, IntakeOptions, Ledger, LedgerError};
use crate::sample;
use crate::wording::fill;

/// Makes the ledger, with the sample plans if asked for.
pub fn run(args: &InitArgs, job: &mut Job) -> Outcome {
    job.check_writable()?;
    let path = job.ledger_file()?.to_owned();
    let now = job.now();
    let actor: &Actor = &job.actor;
    let mut registered = 0;
    ledger::create_as(&path, job.opening(), |ledger| {
        if args.sample {
            registered = take_in_sample(ledger, actor, now)?;
        }
        Ok(())
    })
    .map_err(job.failed())?;
    let t = job.texts();
    let said = match args.sample {
        true => t.made_sample,
        false => t.made_empty,
    };
    job.say(&fill(
        said,
        &[("path", &path.display()), ("n", &registered)],
    ));
    job.print(format!("{}\n", path.display()).as_bytes())
}

fn take_in_sample(
    ledger: &mut Ledger,
    actor: &Actor,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<usize, LedgerError> {
    let plans = sample::plans();
    let plan = ledger.take_in(actor, now, &plans, &IntakeOptions::default())?;
    Ok(plan.registered.len())
}
