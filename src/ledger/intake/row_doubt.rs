//! What is doubtful about one draft beside the ledger, and whether it is left out for that.

use crate::domain::Field;
use crate::domain::draft::{TaskDraft, Warning};

/// What a doubt is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The value was changed in the ledger, and the file does not say whether it was made before.
    Undated,
    /// A new task that is like another, of the ledger or of the file.
    Alike,
    /// One column of the file was sorted by itself.
    Sorted,
    /// The task it details is left out.
    Below,
    /// Said, and no reason to leave it out.
    Told,
}

/// A doubt about one draft.
#[derive(Clone, Debug, PartialEq)]
pub struct RowDoubt {
    /// What it is about.
    pub why: Why,
    /// The field it is about; the title where it is about the task as a whole.
    pub field: Field,
    /// The doubt, with the line of the draft.
    pub warning: Warning,
    /// The draft is left out for it until somebody says it is right.
    pub holds: bool,
}

impl RowDoubt {
    /// A doubt for which a draft is left out, unless somebody looked at it and found it right.
    pub(in crate::ledger) fn holding(
        why: Why,
        field: Field,
        draft: &TaskDraft,
        message: String,
    ) -> RowDoubt {
        RowDoubt {
            why,
            field,
            holds: !draft.confirmed.contains(&field),
            warning: Warning {
                line: draft.line,
                message,
            },
        }
    }

    /// A doubt that is only said.
    pub(in crate::ledger) fn told(warning: Warning) -> RowDoubt {
        RowDoubt {
            why: Why::Told,
            field: Field::Title,
            warning,
            holds: false,
        }
    }
}
