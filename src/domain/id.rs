//! Identifiers: numbers that must not be mixed up with one another.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Makes a positive-number identifier that prints, parses and serialises as that number.
macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(NonZeroU32);

        impl $name {
            /// The identifier with this number; `None` for zero and for numbers past `u32`.
            pub fn new(number: i64) -> Option<Self> {
                u32::try_from(number).ok().and_then(NonZeroU32::new).map(Self)
            }

            /// The number, as SQLite stores it.
            pub fn get(self) -> i64 {
                i64::from(self.0.get())
            }

            /// The identifier after this one; stays put at the end of the number range.
            pub fn next(self) -> Self {
                Self(self.0.saturating_add(1))
            }

            /// The smallest identifier.
            pub const FIRST: Self = Self(NonZeroU32::MIN);
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }

        impl FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.trim().trim_start_matches('#').parse::<NonZeroU32>().map(Self)
            }
        }
    };
}

identifier! {
    /// A task of the ledger; never reused, not even after its registration was undone.
    TaskId
}
identifier! {
    /// The sequence number of one line of the audit trail, without gaps.
    EntryId
}
identifier! {
    /// All entries one command wrote together; undone and redone as a whole.
    BatchId
}
identifier! {
    /// A source document (an official plan) of the ledger.
    DocumentId
}
identifier! {
    /// How many batches have touched a task; a writer names the one it saw.
    Revision
}

/// The random name a ledger was given when it was made. Copies and backups share it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LedgerId(String);

impl LedgerId {
    /// The id of this text, as it is stored.
    pub fn of(text: String) -> LedgerId {
        LedgerId(text)
    }

    /// The text, as it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_is_positive() {
        assert_eq!(TaskId::new(0), None);
        assert_eq!(TaskId::new(-3), None);
        assert_eq!(TaskId::new(7).map(TaskId::get), Some(7));
        assert!("0".parse::<TaskId>().is_err());
        assert_eq!("#48".parse::<TaskId>().ok(), TaskId::new(48));
    }
}
