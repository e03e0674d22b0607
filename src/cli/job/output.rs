//! What a verb prints: whole, in pieces, as JSON.

use std::io::Write;

use super::super::context::Outcome;
use super::{Broken, Job};
use crate::wording::{Exit, Failure, fill};

impl Job<'_, '_> {
    /// Writes data to standard output.
    pub fn print(&mut self, bytes: &[u8]) -> Outcome {
        self.context.print(bytes, self.lang)
    }

    /// Writes a value as JSON to standard output.
    pub fn print_json<T: serde::Serialize + ?Sized>(&mut self, value: &T) -> Outcome {
        self.print_with(|into| crate::report::json::write_pretty(value, into))
    }

    /// Has `write` write to standard output, piece by piece.
    pub fn print_with(
        &mut self,
        write: impl FnOnce(&mut (dyn Write + Send)) -> std::io::Result<()>,
    ) -> Outcome {
        self.context.print_with(write, self.lang)
    }

    /// Has `write` write to standard output, piece by piece, what it reads of the ledger.
    pub fn print_pieces(
        &mut self,
        write: impl FnOnce(&mut (dyn Write + Send)) -> Result<(), Broken>,
    ) -> Outcome {
        let mut unread = None;
        let write = |into: &mut (dyn Write + Send)| match write(into) {
            Ok(()) => Ok(()),
            Err(Broken::Output(error)) => Err(error),
            Err(Broken::Target(error)) => Err(std::io::Error::other(error)),
            Err(Broken::Ledger(error)) => {
                unread = Some(error);
                Ok(())
            }
        };
        let done = self.print_with(write)?;
        match unread {
            Some(error) => Err(self.failed()(error)),
            None => Ok(done),
        }
    }

    /// What a writer of bytes made, or the failure it met.
    pub fn encoded<E: std::fmt::Display>(
        &self,
        bytes: Result<Vec<u8>, E>,
    ) -> Result<Vec<u8>, Failure> {
        let t = self.texts();
        bytes.map_err(|why| {
            let sentence = fill(t.output_failed, &[("why", &why)]);
            Failure::new(Exit::Failed, sentence, "")
        })
    }
}
