//! The fields of a recorded task in the order they are written in.

use std::sync::OnceLock;

use crate::domain::Field;
use crate::ledger::sqlite::tables::task_row::TaskColumn;

/// How many there are.
pub(super) const COUNT: usize = Field::BODY.len();

/// A field as it is recorded and stored.
pub(super) struct WrittenField {
    /// Which.
    pub field: Field,
    /// Its key as it stands before the value.
    pub key: String,
    /// The column it is stored in; none where it is listed in a table of its own.
    pub column: Option<TaskColumn>,
}

/// Every field, by key.
pub(super) fn fields() -> &'static [WrittenField] {
    static FIELDS: OnceLock<Vec<WrittenField>> = OnceLock::new();
    FIELDS.get_or_init(|| {
        // JSON is written from maps that are sorted by their keys.
        let mut fields = Field::BODY;
        fields.sort_unstable_by_key(|field| field.id());
        let all = fields.into_iter().map(|field| WrittenField {
            field,
            key: format!("\"{}\":", field.id()),
            column: TaskColumn::from_id(field.id()),
        });
        all.collect()
    })
}

/// The place of the field with this identifier.
pub(super) fn place_of(id: &[u8]) -> Option<usize> {
    let found = fields().binary_search_by(|it| it.field.id().as_bytes().cmp(id));
    found.ok()
}

#[cfg(test)]
mod tests {
    use crate::ledger::sqlite::audit::fields::*;

    #[test]
    fn every_field_of_a_task_has_a_place() {
        assert_eq!(fields().len(), COUNT);
        for (at, it) in fields().iter().enumerate() {
            assert_eq!(place_of(it.field.id().as_bytes()), Some(at));
        }
        assert_eq!(place_of(b"note"), None);
    }
}
