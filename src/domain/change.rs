//! What changes in a task: a field with its value before and after, an event that is added.

use serde_json::Value;

use super::task::EventBody;
use super::task_field::{BadValue, Field, TaskBody, json};

/// The new value of one field.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Which field.
    pub field: Field,
    /// Its value before; null for what is added.
    pub old: Value,
    /// Its value after; null for what is taken away.
    pub new: Value,
}

impl Field {
    /// The field and value an event is recorded under: a note is its text, the others objects.
    pub fn of_event(event: &EventBody) -> (Field, Value) {
        match event {
            EventBody::Note { text } => (Field::Note, Value::from(text.as_str())),
            EventBody::Returned { text } => (Field::Returned, Value::from(text.as_str())),
            EventBody::Report { .. } => (Field::Report, json(event)),
            EventBody::Extension(_) => (Field::Extension, json(event)),
            EventBody::Escalation { .. } => (Field::Escalation, json(event)),
            EventBody::Reading { .. } => (Field::Reading, json(event)),
        }
    }

    /// The event recorded under this field as `value`.
    ///
    /// # Errors
    /// When the value is no event of this field.
    pub fn read_event(self, value: &Value) -> Result<EventBody, BadValue> {
        match self {
            Field::Note => Ok(EventBody::Note {
                text: self.read(value)?,
            }),
            Field::Returned => Ok(EventBody::Returned {
                text: self.read(value)?,
            }),
            _ => self.read(value),
        }
    }
}

impl Change {
    /// The change of `field` in `body` to `new`; `None` when it already has that value.
    pub fn of(field: Field, body: &TaskBody, new: Value) -> Option<Change> {
        let old = field.get(body);
        (old != new).then_some(Change { field, old, new })
    }

    /// Every difference between two bodies, in vocabulary order.
    pub fn between(before: &TaskBody, after: &TaskBody) -> Vec<Change> {
        Field::BODY
            .into_iter()
            .filter_map(|field| Change::of(field, before, field.get(after)))
            .collect()
    }

    /// The change that adds `event`.
    pub fn adding(event: &EventBody) -> Change {
        let (field, new) = Field::of_event(event);
        Change {
            field,
            old: Value::Null,
            new,
        }
    }

    /// The change that takes this one back.
    pub fn reversed(&self) -> Change {
        Change {
            field: self.field,
            old: self.new.clone(),
            new: self.old.clone(),
        }
    }
}
