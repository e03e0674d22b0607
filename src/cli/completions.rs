//! `duban completions`

use clap_complete::Shell;

use super::args::CompletionsArgs;
use super::job::Job;
use super::{Outcome, command, values};

/// The shells there are scripts for.
const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "elvish", "powershell"];

/// Prints the completion script of a shell.
pub fn run(args: &CompletionsArgs, job: &mut Job) -> Outcome {
    let name = values::format(Some(&args.shell), &SHELLS, job.lang)?;
    let shell = match name {
        "zsh" => Shell::Zsh,
        "fish" => Shell::Fish,
        "elvish" => Shell::Elvish,
        "powershell" => Shell::PowerShell,
        _ => Shell::Bash,
    };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command::command(job.lang), "duban", &mut script);
    job.print(&script)
}
