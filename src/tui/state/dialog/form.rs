//! Registering a task by hand, and editing one.

use crate::domain::{Lang, Role, Task, TaskId};
use crate::tui::state::dialog::{ListWay, TaskTargets};
use crate::tui::state::field::TextField;

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormField {
    /// Its name.
    Title,
    /// Where.
    Region,
    /// Field of work.
    Sector,
    /// Number.
    Number,
    /// Parties of a role.
    Parties(Role),
    /// Date in force.
    Deadline,
    /// How often a report is due.
    Cycle,
    /// What is demanded.
    Requirement,
    /// Why it is registered or changed.
    Reason,
}

/// The fields in order.
const FIELDS: [FormField; 12] = [
    FormField::Title,
    FormField::Region,
    FormField::Sector,
    FormField::Number,
    FormField::Parties(Role::Leader),
    FormField::Parties(Role::LeadUnit),
    FormField::Parties(Role::ResponsibleUnit),
    FormField::Parties(Role::AssistingUnit),
    FormField::Deadline,
    FormField::Cycle,
    FormField::Requirement,
    FormField::Reason,
];

impl FormField {
    /// Its label.
    pub fn label(self, lang: Lang) -> &'static str {
        use crate::domain::Field as Word;
        match self {
            FormField::Title => Word::Title.label(lang),
            FormField::Region => Word::Region.label(lang),
            FormField::Sector => Word::Sector.label(lang),
            FormField::Number => Word::Number.label(lang),
            FormField::Parties(role) => Word::of_role(role).label(lang),
            FormField::Deadline => Word::Deadline.label(lang),
            FormField::Cycle => Word::ReportCycle.label(lang),
            FormField::Requirement => Word::Requirement.label(lang),
            FormField::Reason => lang.pick("原因", "reason"),
        }
    }
}

/// The form.
#[derive(Clone, Debug)]
pub struct Form {
    /// The task being edited, as it was seen; `None` registers a new one.
    pub task: Option<Box<Task>>,
    /// The marked tasks, when one form is for all of them.
    pub several: Option<TaskTargets>,
    /// A marked task that is not the row under the cursor: recording it asks first.
    pub marked: Option<TaskTargets>,
    /// Each field with what is typed.
    pub fields: Vec<(FormField, TextField)>,
    /// The field with the cursor.
    pub focus: usize,
    /// By role what happens to the lists of several tasks.
    pub ways: [ListWay; 4],
    /// The unknown region was named once; once more takes it.
    pub warned_of: Option<String>,
    /// What stood in the fields when it was opened: a form nobody touched is no draft.
    pub at_first: Vec<String>,
}

impl Form {
    /// The form of one task, new or to be edited.
    pub fn with(task: Option<Box<Task>>, value: impl Fn(FormField) -> String) -> Form {
        Form::of_fields(&FIELDS, task, value)
    }

    /// A form of these fields.
    pub fn of_fields(
        fields: &[FormField],
        task: Option<Box<Task>>,
        value: impl Fn(FormField) -> String,
    ) -> Form {
        let fields: Vec<(FormField, TextField)> = fields
            .iter()
            .copied()
            .map(|field| {
                let text = value(field);
                let typed = if field == FormField::Requirement {
                    TextField::lines(&text)
                } else {
                    TextField::line(&text)
                };
                (field, typed)
            })
            .collect();
        let texts = fields.iter().map(|(_, typed)| typed.text().to_owned());
        Form {
            task,
            several: None,
            marked: None,
            at_first: texts.collect(),
            fields,
            focus: 0,
            ways: [ListWay::default(); 4],
            warned_of: None,
        }
    }

    /// Each field with what stands in it, and what stood there when it was opened.
    pub fn fields_with_first(&self) -> impl Iterator<Item = (FormField, &str, &str)> {
        let typed = self
            .fields
            .iter()
            .map(|(field, typed)| (*field, typed.text()));
        let both = typed.zip(&self.at_first);
        both.map(|((field, typed), first)| (field, typed, first.as_str()))
    }

    /// Whether anything was typed since it was opened.
    pub fn is_touched(&self) -> bool {
        let texts = self.fields.iter().map(|(_, typed)| typed.text());
        !texts.eq(self.at_first.iter().map(String::as_str))
    }

    /// What stands in a field.
    pub fn text(&self, wanted: FormField) -> &str {
        self.fields
            .iter()
            .find(|(field, _)| *field == wanted)
            .map_or("", |(_, typed)| typed.text().trim())
    }

    /// The task it edits.
    pub fn id(&self) -> Option<TaskId> {
        self.task.as_ref().map(|task| task.id)
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        if let Some((_, field)) = self.fields.get_mut(self.focus) {
            field.paste(text);
        }
    }

    /// The reason typed, if one was.
    pub fn reason(&self) -> Option<String> {
        let reason = self.text(FormField::Reason);
        (!reason.is_empty()).then(|| reason.to_owned())
    }
}

impl Form {
    /// What happens to a list of several tasks; `None` where the form shows the whole list of one.
    pub fn way(&self, field: FormField) -> Option<ListWay> {
        match (&self.several, field) {
            (Some(_), FormField::Parties(role)) => Some(self.ways[role as usize]),
            _ => None,
        }
    }

    /// Goes to the next way of the list under the cursor.
    pub fn turn_way(&mut self) {
        if let Some((FormField::Parties(role), _)) = self.fields.get(self.focus) {
            let way = &mut self.ways[*role as usize];
            *way = way.next();
        }
    }

    /// Sets the way of a list, as a draft has it.
    pub fn set_way(&mut self, role: Role, way: ListWay) {
        self.ways[role as usize] = way;
    }
}
