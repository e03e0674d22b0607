//! Changes of single names within lists: names that join or leave, a name swapped for another.

use super::name::is_same;
use super::people::{Party, PartyKind, Role};

/// A name that gives way to another: a leader changes post, a bureau is renamed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// Whether it is a leader's or a unit's.
    pub kind: PartyKind,
    /// The name that goes, in any of its forms.
    pub from: String,
    /// The name that comes.
    pub to: String,
}

impl Rename {
    /// Whether this party bears the name that goes. The words it was printed with do not count:
    /// they may be short for many.
    pub fn means(&self, role: Role, party: &Party) -> bool {
        PartyKind::of(role) == self.kind && is_same(&party.name, &self.from)
    }

    /// Swaps the name in a list; one that is there already is not doubled. What the document
    /// prints stays as it is printed.
    pub(super) fn swap(&self, role: Role, list: &mut Vec<Party>) {
        let mut is_there = list
            .iter()
            .any(|party| is_same(&party.name, &self.to) && !self.means(role, party));
        list.retain_mut(|party| {
            let goes = self.means(role, party);
            if goes && !is_there {
                party.name.clone_from(&self.to);
                is_there = true;
                return true;
            }
            !goes
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::edit::Edit;

    fn list(names: &[&str]) -> Vec<Party> {
        names.iter().map(|name| Party::named(*name)).collect()
    }

    fn rename(from: &str, to: &str) -> Rename {
        Rename {
            kind: PartyKind::Leader,
            from: from.to_owned(),
            to: to.to_owned(),
        }
    }

    #[test]
    fn a_swapped_name_is_not_doubled_and_keeps_its_place_and_printed_words() {
        let swapped = |from: &str, to: &str, names: &[&str]| {
            let mut all = list(names);
            rename(from, to).swap(Role::Leader, &mut all);
            all.into_iter().map(|party| party.name).collect::<Vec<_>>()
        };
        assert_eq!(
            swapped("孙亮", "李强", &["甲", "孙亮", "乙"]),
            ["甲", "李强", "乙"]
        );
        assert_eq!(swapped("孙亮", "李强", &["孙亮", "李强"]), ["李强"]);
        assert_eq!(swapped("孙亮", "李强", &["孙 亮", "孙亮"]), ["李强"]);
        assert_eq!(swapped("孙亮", "孙亮", &["孙　亮", "甲"]), ["孙亮", "甲"]);
        assert_eq!(swapped("孙亮", "李强", &["甲"]), ["甲"]);
        let mut printed = vec![Party {
            name: "旗发改委".to_owned(),
            printed: Some("发改委".to_owned()),
        }];
        let unit = Rename {
            kind: PartyKind::Unit,
            ..rename("旗发改委", "旗发改局")
        };
        unit.swap(Role::LeadUnit, &mut printed);
        assert_eq!(printed[0].printed.as_deref(), Some("发改委"));
        assert_eq!(printed[0].name, "旗发改局");
        assert!(!unit.means(Role::Leader, &Party::named("旗发改委")));
    }

    #[test]
    fn what_a_list_would_lose_is_told_before() {
        let present = list(&["甲", "乙"]);
        let lost = |edit: Edit| {
            let lost = edit.names_lost(Role::Leader, &present);
            lost.into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        let of = |names: &[&str]| vec![(Role::Leader, list(names))];
        assert_eq!(
            lost(Edit {
                parties: of(&["乙", "丙"]),
                ..Edit::default()
            }),
            ["甲"]
        );
        assert_eq!(
            lost(Edit {
                leaving: of(&["乙", "丙"]),
                ..Edit::default()
            }),
            ["乙"]
        );
        assert!(
            lost(Edit {
                joining: of(&["乙", "丙"]),
                ..Edit::default()
            })
            .is_empty()
        );
        let other = vec![(Role::LeadUnit, list(&["丙"]))];
        assert!(
            lost(Edit {
                parties: other,
                ..Edit::default()
            })
            .is_empty()
        );
    }
}
