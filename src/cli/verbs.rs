//! What verbs do, as far as it matters before they begin.

use super::args::Verb;

impl Verb {
    /// Whether it may write to a ledger that others have open.
    pub fn writes(&self) -> bool {
        match self {
            Verb::Add(_) | Verb::Update(_) | Verb::Rename(_) | Verb::Undo(_) | Verb::Redo(_) => {
                true
            }
            Verb::Import(args) => !args.dry_run,
            _ => false,
        }
    }

    /// Whether it is needed most when something is wrong: it goes on with the usual settings.
    pub fn goes_on_without_settings(&self) -> bool {
        matches!(
            self,
            Verb::Backup(_) | Verb::Audit(_) | Verb::Restore(_) | Verb::Doctor
        )
    }

    /// Whether it prints data, as it is asked for; messages are no data.
    pub fn prints(&self) -> bool {
        let is_json = |format: &Option<String>| format.as_deref() == Some("json");
        match self {
            Verb::Demo | Verb::Backup(_) => false,
            Verb::Export(args) => args.output.as_os_str() == "-",
            Verb::Update(args) => is_json(&args.format),
            Verb::Undo(args) => is_json(&args.format),
            Verb::Redo(args) => is_json(&args.format),
            Verb::Import(args) => args.dry_run || is_json(&args.format),
            _ => true,
        }
    }
}
