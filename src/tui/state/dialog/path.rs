//! Choosing a file by its path, with names completed.

use crate::tui::state::field::TextField;

/// The dialog.
#[derive(Clone, Debug)]
pub struct PathAsk {
    /// What is typed.
    pub field: TextField,
    /// Names it can go on with.
    pub names: Vec<String>,
    /// The one of them that was gone to.
    pub chosen: Option<usize>,
}

impl PathAsk {
    /// Takes the names found for a text, unless it was typed on since: what they have in common
    /// goes into the field.
    pub fn take_names(&mut self, text: &str, names: Vec<String>) {
        if self.field.text() != text {
            return;
        }
        if let Some(common) = common(&names)
            && common.chars().count() > 0
        {
            self.field.set(&common);
        }
        self.chosen = None;
        self.names = if names.len() > 1 { names } else { Vec::new() };
    }
}

/// What all the names begin with.
fn common(names: &[String]) -> Option<String> {
    let first = names.first()?;
    let shared = first.chars().enumerate().take_while(|(at, c)| {
        let mut others = names.iter().skip(1);
        others.all(|other| other.chars().nth(*at) == Some(*c))
    });
    Some(shared.map(|(_, c)| c).collect())
}
