//! The documents say what the program does: their tables are written by the program, every file
//! they point at is there, and every file of `data` is explained.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy's leave for tests ends where a helper function begins"
)]

use std::fs;
use std::path::{Path, PathBuf};

use duban::domain::Lang;

/// Set, the stale parts are written instead of found.
const WRITE: &str = "DUBAN_WRITE_DOCS";
const REFRESH: &str = "DUBAN_WRITE_DOCS=1 cargo test --test docs";

const READMES: [&str; 2] = ["README.md", "README.zh-CN.md"];

/// A document, the name between its markers, and what belongs there.
type Part = (&'static str, &'static str, String);

fn parts() -> Vec<Part> {
    let settings = format!("```toml\n{}```\n", duban::settings::DEFAULTS);
    let keys = duban::tui::command::reference;
    let command_line = |lang| below(&duban::cli::reference(lang), 1);
    vec![
        ("README.md", "keys", keys(Lang::En)),
        ("README.md", "command line", command_line(Lang::En)),
        ("README.md", "settings", settings),
        ("README.zh-CN.md", "keys", keys(Lang::Zh)),
        ("README.zh-CN.md", "command line", command_line(Lang::Zh)),
    ]
}

/// Markdown with its headings `by` levels lower.
fn below(markdown: &str, by: usize) -> String {
    let lower = |line: &str| match line.starts_with('#') {
        true => format!("{}{line}\n", "#".repeat(by)),
        false => format!("{line}\n"),
    };
    markdown.lines().map(lower).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// `document` with `content` between the markers of `name`.
fn with_part(document: &str, name: &str, content: &str) -> String {
    let begin = format!("<!-- begin {name}: written by cargo test, see Developing -->\n");
    let end = format!("<!-- end {name} -->");
    let parts = document
        .split_once(&begin)
        .and_then(|(head, rest)| Some((head, rest.split_once(&end)?.1)));
    let Some((head, tail)) = parts else {
        panic!("the markers {begin}{end} are not there");
    };
    format!("{head}{begin}\n{}\n\n{end}{tail}", content.trim())
}

#[test]
fn what_the_readmes_say_of_keys_flags_and_settings_is_what_the_program_has() {
    let mut stale = Vec::new();
    for file in READMES {
        let written = fs::read_to_string(root().join(file)).unwrap();
        let mut fresh = written.clone();
        for (_, name, content) in parts().iter().filter(|part| part.0 == file) {
            fresh = with_part(&fresh, name, content);
        }
        if fresh != written {
            match std::env::var_os(WRITE) {
                Some(_) => fs::write(root().join(file), fresh).unwrap(),
                None => stale.push(file),
            }
        }
    }
    assert!(
        stale.is_empty(),
        "stale: {}; refresh with\n  {REFRESH}",
        stale.join(", ")
    );
}

#[test]
fn every_file_a_readme_points_at_is_there() {
    for file in READMES {
        let text = fs::read_to_string(root().join(file)).unwrap();
        let targets: Vec<&str> = text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
            .filter(|target| !target.starts_with("http") && !target.starts_with('#'))
            .collect();
        assert!(targets.len() > 3, "{file} points at {targets:?}");
        for target in targets {
            assert!(root().join(target).exists(), "{file}: {target}");
        }
    }
}

#[test]
fn every_screenshot_is_shown_in_both_readmes() {
    for entry in fs::read_dir(root().join("screenshots")).unwrap() {
        let path = entry.unwrap().path();
        let name = format!(
            "screenshots/{}",
            path.file_name().unwrap().to_str().unwrap()
        );
        for file in READMES {
            let text = fs::read_to_string(root().join(file)).unwrap();
            assert!(text.contains(&name), "{file} does not show {name}");
        }
    }
}

#[test]
fn every_file_of_data_is_explained_in_its_readme() {
    let text = fs::read_to_string(root().join("data/README.md")).unwrap();
    for entry in fs::read_dir(root().join("data")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let said = match entry.file_type().unwrap().is_dir() {
            true => format!("`{name}/"),
            false => format!("`{name}`"),
        };
        assert!(name == "README.md" || text.contains(&said), "{name}");
    }
}

#[test]
fn every_setting_of_the_embedded_file_is_one_a_user_may_write_and_every_command_in_it_exists() {
    let path = Path::new("settings.toml");
    // The examples in comments are as good as the values.
    let tried = duban::settings::DEFAULTS.replace("# note", "note");
    assert_ne!(tried, duban::settings::DEFAULTS);
    let settings = duban::settings::Settings::parse(&tried, path).unwrap();
    assert!(duban::tui::keymap(&settings.keys, Lang::En).is_ok());
}
