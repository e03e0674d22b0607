//! What an edit does to the names in lists: names that join or leave, a name swapped for another.

use super::edit::Edit;
use super::name::is_same;
use super::people::{Party, Role};
use super::task_field::TaskBody;

fn names(list: &[Party], party: &Party) -> bool {
    list.iter().any(|other| is_same(&other.name, &party.name))
}

impl Edit {
    /// Names that leave, join or are swapped.
    pub(super) fn apply_names(&self, after: &mut TaskBody) {
        for (role, leaving) in &self.leaving {
            let list = after.parties_mut(*role);
            list.retain(|party| !names(leaving, party));
        }
        for (role, joining) in &self.joining {
            let list = after.parties_mut(*role);
            for party in joining {
                if !names(list, party) {
                    list.push(party.clone());
                }
            }
        }
        if let Some(rename) = &self.rename {
            for role in rename.kind.roles() {
                rename.swap(*role, after.parties_mut(*role));
            }
        }
    }

    /// A name that is to join a list and to leave it.
    pub fn contradicted_name(&self) -> Option<&str> {
        let leaves = |role: Role, party: &Party| {
            let of_role = |(own, _): &&(Role, Vec<Party>)| *own == role;
            let mut lists = self.leaving.iter().filter(of_role);
            lists.any(|(_, list)| names(list, party))
        };
        let mut joining = self
            .joining
            .iter()
            .flat_map(|(role, list)| list.iter().map(|party| (*role, party)));
        let found = joining.find(|(role, party)| leaves(*role, party));
        found.map(|(_, party)| party.name.as_str())
    }

    /// The names of a list that it would have no more.
    pub fn names_lost<'l>(&self, role: Role, list: &'l [Party]) -> Vec<&'l str> {
        let of = |lists: &[(Role, Vec<Party>)], party: &Party| -> Option<bool> {
            let mut lists = lists.iter().filter(|(own, _)| *own == role);
            lists.next().map(|(_, list)| names(list, party))
        };
        let goes = |party: &&Party| {
            of(&self.parties, party) == Some(false) || of(&self.leaving, party) == Some(true)
        };
        let lost = list.iter().filter(goes);
        lost.map(|party| party.name.as_str()).collect()
    }
}
