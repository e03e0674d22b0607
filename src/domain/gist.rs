//! What a batch did, in short: each field once, with its values where they are the same for all.

use serde_json::Value;

use super::change::Change;
use super::task_field::Field;

/// What a batch did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gist {
    /// Each field it touched, in the order they first came.
    pub fields: Vec<FieldGist>,
}

/// What a batch did to one field.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldGist {
    /// Which.
    pub field: Field,
    /// How many entries: one a task, but for events, of which a task can get several.
    pub count: usize,
    /// The value before, where it was the same for all.
    pub old: Option<Value>,
    /// The value after, where it is the same for all.
    pub new: Option<Value>,
}

impl Gist {
    /// The gist of some changes.
    pub fn of<'a>(changes: impl IntoIterator<Item = &'a Change>) -> Gist {
        let mut gist = Gist::default();
        changes.into_iter().for_each(|change| gist.add(change));
        gist
    }

    /// Takes one more change in.
    pub fn add(&mut self, change: &Change) {
        let known = self.fields.iter_mut().find(|it| it.field == change.field);
        let Some(known) = known else {
            // What a registration holds is too much to be told in short.
            let value = |value: &Value| (!change.field.is_record()).then(|| value.clone());
            self.fields.push(FieldGist {
                field: change.field,
                count: 1,
                old: value(&change.old),
                new: value(&change.new),
            });
            return;
        };
        known.count += 1;
        known.old.take_if(|old| *old != change.old);
        known.new.take_if(|new| *new != change.new);
    }

    /// The fields worth telling: those that merely follow from another are left out.
    pub fn telling(&self) -> impl Iterator<Item = &FieldGist> {
        let has = |field: Field| self.fields.iter().any(|it| it.field == field);
        let follows = move |field: Field| match field {
            Field::Extension | Field::Milestones | Field::OriginalDeadline => has(Field::Deadline),
            Field::DocumentRecord | Field::RegionRecord => has(Field::Task),
            _ => false,
        };
        self.fields.iter().filter(move |it| !follows(it.field))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(field: Field, old: &str, new: &str) -> Change {
        Change {
            field,
            old: old.into(),
            new: new.into(),
        }
    }

    #[test]
    fn values_are_told_only_where_they_are_the_same_for_all() {
        let gist = Gist::of(&[
            change(Field::Status, "registered", "assigned"),
            change(Field::Status, "acknowledged", "assigned"),
            change(Field::Title, "甲", "乙"),
        ]);
        let (status, title) = (&gist.fields[0], &gist.fields[1]);
        assert_eq!(
            (status.count, &status.old, &status.new),
            (2, &None, &Some("assigned".into()))
        );
        assert_eq!(
            (title.count, &title.old, &title.new),
            (1, &Some("甲".into()), &Some("乙".into()))
        );
    }

    #[test]
    fn what_moves_along_with_a_date_is_not_told_and_stands_alone_when_it_moved_alone() {
        let moved = Gist::of(&[
            change(Field::Milestones, "", ""),
            change(Field::Deadline, "2023-08-31", "2023-10-19"),
            change(Field::Extension, "", ""),
        ]);
        let told: Vec<Field> = moved.telling().map(|it| it.field).collect();
        assert_eq!(told, [Field::Deadline]);
        let alone = Gist::of(&[change(Field::Milestones, "", "")]);
        assert_eq!(alone.telling().count(), 1);
    }
}
