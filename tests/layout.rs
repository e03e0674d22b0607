//! The house (README, "Developing"): which module may name which, how long a file may be, and what
//! has no place in the source at all.
#![allow(
    clippy::unwrap_used,
    reason = "clippy's leave for tests ends where a helper function begins"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The modules of the library with their rank: a module names only lower ranks, never a peer.
const RANKS: [(&str, u8); 14] = [
    ("text", 0),
    ("domain", 0),
    ("packed", 1),
    ("files", 1),
    ("ledger", 2),
    ("import", 2),
    ("search", 2),
    ("report", 2),
    ("sample", 2),
    ("settings", 2),
    ("views", 2),
    ("wording", 3),
    ("cli", 4),
    ("tui", 4),
];

/// The folders of a module, each of which names only itself and those before it.
const FOLDERS: [(&str, &[&str]); 3] = [
    (
        "search",
        &[
            "bits", "threads", "words", "query", "index", "run", "facets",
        ],
    ),
    (
        "import::plan",
        &[
            "words",
            "lines",
            "parties",
            "dates",
            "indicators",
            "tables",
            "document",
            "outline",
            "drafts",
        ],
    ),
    (
        "tui",
        &["terminal", "state", "layout", "update", "view", "run"],
    ),
];

/// Crates that one part of the house keeps to itself: the modules that may name them.
const KEPT_CRATES: [(&str, &[&str]); 4] = [
    ("rusqlite", &["ledger::sqlite"]),
    ("ratatui", &["tui"]),
    ("crossterm", &["tui"]),
    ("clap", &["cli", "main"]),
];

/// Names that say a module reads the world by itself; the program's own files bring it instead.
const WORLD: [&str; 4] = ["Utc::now", "Local::now", "SystemTime::now", "env::var"];

/// Words that make, move or open up a file or folder. A file of ours could be bent by others where
/// each module has its own way to make one.
const MAKERS: [&str; 16] = [
    "File::create",
    "File::options",
    "OpenOptions",
    "create_new",
    "fs::write",
    "fs::copy",
    "fs::rename",
    "fs::hard_link",
    "::symlink(",
    "create_dir",
    "DirBuilder",
    "set_permissions",
    "tempfile::",
    "openat(",
    "mkdir",
    // SQLite makes the file unless it is told not to.
    "Connection::open(",
];

/// Keys of the screen by name. Which key does what is known to the screen, and to the texts for it.
const KEYS: [&str; 5] = ["Esc", "Enter", "Ctrl-", "按 ", "Press "];

/// Files below the wording that have sentences, and why.
const SPEAKING: [(&str, &str); 3] = [
    (
        "domain/light.rs",
        "why a light is what it is, in both languages: exports have it in a cell",
    ),
    (
        "import/ledger_sheet/mapping.rs",
        "the comment at the head of the file that it writes",
    ),
    ("views.rs", "the same"),
];

/// Lines of a file, its test modules not counted.
const MOST_LINES: usize = 450;

/// From here on `cargo test --test layout -- --nocapture` names a file.
const WORTH_A_LOOK: usize = 400;

/// A source file: its place below `src`, and its code as numbered lines, without test modules and
/// comments.
struct Source {
    place: String,
    length: usize,
    code: Vec<(usize, String)>,
}

impl Source {
    fn top(&self) -> &str {
        let first = self.place.split('/').next().unwrap_or_default();
        first.trim_end_matches(".rs")
    }

    /// The path of its module: `tui/view/mod.rs` is `tui::view`.
    fn module(&self) -> Vec<&str> {
        let path = self.place.trim_end_matches(".rs").trim_end_matches("/mod");
        path.split('/').collect()
    }
}

/// Every file of `src` that is compiled outside tests.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    let mut tests = Vec::new();
    let mut sources = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        let (length, code, test_modules) = without_tests(&text);
        let folder = match file.file_name().unwrap().to_str().unwrap() {
            "mod.rs" | "lib.rs" | "main.rs" => file.parent().unwrap().to_owned(),
            _ => file.with_extension(""),
        };
        tests.extend(test_modules.into_iter().map(|module| match module {
            TestModule::Named(name) => folder.join(name),
            TestModule::At(path) => file.parent().unwrap().join(path).with_extension(""),
        }));
        let place = file.strip_prefix(&root).unwrap().to_str().unwrap();
        sources.push(Source {
            place: place.to_owned(),
            length,
            code,
        });
    }
    let is_test = |source: &Source| {
        let module = root.join(source.place.trim_end_matches(".rs"));
        tests.iter().any(|test| module.starts_with(test))
    };
    sources.retain(|source| !is_test(source));
    assert!(
        sources.len() > 100,
        "only {} files were found",
        sources.len()
    );
    sources
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

/// A module for tests alone that lies in a file of its own.
enum TestModule {
    Named(String),
    At(String),
}

/// The number of lines without test items, those of them that are code, and the test modules in
/// other files. Counts on rustfmt: an item ends at the brace that stands where it began.
fn without_tests(text: &str) -> (usize, Vec<(usize, String)>, Vec<TestModule>) {
    let mut length = 0;
    let mut code = Vec::new();
    let mut modules = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        if line.trim() == "#[cfg(test)]" {
            let indent = &line[..line.len() - line.trim_start().len()];
            let end = format!("{indent}}}");
            let mut path = None;
            for (_, line) in lines.by_ref() {
                if let Some(named) = line.trim().strip_prefix("#[path = \"") {
                    path = Some(named.trim_end_matches("\"]").to_owned());
                }
                let own = line.strip_prefix(indent).unwrap_or_default();
                let is_one_line = !own.starts_with(' ') && own.ends_with(';');
                if let Some(name) = line.trim().strip_prefix("mod ").filter(|_| is_one_line) {
                    let name = name.trim_end_matches(';').to_owned();
                    modules.push(path.take().map_or(TestModule::Named(name), TestModule::At));
                }
                if is_one_line || line == end {
                    break;
                }
            }
            continue;
        }
        length += 1;
        if !line.trim_start().starts_with("//") {
            code.push((index + 1, line.to_owned()));
        }
    }
    (length, code, modules)
}

fn rank(module: &str) -> Option<u8> {
    RANKS
        .iter()
        .find(|known| known.0 == module)
        .map(|known| known.1)
}

/// The top-level modules a line names through `crate::` or by climbing to the root with `super::`.
fn named(line: &str, depth: usize) -> BTreeSet<String> {
    named_below("crate::", line, depth)
}

/// The modules a line names below `place`, which lies `depth` steps up.
fn named_below(place: &str, line: &str, depth: usize) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let climb = "super::".repeat(depth);
    for root in [place, climb.as_str()] {
        for (at, _) in line.match_indices(root) {
            let before = line[..at].chars().next_back();
            let goes_on = before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':');
            // `$crate::` of a macro names the crate as well.
            if goes_on {
                continue;
            }
            let rest = &line[at + root.len()..];
            match rest.strip_prefix('{') {
                None => found.extend(word(rest)),
                Some(group) => found.extend(heads(group)),
            }
        }
    }
    found
}

/// The first words of the parts of `a::b, c::{d, e}}`.
fn heads(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut heads = Vec::new();
    let mut is_head = true;
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => is_head = true,
            c if is_head && c.is_alphabetic() => {
                heads.extend(word(&group[at..]));
                is_head = false;
            }
            _ => {}
        }
    }
    heads
}

fn word(text: &str) -> Option<String> {
    let end = text
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(text.len());
    (end > 0).then(|| text[..end].to_owned())
}

/// Groups of `use` that rustfmt broke into several lines, as one line each.
fn joined(code: &[(usize, String)]) -> Vec<(usize, String)> {
    let mut whole: Vec<(usize, String)> = Vec::new();
    let mut is_open = false;
    for (number, line) in code {
        match whole.last_mut().filter(|_| is_open) {
            Some((_, use_line)) => use_line.push_str(line.trim()),
            None => whole.push((*number, line.clone())),
        }
        let last = whole.last().map_or("", |(_, line)| line.trim_start());
        let is_use = last.starts_with("use ") || last.starts_with("pub use ");
        is_open = is_use && !last.ends_with(';');
    }
    whole
}

/// Whether a line of code names a crate: the word followed by a path, or used whole.
fn names_crate(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let is_word = !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':');
        let rest = &line[at + name.len()..];
        let is_use = line.trim_start().starts_with("use ") && rest.starts_with([':', ';', ' ']);
        is_word && (rest.starts_with("::") || is_use)
    })
}

#[test]
fn a_module_names_only_lower_ranks_and_never_a_peer() {
    let mut faults = Vec::new();
    for source in sources() {
        let Some(own) = rank(source.top()) else {
            // main.rs, screen.rs and lib.rs stand above all of them.
            assert!(
                !source.place.contains('/'),
                "{}: the module has no rank in tests/layout.rs",
                source.place
            );
            continue;
        };
        let depth = source.module().len();
        for (number, line) in joined(&source.code) {
            for name in named(&line, depth) {
                if name == source.top() {
                    continue;
                }
                match rank(&name) {
                    Some(other) if other < own => {}
                    Some(other) => faults.push(format!(
                        "src/{}:{number}: rank {own} names {name}, rank {other}",
                        source.place
                    )),
                    None => faults.push(format!(
                        "src/{}:{number}: names {name}, which has no rank",
                        source.place
                    )),
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_folder_of_a_module_names_only_itself_and_those_before_it() {
    let mut faults = Vec::new();
    for (module, folders) in FOLDERS {
        let path = format!("crate::{module}::");
        let place_of = |name: &str| folders.iter().position(|folder| *folder == name);
        for source in sources() {
            let above: Vec<&str> = module.split("::").collect();
            let own_path = source.module();
            let below = own_path.strip_prefix(above.as_slice());
            let Some([folder, ..]) = below else {
                continue;
            };
            let own = place_of(folder);
            assert!(
                own.is_some(),
                "{}: no place among {folders:?}",
                source.place
            );
            for (number, line) in joined(&source.code) {
                for name in named_below(&path, &line, source.module().len() - 1) {
                    // What the module shows to others, by whatever name, is beyond all folders.
                    if place_of(&name).is_none_or(|other| Some(other) > own) {
                        faults.push(format!("src/{}:{number}: names {name}", source.place));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn database_terminal_and_argument_crates_stay_in_their_modules() {
    let mut faults = Vec::new();
    for source in sources() {
        for (number, line) in &source.code {
            for (name, keepers) in KEPT_CRATES {
                let module = source.module().join("::");
                let is_kept = |keeper: &&str| {
                    let below = module.strip_prefix(*keeper);
                    below.is_some_and(|below| below.is_empty() || below.starts_with("::"))
                };
                if names_crate(line, name) && !keepers.iter().any(is_kept) {
                    faults.push(format!("src/{}:{number}: names {name}", source.place));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The files of `ledger` that name the store by what it is: what opens one and shows it to others.
const NAME_THE_STORE: [&str; 2] = ["ledger/handle.rs", "ledger/mod.rs"];

#[test]
fn what_stands_above_the_store_knows_it_by_its_traits_only() {
    let mut faults = Vec::new();
    for source in sources() {
        let is_store = source.place.starts_with("ledger/sqlite/");
        if source.top() != "ledger" || is_store || NAME_THE_STORE.contains(&&*source.place) {
            continue;
        }
        for (number, line) in &source.code {
            if line.contains("sqlite::") {
                faults.push(format!("src/{}:{number}: {}", source.place, line.trim()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A store is replaced in days as long as there are no more of them.
const MOST_STORE_METHODS: usize = 25;

#[test]
fn the_traits_of_a_store_stay_few() {
    let sources = sources();
    let is_it = |source: &&Source| source.place == "ledger/store/mod.rs";
    let store = sources.iter().find(is_it).unwrap();
    let (mut methods, mut traits, mut is_inside) = (0, 0, false);
    for (_, line) in &store.code {
        is_inside = match line.as_str() {
            line if line.starts_with("pub trait ") => {
                traits += 1;
                true
            }
            "}" => false,
            _ => is_inside,
        };
        methods += usize::from(is_inside && line.starts_with("    fn "));
    }
    assert_eq!(traits, 3);
    assert!(
        (15..=MOST_STORE_METHODS).contains(&methods),
        "{methods} methods"
    );
}

#[test]
fn nothing_of_the_ledger_is_kept_for_a_thread() {
    let mut faults = Vec::new();
    for source in sources() {
        if !["ledger", "files"].contains(&source.top()) {
            continue;
        }
        for (number, line) in &source.code {
            if line.contains("thread_local!") {
                faults.push(format!("src/{}:{number}", source.place));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn only_the_program_reads_clock_and_environment() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|s| rank(s.top()).is_some()) {
        for (number, line) in &source.code {
            if let Some(name) = WORLD.iter().find(|name| line.contains(**name)) {
                faults.push(format!("src/{}:{number}: {name}", source.place));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn only_the_module_of_files_makes_files() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|s| s.top() != "files") {
        for (number, line) in &source.code {
            if let Some(word) = MAKERS.iter().find(|word| line.contains(**word)) {
                faults.push(format!("src/{}:{number}: {word}", source.place));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Whether a text has a comma between two clauses: it is a sentence, no word that is looked for.
fn is_sentence(text: &str) -> bool {
    let is_han = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
    text.match_indices('，').any(|(at, comma)| {
        let before = text[..at].chars().rev().take_while(|c| is_han(*c));
        let behind = text[at + comma.len()..].chars().take_while(|c| is_han(*c));
        before.count() >= 2 && behind.count() >= 2
    })
}

#[test]
fn what_stands_below_the_wording_has_no_sentence_for_people_and_names_no_key() {
    let mut faults = Vec::new();
    let names_key = |text: &str| KEYS.iter().any(|key| text.contains(key));
    let mut speaking = BTreeSet::new();
    // The sample's texts are data, and those of reports words of single values.
    let is_quiet = |top| {
        let is_below = rank(top).is_some_and(|own| Some(own) < rank("wording"));
        is_below && !["sample", "report"].contains(&top)
    };
    for source in sources().iter().filter(|source| is_quiet(source.top())) {
        let may_speak = SPEAKING.iter().any(|(place, _)| *place == source.place);
        for (number, line) in &source.code {
            for text in line.split('"').skip(1).step_by(2) {
                if is_sentence(text) && may_speak {
                    speaking.insert(source.place.clone());
                } else if is_sentence(text) || names_key(text) {
                    faults.push(format!("src/{}:{number}: {text}", source.place));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(speaking.len(), SPEAKING.len(), "only {speaking:?} speak");
    assert!(is_sentence("没有写年份，日期留空") && !is_sentence("，。；"));
}

#[test]
fn files_are_short() {
    let mut faults = Vec::new();
    for source in sources() {
        if source.length > WORTH_A_LOOK {
            println!("src/{}: {} lines", source.place, source.length);
        }
        if source.length > MOST_LINES {
            faults.push(format!(
                "src/{}: {} lines without tests, at most {MOST_LINES}",
                source.place, source.length
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The name of the type that a line declares for everybody.
fn public_type(line: &str) -> Option<&str> {
    let rest = line.trim().strip_prefix("pub ")?;
    let kinds = ["struct ", "enum ", "trait ", "type "];
    let name = kinds.iter().find_map(|kind| rest.strip_prefix(kind))?;
    name.split(|c: char| !c.is_alphanumeric())
        .next()
        .filter(|name| !name.is_empty())
}

#[test]
fn no_two_public_types_have_one_name() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for source in sources() {
        for name in source.code.iter().filter_map(|(_, line)| public_type(line)) {
            let found = places.entry(name.to_owned()).or_default();
            found.push(format!("src/{}", source.place));
        }
    }
    assert!(places.len() > 300, "the types are not seen");
    let doubled: Vec<String> = places
        .iter()
        .filter(|(_, places)| places.len() > 1)
        .map(|(name, places)| format!("{name}: {}", places.join(", ")))
        .collect();
    assert!(doubled.is_empty(), "{}", doubled.join("\n"));
}

#[test]
fn nothing_is_left_for_later_in_the_source() {
    let marks = ["todo!(", "unimplemented!(", "TODO", "FIXME", "XXX", "dbg!("];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src", "examples", "benches"] {
        if root.join(folder).is_dir() {
            collect(&root.join(folder), &mut files);
        }
    }
    let mut faults = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for (index, line) in text.lines().enumerate() {
            if let Some(mark) = marks.iter().find(|mark| line.contains(**mark)) {
                faults.push(format!("{}:{}: {mark}", file.display(), index + 1));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_reader_of_this_test_sees_groups_climbs_and_test_modules() {
    let both = |line: &str, depth| named(line, depth).into_iter().collect::<Vec<_>>();
    assert_eq!(
        both("use crate::{domain::{Lang, Row}, text::fit};", 2),
        ["domain", "text"]
    );
    assert_eq!(both("    super::super::ledger::open(path)", 2), ["ledger"]);
    assert_eq!(both("use super::ledger;", 2), Vec::<String>::new());
    assert_eq!(both("let x = crate::tui::run(y);", 1), ["tui"]);
    let of_screen = named_below("crate::tui::", "use crate::tui::{view, state::model};", 1);
    assert_eq!(of_screen.into_iter().collect::<Vec<_>>(), ["state", "view"]);
    let text = "use crate::a;\n#[cfg(test)]\nmod tests {\n    use super::b;\n}\nfn c() {}\n\
                #[cfg(test)]\nmod fixture;\n";
    let (length, code, modules) = without_tests(text);
    assert_eq!((length, code.len(), modules.len()), (2, 2, 1));
    assert!(names_crate("    rusqlite::Connection::open()", "rusqlite"));
    assert!(names_crate("use clap::Parser;", "clap"));
    assert!(!names_crate("use clap_mangen::Man;", "clap"));
}
