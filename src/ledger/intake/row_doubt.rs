//! What is doubtful about one draft beside the ledger, and whether it is left out for that.

use crate::domain::doubt::DoubtKind;
use crate::domain::draft::{TaskDraft, Warning};

/// A doubt about one draft.
#[derive(Clone, Debug, PartialEq)]
pub struct RowDoubt {
    /// The doubt, with the line of the draft.
    pub warning: Warning,
    /// The draft is left out for it until somebody says it is right.
    pub holds: bool,
}

impl RowDoubt {
    /// A doubt for which a draft is left out, unless somebody looked at it and found it right.
    pub(in crate::ledger) fn holding(draft: &TaskDraft, what: DoubtKind) -> RowDoubt {
        RowDoubt {
            holds: !draft.confirmed.contains(&what.field()),
            warning: what.at(draft.line),
        }
    }
}
