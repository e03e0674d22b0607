//! JSON as it is printed: one document, indented, with a line end.

use serde::Serialize;

/// `value` indented, as UTF-8 with a line end.
///
/// # Errors
/// When it cannot be written as JSON, which no type of this program brings about.
pub fn pretty<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The same, written piece by piece.
///
/// # Errors
/// Whatever the writer reports.
pub fn write_pretty<T: Serialize + ?Sized>(
    value: &T,
    mut into: &mut dyn std::io::Write,
) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut into, value)?;
    into.write_all(b"\n")
}
