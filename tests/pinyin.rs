//! What letters find and what they must not: `tests/pinyin/probes.toml`. When a probe fails that is
//! right, it stays in the list and the matching is mended; none is missed today.
#![allow(
    clippy::unwrap_used,
    reason = "clippy's leave for tests ends where a helper function begins"
)]

use duban::search::Needle;
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    group: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    name: String,
    /// Whether its probes are to be found.
    found: bool,
    /// What is typed, and in which text.
    probes: Vec<(String, String)>,
}

/// Whether each word is found by itself.
fn is_found(typed: &str, text: &str) -> bool {
    let mut words = typed.split_whitespace();
    words.all(|word| Needle::new(word, false).find(text).is_some())
}

#[test]
fn letters_find_what_they_spell_and_nothing_else() {
    let file: File = toml::from_str(include_str!("pinyin/probes.toml")).unwrap();
    let mut misses = Vec::new();
    let mut count = 0;
    for group in &file.group {
        for (typed, text) in &group.probes {
            count += 1;
            if is_found(typed, text) != group.found {
                let wanted = if group.found { "not found" } else { "found" };
                misses.push(format!("{}: {typed} is {wanted} in {text}", group.name));
            }
        }
    }
    println!("{count} probes, {} misses", misses.len());
    assert!(count >= 150);
    assert!(misses.is_empty(), "{}", misses.join("\n"));
}
