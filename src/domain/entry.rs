//! 留痕: one line of the audit trail. Entries are the truth; every other table is their fold.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::Value;

use super::change::Change;
use super::id::{BatchId, EntryId, TaskId};
use super::lang::Lang;
use super::task::Task;
use super::task_field::Field;
use super::vocabulary::vocabulary;

vocabulary! {
    /// What kind of command wrote an entry.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum Action {
        /// A task registered by hand.
        Register "register" "登记" "register",
        /// A document taken in.
        Import "import" "导入" "import",
        /// Fields changed or events added.
        Update "update" "更新" "update",
        /// A batch taken back.
        Undo "undo" "撤回" "undo",
        /// A batch put in force again.
        Redo "redo" "重做" "redo",
        /// The tables repaired from the entries.
        Rebuild "rebuild" "修复" "rebuild",
    }
}

/// Who acts, from where, in which run of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The login name, or the name given with `--user`.
    pub user: String,
    /// The machine the person sits at (the SSH client's address) or this host.
    pub host: String,
    /// One run of the program, so that `u` takes back this session's work only.
    pub session: String,
    /// What the system vouches for, whatever name was given.
    pub origin: Origin,
}

/// What is known of the person behind a name without asking them. Each may be unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The login name of the system, from the user id.
    pub login: Option<String>,
    /// The member of the ledger whose session it was.
    pub member: Option<String>,
    /// The fingerprint of the key the session was opened with.
    pub key: Option<String>,
    /// The network address the session came from.
    pub address: Option<String>,
}

/// What an entry is about: a task, or one of the records tasks refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A task.
    Task(TaskId),
    /// A document or region; its identity is in the recorded value.
    Record,
}

/// One line of the audit trail.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its place in the trail.
    pub id: EntryId,
    /// The command it belongs to.
    pub batch: BatchId,
    /// What it is about.
    pub subject: Subject,
    /// When, to the millisecond.
    pub at: DateTime<Utc>,
    /// Who, from where.
    pub actor: Actor,
    /// By what kind of command.
    pub action: Action,
    /// What changed.
    pub change: Change,
    /// Why, where a reason was given or needed.
    pub reason: Option<String>,
    /// For undo and redo: the batch taken back or put in force again.
    pub compensates: Option<BatchId>,
}

impl Entry {
    /// The task this entry is about.
    pub fn task(&self) -> Option<TaskId> {
        match self.subject {
            Subject::Task(id) => Some(id),
            Subject::Record => None,
        }
    }

    /// The time as stored and hashed: RFC 3339, UTC, milliseconds.
    pub fn stamp(at: DateTime<Utc>) -> String {
        at.to_rfc3339_opts(SecondsFormat::Millis, true)
    }

    /// The columns this entry is stored in, as text, in the order of [`COLUMNS`].
    pub fn columns(&self) -> [Option<String>; COLUMNS.len()] {
        let stored = |value: &Value| match value {
            Value::Null => None,
            other => Some(other.to_string()),
        };
        [
            Some(self.id.to_string()),
            Some(self.batch.to_string()),
            self.task().map(|id| id.to_string()),
            Some(Entry::stamp(self.at)),
            Some(self.actor.user.clone()),
            Some(self.actor.host.clone()),
            Some(self.actor.session.clone()),
            Some(self.action.id().to_owned()),
            Some(self.change.field.id().to_owned()),
            stored(&self.change.old),
            stored(&self.change.new),
            self.reason.clone(),
            self.compensates.map(|id| id.to_string()),
            self.actor.origin.login.clone(),
            self.actor.origin.member.clone(),
            self.actor.origin.key.clone(),
            self.actor.origin.address.clone(),
        ]
    }

    /// The bytes the hash chain runs over.
    pub fn canonical(&self) -> Vec<u8> {
        let columns = self.columns();
        canonical(
            columns
                .each_ref()
                .map(|column| column.as_deref().map(str::as_bytes)),
        )
    }

    /// Whether this entry registers (or takes out) a whole row.
    pub fn is_record(&self) -> bool {
        self.change.field.is_record()
    }

    /// Whether this entry took a task out of the projection.
    pub fn removes_task(&self) -> bool {
        self.change.field == Field::Task && self.change.new.is_null()
    }
}

/// The names of the columns an entry is stored in.
pub const COLUMNS: [&str; 17] = [
    "seq",
    "batch",
    "task",
    "at",
    "user",
    "host",
    "session",
    "action",
    "field",
    "old",
    "new",
    "reason",
    "compensates",
    "login",
    "member",
    "key",
    "address",
];

/// How many of [`COLUMNS`] every hash covers. Those after them came with schema 4 and are hashed
/// where they hold something, so that the hashes of entries written before stay as they were.
const ALWAYS_HASHED: usize = 13;

/// The bytes of a stored line, see [`write_canonical`].
pub fn canonical(columns: [Option<&[u8]>; COLUMNS.len()]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256);
    write_canonical(columns, &mut bytes);
    bytes
}

/// Adds the bytes of a stored line, such that no two different lines give the same bytes: every
/// column of the beginning in order, each with its length before it, then the name and the value of
/// each later one that is there.
pub fn write_canonical(columns: [Option<&[u8]>; COLUMNS.len()], bytes: &mut Vec<u8>) {
    let mut put = |column: Option<&[u8]>| {
        // No column is that long: it tells one that is empty from one that is not there.
        let length = column.map_or(u64::MAX, |column| column.len() as u64);
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(column.unwrap_or_default());
    };
    let (first, later) = columns.split_at(ALWAYS_HASHED);
    first.iter().for_each(|column| put(*column));
    for (name, column) in COLUMNS[ALWAYS_HASHED..].iter().zip(later) {
        if column.is_some() {
            put(Some(name.as_bytes()));
            put(*column);
        }
    }
}

/// An entry as it is stored and hashed: each column as text, in the order of [`COLUMNS`].
#[derive(Clone, Copy, Debug)]
pub struct EntryText<'a>(pub [Option<&'a [u8]>; COLUMNS.len()]);

/// A stored value that cannot be read: this program did not write it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("unreadable value: {0}")]
pub struct Unreadable(pub String);

fn unreadable(value: &[u8]) -> Unreadable {
    Unreadable(String::from_utf8_lossy(value).into_owned())
}

impl<'a> EntryText<'a> {
    /// The text of a column, if there is one.
    pub fn column(&self, at: usize) -> Result<Option<&'a str>, Unreadable> {
        let bytes = self.0[at];
        bytes
            .map(|bytes| std::str::from_utf8(bytes).map_err(|_| unreadable(bytes)))
            .transpose()
    }

    fn given(&self, at: usize) -> Result<&'a str, Unreadable> {
        self.column(at)?.ok_or_else(|| unreadable(b""))
    }

    fn owned(&self, at: usize) -> Result<Option<String>, Unreadable> {
        Ok(self.column(at)?.map(str::to_owned))
    }

    /// What `parse` makes of a column.
    fn parsed<T>(
        &self,
        at: usize,
        parse: impl Fn(&'a str) -> Option<T>,
    ) -> Result<Option<T>, Unreadable> {
        let text = self.column(at)?;
        text.map(|text| parse(text).ok_or_else(|| unreadable(text.as_bytes())))
            .transpose()
    }

    fn needed<T>(&self, at: usize, parse: impl Fn(&'a str) -> Option<T>) -> Result<T, Unreadable> {
        self.parsed(at, parse)?.ok_or_else(|| unreadable(b""))
    }

    /// The number of the entry.
    pub fn id(&self) -> Result<EntryId, Unreadable> {
        self.needed(0, |text| EntryId::new(text.parse().ok()?))
    }

    /// The command it belongs to.
    pub fn batch(&self) -> Result<BatchId, Unreadable> {
        self.needed(1, |text| BatchId::new(text.parse().ok()?))
    }

    /// The task it is about.
    pub fn task(&self) -> Result<Option<TaskId>, Unreadable> {
        self.parsed(2, |text| TaskId::new(text.parse().ok()?))
    }

    /// When it was written.
    pub fn at(&self) -> Result<DateTime<Utc>, Unreadable> {
        let moment = |text| DateTime::parse_from_rfc3339(text).ok().map(Into::into);
        self.needed(3, moment)
    }

    /// The same as it is stored.
    pub fn stamp(&self) -> Result<&'a str, Unreadable> {
        self.given(3)
    }

    /// The name that was given.
    pub fn user(&self) -> Result<&'a str, Unreadable> {
        self.given(4)
    }

    /// The login name of the system, where it is known.
    pub fn login(&self) -> Result<Option<&'a str>, Unreadable> {
        self.column(13)
    }

    /// Who wrote it, from where.
    pub fn actor(&self) -> Result<Actor, Unreadable> {
        Ok(Actor {
            user: self.user()?.to_owned(),
            host: self.given(5)?.to_owned(),
            session: self.given(6)?.to_owned(),
            origin: Origin {
                login: self.owned(13)?,
                member: self.owned(14)?,
                key: self.owned(15)?,
                address: self.owned(16)?,
            },
        })
    }

    /// By what kind of command.
    pub fn action(&self) -> Result<Action, Unreadable> {
        self.needed(7, Action::from_id)
    }

    /// What changed.
    pub fn field(&self) -> Result<Field, Unreadable> {
        self.needed(8, Field::from_id)
    }

    /// The value before, as JSON.
    pub fn old_value(&self) -> Result<Option<&'a str>, Unreadable> {
        self.column(9)
    }

    /// The value after, as JSON.
    pub fn new_value(&self) -> Result<Option<&'a str>, Unreadable> {
        self.column(10)
    }

    /// For undo and redo: the batch it is about.
    pub fn compensates(&self) -> Result<Option<BatchId>, Unreadable> {
        self.parsed(12, |text| BatchId::new(text.parse().ok()?))
    }

    /// The entry.
    ///
    /// # Errors
    /// When a column is none of a lawful entry.
    pub fn read(&self) -> Result<Entry, Unreadable> {
        let value = |at| -> Result<Value, Unreadable> {
            let value = self.parsed(at, |text| serde_json::from_str(text).ok())?;
            Ok(value.unwrap_or(Value::Null))
        };
        Ok(Entry {
            id: self.id()?,
            batch: self.batch()?,
            subject: self.task()?.map_or(Subject::Record, Subject::Task),
            at: self.at()?,
            actor: self.actor()?,
            action: self.action()?,
            change: Change {
                field: self.field()?,
                old: value(9)?,
                new: value(10)?,
            },
            reason: self.owned(11)?,
            compensates: self.compensates()?,
        })
    }
}

impl Task {
    /// Puts the login names behind the names of those who wrote it, as far as this part of its
    /// trail tells.
    pub fn tell_logins(&mut self, trail: &[Entry]) {
        let login_of = |batch| {
            let entry = trail.iter().rev().find(|entry| entry.batch == batch)?;
            entry.actor.origin.login.clone()
        };
        self.updated_login = login_of(self.last_batch);
        for event in &mut self.events {
            event.login = login_of(event.batch);
        }
    }
}
