//! JSON as it is printed: one document, indented, with a line end.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;

use super::harmless::Harmless;

/// `value` indented, as UTF-8 with a line end.
///
/// # Errors
/// When it cannot be written as JSON, which no type of this program brings about.
pub fn pretty<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = Vec::new();
    value.serialize(&mut Serializer::with_formatter(
        &mut bytes,
        Harmless::default(),
    ))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The same, written piece by piece.
///
/// # Errors
/// Whatever the writer reports.
pub fn write_pretty<T: Serialize + ?Sized>(value: &T, mut into: &mut dyn Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(
        &mut into,
        Harmless::default(),
    ))?;
    into.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn what_is_printed_is_what_serde_prints_but_for_what_a_terminal_would_act_on() {
        let value = json!({"甲": ["一\n二\t\"三\"\\", 1.5, null, [], {}], "b": {"c": true}});
        let usual = format!("{}\n", serde_json::to_string_pretty(&value).unwrap());
        assert_eq!(String::from_utf8(pretty(&value).unwrap()).unwrap(), usual);
        let mut written = Vec::new();
        write_pretty(&value, &mut written).unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), usual);
        let dirty = json!({"user\u{202E}": "王\u{9B}31m\u{3164}芳\u{1B}\u{8}\u{7F}"});
        let read: Value = serde_json::from_slice(&pretty(&dirty).unwrap()).unwrap();
        assert_eq!(read, json!({"user": "王芳"}));
    }
}
