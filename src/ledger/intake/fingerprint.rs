//! Fingerprints of tasks: a few bytes for what makes a task the same in another edition.

use std::hash::{DefaultHasher, Hash, Hasher};

use sha2::{Digest, Sha256};

use crate::domain::RegionKey;

/// What makes a task the same task in another edition of its document: document, region, section
/// path, number (or title without one), the same of the task it details, and the how-many-eth of
/// otherwise equal ones.
pub(in crate::ledger) type Identity = u128;

/// A document and the number of a task in it.
pub(in crate::ledger) type Numbered = u64;

/// A fingerprint of parts, each with its length before it.
fn fingerprint(parts: &[&[u8]]) -> u128 {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    let digest: [u8; 32] = hasher.finalize().into();
    digest
        .iter()
        .take(16)
        .fold(0, |sum, byte| sum << 8 | u128::from(*byte))
}

/// A few bytes for a value that is compared within one walk of an import, and kept nowhere.
pub(in crate::ledger) fn hash_of(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The fingerprint of a number within a document.
pub(in crate::ledger) fn numbered(document: &str, number: &str) -> Numbered {
    (fingerprint(&[document.as_bytes(), number.as_bytes()]) >> 64) as u64
}

/// The identity of a task that details no other.
pub(in crate::ledger) fn identity(
    document: &str,
    region: &RegionKey,
    path: &[String],
    number: &str,
) -> Identity {
    let mut parts: Vec<&[u8]> = vec![document.as_bytes(), region.as_str().as_bytes()];
    parts.extend(path.iter().map(|heading| heading.as_bytes()));
    parts.push(number.as_bytes());
    fingerprint(&parts)
}

/// The identity of a task that details the one of that number.
pub(in crate::ledger) fn below(identity: Identity, parent: Numbered) -> Identity {
    fingerprint(&[&identity.to_be_bytes(), &parent.to_be_bytes()])
}

/// Tells otherwise equal identities apart by their order.
pub(in crate::ledger) fn number_equals<T>(
    all: &mut [T],
    identity: impl Fn(&mut T) -> &mut Identity,
) {
    let mut order: Vec<(Identity, u32)> = Vec::with_capacity(all.len());
    for (place, item) in (0_u32..).zip(all.iter_mut()) {
        order.push((*identity(item), place));
    }
    order.sort_unstable();
    let mut count: u64 = 0;
    for pair in order.windows(2) {
        count = if pair[0].0 == pair[1].0 { count + 1 } else { 0 };
        if count > 0
            && let Some(item) = usize::try_from(pair[1].1)
                .ok()
                .and_then(|at| all.get_mut(at))
        {
            *identity(item) = fingerprint(&[&pair[1].0.to_be_bytes(), &count.to_be_bytes()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_ones_are_told_apart_by_their_order_and_others_stay() {
        let mut all = [7, 1, 7, 7, 2];
        number_equals(&mut all, |one| one);
        assert_eq!((all[0], all[1], all[4]), (7, 1, 2));
        assert!(all[2] != 7 && all[3] != 7 && all[2] != all[3]);
        let mut again = [7, 7];
        number_equals(&mut again, |one| one);
        assert_eq!(again[1], all[2]);
    }

    #[test]
    fn where_one_part_ends_and_the_next_begins_counts() {
        let region = RegionKey::unclassified();
        let path = |parts: &[&str]| parts.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>();
        let one = identity("甲", &region, &path(&["一", "二"]), "1");
        assert_ne!(one, identity("甲", &region, &path(&["一二"]), "1"));
        assert_ne!(one, below(one, numbered("甲", "1")));
    }
}
