//! Choosing one of many by typing: Hanzi, pinyin or initials.

use crate::domain::{RegionKey, Sector};
use crate::import::SheetColumn;
use crate::tui::state::field::TextField;
use crate::tui::state::review::TaskAt;

/// What is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChoiceSubject {
    /// The sector of a task.
    Sector(TaskAt),
    /// The region of a document.
    Region(usize),
    /// The region of one task.
    TaskRegion(TaskAt),
    /// What a column of a ledger holds, by its row.
    Column(usize),
}

/// One that can be chosen.
#[derive(Clone, Debug)]
pub enum Choosable {
    /// A sector.
    Sector(Sector),
    /// A region.
    Region(RegionKey),
    /// A field, or none, for a column.
    Column(Option<SheetColumn>),
}

/// The dialog.
#[derive(Clone, Debug)]
pub struct Choose {
    /// What is chosen.
    pub subject: ChoiceSubject,
    /// What is typed.
    pub field: TextField,
    /// Those that fit, each with what is shown of it.
    pub options: Vec<(Choosable, String)>,
    /// The one under the cursor.
    pub cursor: usize,
    /// A region nobody knows was warned of.
    pub warned_of: Option<String>,
}
