//! What is doubtful of what was read, as values: a kind with its figures, and the field it is about.
//! `wording::doubt` makes the sentences.

use chrono::{DateTime, NaiveDate, Utc};
use serde::de::Deserializer;
use serde::ser::{Error, Serializer};
use serde::{Deserialize, Serialize};

use super::exported::Exported;
use super::id::{Revision, TaskId};
use super::people::Role;
use super::region::RegionCode;
use super::task_field::Field;
use super::vocabulary::vocabulary;

/// Makes the kinds of doubts: the figures of each, and the field it is about, be it one of its
/// figures. A kind without a field does not compile.
macro_rules! doubt_kinds {
    ($(
        $(#[$doc:meta])*
        $kind:ident $({ $($figure:ident: $type:ty),+ })? $([$own:ident])? => $about:expr;
    )+) => {
        /// What is doubted. The places of a kind's sentence are called as its figures are.
        #[allow(missing_docs, reason = "the sentence of a kind says what its figures are")]
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum DoubtKind {
            $( $(#[$doc])* $kind $({ $($figure: $type),+ })?, )+
        }

        impl DoubtKind {
            /// The field it is about; the title where it is about a document or a task as a whole.
            pub fn about(&self) -> FieldSlot {
                use FieldSlot::{Head, Task};
                match self {
                    $( DoubtKind::$kind { $($own,)? .. } => $about, )+
                }
            }
        }
    };
}

doubt_kinds! {
    /// A sentence that stood in a file: of another program, or written by this one.
    Foreign { sentence: String } => Task(Field::Title);

    // Documents and files, by the importer.
    NoTitle => Head(HeadField::Title);
    UnusualTitle => Head(HeadField::Title);
    RegionNamesake { name: String } => Head(HeadField::Region);
    RegionNotListed { name: String } => Head(HeadField::Region);
    RegionNotFound => Head(HeadField::Region);
    /// Word writes the day on which the file is opened.
    RenewedDate => Head(HeadField::IssuedOn);
    PerhapsOneUnit { one: Quoted, other: Quoted } => Head(HeadField::Title);
    TablesGivenUp => Head(HeadField::Title);
    TableWithoutHead => Head(HeadField::Title);
    TableNotRead => Head(HeadField::Title);
    NoTasks => Head(HeadField::Title);
    LostBytes { byte: usize, encoding: &'static str } => Head(HeadField::Title);
    FromPdf => Head(HeadField::Title);
    HiddenSheet { sheet: String } => Head(HeadField::Title);
    SheetWithoutHeader { sheet: String } => Head(HeadField::Title);
    ErrorCell { cell: String, error: String } => Head(HeadField::Title);
    FormulasWithoutResult { count: usize, cells: Vec<String> } => Head(HeadField::Title);
    /// Of an office's ledger.
    ColumnsNotTaken { columns: Vec<String> } => Head(HeadField::Title);
    /// Of a file of ours.
    ColumnsNotRead { columns: Vec<UnreadColumn>, more: More } => Head(HeadField::Title);
    SumRow { word: String } => Head(HeadField::Title);
    /// What somebody said of columns could not be remembered for the next file.
    ColumnsNotKept { why: String } => Head(HeadField::Title);

    // Tasks, by the importer.
    LeadersOfHeading => Task(Field::Leaders);
    PartiesOfHeading => Task(Field::LeadUnits);
    PartiesOfMergedCell => Task(Field::LeadUnits);
    PartiesMerged => Task(Field::ResponsibleUnits);
    UnitsOpen { word: Quoted } => Task(Field::ResponsibleUnits);
    UnitsDitto { word: Quoted } => Task(Field::ResponsibleUnits);
    ParentOfRowAbove => Task(Field::Parent);
    NoSuchDay { words: Quoted, day: String } => Task(Field::Deadline);
    YearFilled { words: Quoted, origin: YearFrom, due: NaiveDate } => Task(Field::Deadline);
    NoYear { words: Quoted } => Task(Field::Deadline);
    DeadlineNoSuchDay { text: String, day: String } => Task(Field::Deadline);
    DeadlineYearOfTitle { text: String, year: i32 } => Task(Field::Deadline);
    DeadlineWithoutDate { text: String } => Task(Field::Deadline);
    UnknownWord { field: Field, text: String } [field] => Task(*field);
    UnknownStart { text: String } => Task(Field::StartedOn);
    OneNameRead { role: Role, name: String } [role] => Task(Field::of_role(*role));
    NameParted { role: Role, name: String, count: usize } [role] => Task(Field::of_role(*role));

    // Beside the ledger, of files and regions.
    RegionCodeUnknown { code: RegionCode } => Head(HeadField::Region);
    RegionUnnamed => Head(HeadField::Region);
    RegionAmbiguous { count: usize, name: String } => Head(HeadField::Region);
    RegionUnknown { name: String } => Head(HeadField::Region);
    NoParentOfNumber { number: String } => Head(HeadField::Title);
    NoParentOfId { id: TaskId } => Head(HeadField::Title);
    OfOtherLedger => Head(HeadField::Title);
    CalledOtherwise { id: TaskId } => Head(HeadField::Title);
    ColumnSorted { rows: usize, column: Exported } => Head(HeadField::Title);
    LinesNotCompared { count: usize } => Head(HeadField::Title);
    RowsUnrevised { count: usize } => Head(HeadField::Title);
    /// Values that came back with signs in the place of characters.
    CharactersLost { count: usize } => Head(HeadField::Title);
    /// Values that came back as a program of sheets shows them.
    ValuesConverted { count: usize } => Head(HeadField::Title);
    /// What task lines say otherwise and never change; the words as printed are no field.
    LinesKept { tasks: Vec<TaskId>, more: More, fields: Vec<Option<Field>> } => Head(HeadField::Title);

    // Beside the ledger, of one draft.
    RowSorted { column: Exported } => Task(Field::Title);
    FileSorted { column: Exported } => Task(Field::Title);
    ParentHeld => Task(Field::Title);
    ColumnsLeftAlone { columns: Vec<Exported>, task: TaskId } => Task(Field::Title);
    LastChangeUnlike { columns: Vec<Exported>, task: TaskId, revision: Revision } => Task(Field::Title);
    LightsComputed { columns: Vec<Exported>, task: TaskId } => Task(Field::Title);
    RevisionAhead { seen: Revision, task: TaskId, revision: Revision } => Task(Field::Title);
    RevisionUnlike { seen: Revision, task: TaskId } => Task(Field::Title);
    NeverChangedThen { task: TaskId } => Task(Field::Title);
    SameAsTask { called: Option<String>, same: SameParts, task: TaskId, then: NewRow } => Task(Field::Title);
    TitleLike { called: Option<String>, task: TaskId, then: NewRow } => Task(Field::Title);
    NoneOfLedger => Task(Field::Title);
    /// A value that says otherwise, and seems to have lost characters beside.
    PerhapsLost { field: Field, task: TaskId } [field] => Task(*field);
    /// The line of the first of them, where it has one.
    TwinRow { called: Option<String>, first: Option<u32> } => Task(Field::Title);
    /// The value was changed in the ledger, and the file does not say whether it was made before.
    Undated {
        task: TaskId, by: String, at: DateTime<Utc>, field: Field, revision: Revision,
        origin: ReadFrom, put_back: PutBack
    } [field] => Task(*field);
}

impl DoubtKind {
    /// The field of a task it is about.
    pub fn field(&self) -> Field {
        match self.about() {
            FieldSlot::Task(field) => field,
            FieldSlot::Head(_) => Field::Title,
        }
    }

    /// The field of a document it is about.
    pub fn head_field(&self) -> HeadField {
        match self.about() {
            FieldSlot::Head(field) => field,
            FieldSlot::Task(_) => HeadField::Title,
        }
    }
}

impl Serialize for DoubtKind {
    /// Writes the sentence. `wording` makes it: a doubt has to be told before it is written.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            DoubtKind::Foreign { sentence } => to.serialize_str(sentence),
            _ => Err(S::Error::custom("a doubt without its sentence")),
        }
    }
}

impl<'de> Deserialize<'de> for DoubtKind {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<DoubtKind, D::Error> {
        String::deserialize(from).map(|sentence| DoubtKind::Foreign { sentence })
    }
}

/// A field of a document or of one of its tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FieldSlot {
    /// Of a document.
    Head(HeadField),
    /// Of a task.
    Task(Field),
}

vocabulary! {
    /// A field of a document.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum HeadField {
        /// Its title.
        Title,
        /// 文号.
        Number,
        /// Who issued it.
        Issuer,
        /// When.
        IssuedOn,
        /// Where it holds.
        Region,
    }
}

/// Words of the document, told in its own quotation marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted(pub String);

/// How many there are in all, where not all are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum More {
    /// All are named.
    None,
    /// So many columns.
    Columns(usize),
    /// So many tasks.
    Tasks(usize),
}

/// A column, or a key, that was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnreadColumn {
    /// By its heading.
    Named(String),
    /// By its place, from 1.
    At(usize),
}

/// Where a year that is not printed came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearFrom {
    /// The same text.
    Text,
    /// The title of the document.
    Title,
    /// Its date.
    Issue,
}

/// In what a row is the same as a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameParts {
    /// Title and region.
    TitleAndRegion,
    /// Title and number.
    TitleAndNumber,
    /// Title and document or section.
    TitleAndPlace,
    /// Number, region and document or section.
    NumberAndPlace,
    /// The requirement.
    Requirement,
}

/// What becomes of a new row that is like a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewRow {
    /// It is left out; should it be the task, its id is missing.
    Held(TaskId),
    /// A task line is registered.
    Line,
    /// A row of another ledger is registered.
    OfOtherLedger,
}

/// Where a value comes from of which nobody knows how old it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadFrom {
    /// A row of an export, without a revision.
    Row,
    /// A task line, which never has one.
    Line,
    /// A document: its next edition prints what the one before did, also where somebody has changed
    /// that in the ledger meanwhile.
    Document,
}

/// Whether a file says what the ledger had before its last change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PutBack(pub bool);
