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
