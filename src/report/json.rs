//! JSON as it is printed: one document, indented, with a line end.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

use super::harmless::Harmless;

/// `value` indented, as UTF-8 with a line end.
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

/// An array of which one value after the other is written, as the whole would be.
pub struct Array<W> {
    into: W,
    formatter: Harmless,
    is_empty: bool,
}

impl<W: Write> Array<W> {
    /// Begins the array.
    ///
    /// # Errors
    /// Whatever the writer reports.
    pub fn begin(mut into: W) -> io::Result<Array<W>> {
        let mut formatter = Harmless::default();
        formatter.begin_array(&mut into)?;
        Ok(Array {
            into,
            formatter,
            is_empty: true,
        })
    }

    /// Writes the next value.
    ///
    /// # Errors
    /// Whatever the writer reports.
    pub fn add<T: Serialize + ?Sized>(&mut self, value: &T) -> io::Result<()> {
        let Array {
            into,
            formatter,
            is_empty,
        } = self;
        formatter.begin_array_value(into, *is_empty)?;
        *is_empty = false;
        // Begun inside the array, it indents the value as one of it.
        let inside = formatter.clone();
        value.serialize(&mut Serializer::with_formatter(&mut *into, inside))?;
        formatter.end_array_value(into)
    }

    /// Ends the array and its line.
    ///
    /// # Errors
    /// Whatever the writer reports.
    pub fn end(mut self) -> io::Result<()> {
        self.formatter.end_array(&mut self.into)?;
        self.into.write_all(b"\n")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn what_is_printed_is_what_serde_prints_but_for_what_a_terminal_would_act_on() {
        let value = json!({"甲": ["一\n二\t\"三\"\\", 1.5, null, [], {}], "b": {"c": true}});
        let usual = format!("{}\n", serde_json::to_string_pretty(&value).unwrap());
        let written = |value: &Value| {
            let mut written = Vec::new();
            write_pretty(value, &mut written).unwrap();
            written
        };
        assert_eq!(String::from_utf8(written(&value)).unwrap(), usual);
        let dirty = json!({"user\u{202E}": "王\u{9B}31m\u{3164}芳\u{1B}\u{8}\u{7F}"});
        let read: Value = serde_json::from_slice(&written(&dirty)).unwrap();
        assert_eq!(read, json!({"user": "王芳"}));
    }
    #[test]
    fn an_array_written_value_by_value_is_the_array_written_whole() {
        for values in [
            vec![],
            vec![json!(1)],
            vec![json!({"a": [], "b": {"c": [1, 2]}}), json!([]), json!("x")],
        ] {
            let mut whole = Vec::new();
            write_pretty(&values, &mut whole).unwrap();
            let mut bytes = Vec::new();
            let mut array = Array::begin(&mut bytes).unwrap();
            values.iter().for_each(|value| array.add(value).unwrap());
            array.end().unwrap();
            assert_eq!(String::from_utf8(bytes), String::from_utf8(whole));
        }
    }
}
