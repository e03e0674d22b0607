//! The fields of a recorded task in the order they are written in.

use std::sync::OnceLock;

use crate::domain::Field;

/// How many there are.
pub(super) const COUNT: usize = 26;

/// Each field with its key as it stands before the value.
pub(super) fn fields() -> &'static [(Field, String)] {
    static FIELDS: OnceLock<Vec<(Field, String)>> = OnceLock::new();
    FIELDS.get_or_init(|| {
        // JSON is written from maps that are sorted by their keys.
        let mut fields: Vec<Field> = Field::of_body().collect();
        fields.sort_unstable_by_key(|field| field.id());
        let keyed = fields.into_iter();
        keyed
            .map(|field| (field, format!("\"{}\":", field.id())))
            .collect()
    })
}

/// The place of the field with this identifier.
pub(super) fn place_of(id: &[u8]) -> Option<usize> {
    let found = fields().binary_search_by(|(field, _)| field.id().as_bytes().cmp(id));
    found.ok()
}

#[cfg(test)]
mod tests {
    use crate::ledger::sqlite::audit::fields::*;

    #[test]
    fn every_field_of_a_task_has_a_place() {
        assert_eq!(fields().len(), COUNT);
        for (at, (field, _)) in fields().iter().enumerate() {
            assert_eq!(place_of(field.id().as_bytes()), Some(at));
        }
        assert_eq!(place_of(b"note"), None);
    }
}
