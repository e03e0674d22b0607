//! A SQLite file as a store: the traits of `ledger::store` over one connection.

use std::time::Duration;

use crate::ledger::changes::Changes;
use crate::ledger::error::LedgerError;
use crate::ledger::sqlite::file::access::{Access, Opening};
use crate::ledger::sqlite::file::pulse::SqliteChanges;
use crate::ledger::sqlite::file::{busy, open};
use crate::ledger::sqlite::schema::version;
use crate::ledger::sqlite::store::SqliteStore;
use crate::ledger::sqlite::view::SqliteView;
use crate::ledger::sqlite::write::SqliteWrite;
use crate::ledger::store::{Another, Done, Store, StoreFacts, StoreView, WriteTransaction};
use crate::ledger::waiting::Wait;

impl Store for SqliteStore {
    fn facts(&self) -> StoreFacts<'_> {
        StoreFacts {
            place: &self.path,
            is_read_only: self.read_only,
            is_full: self.is_full,
            doubt: self.doubt.as_ref(),
        }
    }

    fn another(&self, wait: Wait) -> Another<SqliteStore> {
        let path = self.files.asked_for().to_owned();
        let how = Opening {
            wait,
            ..Opening::from(Access::ReadOnly)
        };
        Box::new(move || Ok(open::open(&path, how)?.store))
    }

    fn check_in_place(&mut self, wait: &Wait) -> Done {
        let SqliteStore { conn, files, .. } = self;
        wait.until_free(|| files.check_content(conn))
    }

    fn view(&self, wait: &Wait, read: &mut dyn FnMut(&mut dyn StoreView) -> Done) -> Done {
        self.in_view_within(wait, |conn| {
            read(&mut SqliteView::of(conn).with_indexed(&self.indexed))
        })
    }

    fn begin(&mut self, wait: &Wait) -> Result<Box<dyn WriteTransaction + '_>, LedgerError> {
        self.facts().check_writable()?;
        self.check_in_place(wait)?;
        let SqliteStore { conn, files, .. } = self;
        let (turn, tx) = busy::begin_write(conn, wait)?;
        // Under the lock: while it was waited for, somebody may have exchanged the files.
        files.check()?;
        version::check_unmoved(&tx)?;
        Ok(Box::new(SqliteWrite::on(conn, (turn, tx), files)?))
    }

    fn changes(&self, beat: Duration) -> Result<Box<dyn Changes>, LedgerError> {
        Ok(Box::new(SqliteChanges::at(self.files.asked_for(), beat)))
    }
}
