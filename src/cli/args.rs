//! The command line as clap sees it. The words beside each flag are in `wording::help`, in both
//! languages; values are read by the verbs, so that their faults are said in the user's language.

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand};

use crate::domain::Role;

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "duban",
    version,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true
)]
pub struct CommandLine {
    #[command(flatten)]
    pub global: Global,
    #[arg(long, value_name = "DATE|ENTRY")]
    pub as_of: Option<String>,
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

/// What every verb takes, before it or after it.
#[derive(Debug, Args)]
pub struct Global {
    #[arg(long, global = true, value_name = "FILE")]
    pub ledger: Option<PathBuf>,
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[arg(long, global = true, value_name = "DATE")]
    pub today: Option<String>,
    #[arg(long, global = true, value_name = "NAME")]
    pub user: Option<String>,
    #[arg(long, global = true, value_name = "zh|en")]
    pub lang: Option<String>,
    #[arg(long, global = true)]
    pub read_only: bool,
    #[arg(long, global = true)]
    pub force_filesystem: bool,
    #[arg(
        long,
        global = true,
        value_name = "SECONDS",
        allow_hyphen_values = true
    )]
    pub wait: Option<String>,
    #[arg(short = 'h', long, global = true, action = ArgAction::Help)]
    pub help: Option<bool>,
    #[arg(short = 'V', long, action = ArgAction::Version)]
    pub version: Option<bool>,
}

/// One verb with its flags.
#[derive(Debug, Subcommand)]
pub enum Verb {
    Demo,
    Init(InitArgs),
    List(ListArgs),
    Show(ShowArgs),
    Add(AddArgs),
    Update(Box<UpdateArgs>),
    Rename(RenameArgs),
    Import(ImportArgs),
    Export(ExportArgs),
    Report(ReportArgs),
    Stats(StatsArgs),
    History(HistoryArgs),
    Undo(UndoArgs),
    Redo(RedoArgs),
    Audit(AuditArgs),
    Backup(BackupArgs),
    Restore(RestoreArgs),
    Doctor,
    Completions(CompletionsArgs),
    Man,
}

#[derive(Debug, Args)]
pub struct InitArgs {
    #[arg(long, conflicts_with = "empty")]
    pub sample: bool,
    #[arg(long)]
    pub empty: bool,
}

/// Which tasks are meant: shared by list, export and stats.
#[derive(Debug, Default, Args)]
pub struct FilterArgs {
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    #[arg(long, value_name = "REGION", allow_hyphen_values = true)]
    pub region: Vec<String>,
    #[arg(long, value_name = "SECTOR", allow_hyphen_values = true)]
    pub sector: Vec<String>,
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    pub leader: Vec<String>,
    #[arg(long, value_name = "UNIT", allow_hyphen_values = true)]
    pub unit: Vec<String>,
    #[arg(long, value_name = "STATUS", allow_hyphen_values = true)]
    pub status: Vec<String>,
    #[arg(long, value_name = "LIGHT", allow_hyphen_values = true)]
    pub light: Vec<String>,
    #[arg(long, value_name = "TITLE", allow_hyphen_values = true)]
    pub document: Vec<String>,
    #[arg(long, value_name = "ID")]
    pub parent: Vec<String>,
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    pub due_before: Option<String>,
    #[arg(long, value_name = "DATE|ENTRY")]
    pub as_of: Option<String>,
}

#[derive(Debug, Args)]
pub struct ListArgs {
    #[command(flatten)]
    pub filter: FilterArgs,
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    pub sort: Option<String>,
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub limit: Option<String>,
    #[arg(long, value_name = "table|json|csv")]
    pub format: Option<String>,
}

#[derive(Debug, Args)]
pub struct ShowArgs {
    #[arg(value_name = "ID")]
    pub id: String,
    #[arg(long, value_name = "DATE|ENTRY")]
    pub as_of: Option<String>,
    #[arg(long, value_name = "text|json")]
    pub format: Option<String>,
}

#[derive(Debug, Args)]
pub struct AddArgs {
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub title: String,
    #[arg(long, value_name = "REGION", allow_hyphen_values = true)]
    pub region: Option<String>,
    #[arg(long, value_name = "SECTOR", allow_hyphen_values = true)]
    pub sector: Option<String>,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub number: Option<String>,
    #[arg(long, value_name = "ID")]
    pub parent: Option<String>,
    #[command(flatten)]
    pub parties: PartyArgs,
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    pub deadline: Option<String>,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub requirement: Option<String>,
    #[arg(long)]
    pub standing: bool,
    #[arg(long, value_name = "CYCLE", allow_hyphen_values = true)]
    pub report_cycle: Option<String>,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub note: Option<String>,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub reason: Option<String>,
    #[arg(long, value_name = "text|json")]
    pub format: Option<String>,
}

/// Leaders and units, each as often as there are.
#[derive(Debug, Default, Args)]
pub struct PartyArgs {
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    pub leader: Vec<String>,
    #[arg(long, value_name = "UNIT", allow_hyphen_values = true)]
    pub lead_unit: Vec<String>,
    #[arg(long, value_name = "UNIT", allow_hyphen_values = true)]
    pub responsible_unit: Vec<String>,
    #[arg(long, value_name = "UNIT", allow_hyphen_values = true)]
    pub assisting_unit: Vec<String>,
}

/// Names that join lists or leave them; the others of a list stay.
#[derive(Debug, Default, Args)]
pub struct NameArgs {
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    pub add_leader: Vec<String>,
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    pub remove_leader: Vec<String>,
    #[arg(long, value_name = "UNIT", allow_hyphen_values = true)]
    pub add_lead_unit: Vec<String>,
    #[arg(long, value_name = "UNIT", allow_hyphen_values = true)]
    pub remove_lead_unit: Vec<String>,
    #[arg(long, value_name = "UNIT", allow_hyphen_values = true)]
    pub add_responsible_unit: Vec<String>,
    #[arg(long, value_name = "UNIT", allow_hyphen_values = true)]
    pub remove_responsible_unit: Vec<String>,
    #[arg(long, value_name = "UNIT", allow_hyphen_values = true)]
    pub add_assisting_unit: Vec<String>,
    #[arg(long, value_name = "UNIT", allow_hyphen_values = true)]
    pub remove_assisting_unit: Vec<String>,
}

#[derive(Debug, Args)]
pub struct RenameArgs {
    #[arg(value_name = "leader|unit")]
    pub kind: String,
    #[arg(value_name = "OLD")]
    pub old: String,
    #[arg(value_name = "NEW")]
    pub new: String,
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    #[arg(long)]
    pub dry_run: bool,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub reason: Option<String>,
    #[arg(long, value_name = "text|json")]
    pub format: Option<String>,
}

#[derive(Debug, Args)]
pub struct UpdateArgs {
    #[arg(value_name = "ID", required = true)]
    pub ids: Vec<String>,
    #[arg(long, value_name = "STATUS", allow_hyphen_values = true)]
    pub status: Option<String>,
    #[arg(long = "return", conflicts_with = "status")]
    pub send_back: bool,
    #[arg(long, value_name = "N|none", allow_hyphen_values = true)]
    pub progress: Option<String>,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub note: Option<String>,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub reason: Option<String>,
    #[arg(long, value_name = "DATE|none", allow_hyphen_values = true)]
    pub deadline: Option<String>,
    #[arg(long, requires = "deadline")]
    pub correct: bool,
    #[arg(
        long,
        value_name = "DATE",
        requires = "deadline",
        conflicts_with = "correct"
    )]
    pub asked_on: Option<String>,
    #[command(flatten)]
    pub parties: PartyArgs,
    #[command(flatten)]
    pub names: NameArgs,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub title: Option<String>,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub requirement: Option<String>,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub number: Option<String>,
    #[arg(long, value_name = "SECTOR", allow_hyphen_values = true)]
    pub sector: Option<String>,
    #[arg(long, value_name = "REGION", allow_hyphen_values = true)]
    pub region: Option<String>,
    #[arg(long, conflicts_with = "no_standing")]
    pub standing: bool,
    #[arg(long)]
    pub no_standing: bool,
    #[arg(long, value_name = "CYCLE|none", allow_hyphen_values = true)]
    pub report_cycle: Option<String>,
    #[arg(long, value_name = "N=done|DATE|open")]
    pub milestone: Option<String>,
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub expect_revision: Option<String>,
    #[arg(long, value_name = "text|json")]
    pub format: Option<String>,
}

#[derive(Debug, Args)]
pub struct ImportArgs {
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    #[arg(long)]
    pub dry_run: bool,
    #[arg(long)]
    pub assign: bool,
    #[arg(long)]
    pub accept_changes: bool,
    #[arg(long)]
    pub accept_doubtful: bool,
    #[arg(long)]
    pub all: bool,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub reason: Option<String>,
    #[arg(long, value_name = "REGION", allow_hyphen_values = true)]
    pub region: Option<String>,
    #[arg(long, value_name = "table|json")]
    pub format: Option<String>,
}

#[derive(Debug, Args)]
pub struct ExportArgs {
    #[command(flatten)]
    pub filter: FilterArgs,
    #[arg(long, value_name = "FILE", required = true)]
    pub output: PathBuf,
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    pub sort: Option<String>,
    #[arg(long, value_name = "csv|json|jsonl")]
    pub format: Option<String>,
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct ReportArgs {
    #[arg(
        value_name = "KIND",
        trailing_var_arg = true,
        allow_hyphen_values = true
    )]
    pub rest: Vec<String>,
}

#[derive(Debug, Args)]
pub struct StatsArgs {
    #[command(flatten)]
    pub filter: FilterArgs,
    #[arg(long, value_name = "FIELD", required = true)]
    pub by: String,
    #[arg(long, value_name = "FIELD")]
    pub cross: Option<String>,
    #[arg(long, value_name = "table|json|csv")]
    pub format: Option<String>,
}

#[derive(Debug, Args)]
pub struct HistoryArgs {
    #[arg(value_name = "ID")]
    pub id: Option<String>,
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    pub by: Option<String>,
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    pub since: Option<String>,
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    pub until: Option<String>,
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub limit: Option<String>,
    #[arg(long, value_name = "table|json|csv")]
    pub format: Option<String>,
}

#[derive(Debug, Args)]
pub struct UndoArgs {
    #[arg(value_name = "ENTRY")]
    pub entry: Option<String>,
    #[arg(long)]
    pub yes: bool,
    #[arg(long, value_name = "text|json")]
    pub format: Option<String>,
}

#[derive(Debug, Args)]
pub struct RedoArgs {
    #[arg(long, value_name = "text|json")]
    pub format: Option<String>,
}

#[derive(Debug, Args)]
pub struct AuditArgs {
    #[arg(long, conflicts_with = "salvage")]
    pub rebuild: bool,
    #[arg(long, conflicts_with = "salvage")]
    pub no_file_check: bool,
    #[arg(long, value_name = "FILE")]
    pub salvage: Option<PathBuf>,
    #[arg(long, value_name = "text|json")]
    pub format: Option<String>,
}

#[derive(Debug, Args)]
pub struct BackupArgs {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct RestoreArgs {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[arg(long)]
    pub dry_run: bool,
    #[arg(long)]
    pub yes: bool,
}

#[derive(Debug, Args)]
pub struct CompletionsArgs {
    #[arg(value_name = "SHELL")]
    pub shell: String,
}

/// Names by the role they are given for.
type ByRole<'a> = [(Role, &'a Vec<String>); 4];

impl PartyArgs {
    /// The names by role.
    pub fn by_role(&self) -> ByRole<'_> {
        [
            (Role::Leader, &self.leader),
            (Role::LeadUnit, &self.lead_unit),
            (Role::ResponsibleUnit, &self.responsible_unit),
            (Role::AssistingUnit, &self.assisting_unit),
        ]
    }
}

impl NameArgs {
    /// The names that join, by role.
    pub fn joining(&self) -> ByRole<'_> {
        [
            (Role::Leader, &self.add_leader),
            (Role::LeadUnit, &self.add_lead_unit),
            (Role::ResponsibleUnit, &self.add_responsible_unit),
            (Role::AssistingUnit, &self.add_assisting_unit),
        ]
    }

    /// The names that leave, by role.
    pub fn leaving(&self) -> ByRole<'_> {
        [
            (Role::Leader, &self.remove_leader),
            (Role::LeadUnit, &self.remove_lead_unit),
            (Role::ResponsibleUnit, &self.remove_responsible_unit),
            (Role::AssistingUnit, &self.remove_assisting_unit),
        ]
    }
}
