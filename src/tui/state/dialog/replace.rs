//! Asking before an export replaces a file that no export wrote.

use crate::tui::state::msg::ExportJob;

/// The question about an export.
#[derive(Clone, Debug)]
pub struct ReplaceExport(pub ExportJob);
