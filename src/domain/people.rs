//! Who answers for a task: leaders and units in four roles.

use serde::{Deserialize, Serialize};

use super::vocabulary::vocabulary;

vocabulary! {
    /// The part a leader or a unit has in a task.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Role {
        /// 责任领导: a named person.
        Leader "leaders",
        /// 牵头单位: the unit that answers first.
        LeadUnit "lead_units",
        /// 责任单位.
        ResponsibleUnit "responsible_units",
        /// 配合单位.
        AssistingUnit "assisting_units",
    }
}

/// Whether a name is that of a person or of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartyKind {
    /// A responsible leader.
    Leader,
    /// A unit, whatever part it has in a task.
    Unit,
}

impl PartyKind {
    /// The roles in which such a name stands.
    pub fn roles(self) -> &'static [Role] {
        match self {
            PartyKind::Leader => &[Role::Leader],
            PartyKind::Unit => &[Role::LeadUnit, Role::ResponsibleUnit, Role::AssistingUnit],
        }
    }

    /// Whose names stand in a role.
    pub fn of(role: Role) -> PartyKind {
        match role {
            Role::Leader => PartyKind::Leader,
            Role::LeadUnit | Role::ResponsibleUnit | Role::AssistingUnit => PartyKind::Unit,
        }
    }
}

/// A leader or a unit as the ledger knows it, and as the document printed it where that differs.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "PartyForm", into = "PartyForm")]
pub struct Party {
    /// The canonical name (elided prefixes restored): `旗财政局`.
    pub name: String,
    /// The printed words, where they differ: `财政局`.
    pub printed: Option<String>,
}

impl Party {
    /// A party printed just as it is called.
    pub fn named(name: impl Into<String>) -> Self {
        Party {
            name: name.into(),
            printed: None,
        }
    }

    /// Whether `name` is this party's name or the words it was printed with.
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.printed.as_deref() == Some(name)
    }
}

/// The serialised forms of a party: mostly just its name.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum PartyForm {
    Name(String),
    Printed { name: String, printed: String },
}

impl From<PartyForm> for Party {
    fn from(form: PartyForm) -> Self {
        match form {
            PartyForm::Name(name) => Party::named(name),
            PartyForm::Printed { name, printed } => Party {
                name,
                printed: Some(printed),
            },
        }
    }
}

impl From<Party> for PartyForm {
    fn from(party: Party) -> Self {
        match party.printed {
            None => PartyForm::Name(party.name),
            Some(printed) => PartyForm::Printed {
                name: party.name,
                printed,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_party_serialises_as_its_name_unless_it_was_printed_otherwise() {
        let plain = Party::named("旗教育局");
        assert_eq!(serde_json::to_string(&plain).unwrap(), "\"旗教育局\"");
        let elided = Party {
            name: "旗财政局".into(),
            printed: Some("财政局".into()),
        };
        let text = serde_json::to_string(&elided).unwrap();
        assert_eq!(serde_json::from_str::<Party>(&text).unwrap(), elided);
        assert!(elided.is_called("财政局") && elided.is_called("旗财政局"));
    }
}
