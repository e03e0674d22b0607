//! What a row of an export is read against, and why it cannot be taken.

use std::borrow::Cow;

use super::edit::Refusal;
use super::exported::Exported;
use super::id::TaskId;
use super::task_field::TaskBody;

/// Why a row cannot be taken.
#[derive(Clone, Debug, PartialEq)]
pub enum RowFault {
    /// This stands in a column that holds something else.
    Unreadable(Exported, String),
    /// This column cannot be changed in a file.
    Fixed(Exported),
    /// The same task stands further up.
    Twice,
    /// The ledger has no task with this id.
    NoSuchTask(TaskId),
    /// The task with the row's id is another one.
    OtherTask,
    /// The row names no task, and says the same as another row does of this one.
    AsAnotherRow(TaskId),
    /// The row names no task, and this one has its name and its region, but differs where a task
    /// is told from others.
    LooksLike(TaskId),
    /// The row names no task, and these and perhaps more are what it says.
    Undecided(TaskId, TaskId),
    /// An earlier date for a task that was extended: a correction mends the original date only.
    EarlierThanExtended,
    /// A date in force was moved and nobody says why.
    DeadlineWithoutReason,
    /// The row ends before this column, in which the task has a value.
    CellsMissing(Exported),
    /// The row has more cells than there are headings.
    CellsTooMany,
    /// A cell goes on with the row of this task: a quotation mark is not closed.
    Swallowed(TaskId),
    /// The file breaks off in this cell.
    BrokenOff(Exported),
    /// The change is against the rules.
    Refused(Refusal),
}

/// What a row is read against.
pub struct Against<'a> {
    /// The task, as it was when the row was written or as it is.
    pub body: &'a TaskBody,
    /// The title of its document.
    pub document: Option<&'a str>,
    /// Whether an extension set its date in force.
    pub is_extended: bool,
}

impl<'a> Against<'a> {
    /// What the task says in a column.
    pub fn cell(&self, column: Exported) -> Cow<'a, str> {
        column.cell(self.body, self.document)
    }
}
