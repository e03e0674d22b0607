//! The search against nucleo, over the rows of the benchmark's corpus.
//!
//!   cargo bench --bench search                     every figure by itself, with criterion
//!   cargo bench --bench search -- --ratios [N …]   a table: ours, nucleo's, the ratio
//!
//! Below the table the same stands once more for benches/at_scale.py, a line a query, its fields
//! parted by tabs: `measured`, rows, query, ms of nucleo, of the plain engine, of the ledger and of
//! the pinyin that stands for the query, hits of nucleo and of the plain engine, and whether the
//! best scores are those of the plain matcher (`same` or `other`).
//!
//! The corpus (`../shared/tools/gen_corpus.py`) is looked for in the folder DUBAN_BENCH_CORPUS,
//! else in /tmp/bench/corpus; without it nothing is measured.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark that cannot go on has nothing better to do"
)]

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, NaiveDate};
use criterion::Criterion;
use duban::domain::column::{Order, SortKey};
use duban::domain::light::LightRules;
use duban::domain::region::{Named, chain, look_up};
use duban::domain::workday::CalendarEntries;
use duban::domain::{
    Calendar, Lang, Party, Progress, Region, RegionKey, Revision, Role, Row, Sector, Status,
    TaskId, Thresholds,
};
use duban::packed::{Block, BlockNumber, Blocks, Line, NameTable, ROWS};
use duban::search::{
    Compiled, Counting, Index, PlainLines, Query, Scope, Stop, count_facets, search,
};
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use nucleo::pattern::{CaseMatching, Normalization};
use rayon::prelude::*;

/// The queries of `performance.md`, each with what is typed for it in pinyin.
const QUERIES: [(&str, &str); 9] = [
    ("学前", "xueqian"),
    ("李云生", "lys"),
    ("幼儿园建设", "yeyjs"),
    ("教师 培训", "jiaoshi peixun"),
    ("义均优", "yijunyou"),
    ("鼎鬻镬", "dingyuhuo"),
    ("区育教学县", "quyujiaoxuexian"),
    ("学", "xue"),
    ("教育局", "jyj"),
];

const BEST: usize = 200;
const RUNS: usize = 7;

fn corpus(rows: usize) -> Option<Vec<String>> {
    let folder =
        std::env::var("DUBAN_BENCH_CORPUS").map_or("/tmp/bench/corpus".into(), PathBuf::from);
    let file = folder.join(format!("tasks-{rows}.tsv"));
    match std::fs::read_to_string(&file) {
        Ok(text) => Some(text.lines().map(str::to_owned).collect()),
        Err(error) => {
            println!("{}: {error}; nothing measured", file.display());
            None
        }
    }
}

/// A ledger made of the lines: title, leaders, lead unit, region, sector.
struct Ledger {
    index: Index,
    rules: LightRules,
    regions: BTreeMap<RegionKey, Region>,
    changed: HashSet<TaskId>,
}

impl Ledger {
    fn of(lines: &[String]) -> (Ledger, Packed) {
        let rules = LightRules {
            today: NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(),
            calendar: Arc::new(Calendar::new(CalendarEntries::default())),
            thresholds: Thresholds::default(),
        };
        let mut regions = BTreeMap::new();
        let mut keys: BTreeMap<String, RegionKey> = BTreeMap::new();
        let mut key_of = |name: &str| {
            let key = keys
                .entry(name.to_owned())
                .or_insert_with(|| match look_up(name) {
                    Named::One(key) => key,
                    _ => RegionKey::uncoded(name),
                });
            for region in chain(key) {
                regions.insert(region.key.clone(), region);
            }
            key.clone()
        };
        // A block at a time, as the ledger hands them out: what is measured is not the rows.
        let mut names = NameTable::default();
        let packed = lines.chunks(ROWS).zip(0i64..).map(|(lines, number)| {
            let ids = number * 64 + 1..;
            let rows = ids.zip(lines).map(|(id, line)| {
                let row = row(id, line, &mut key_of);
                Line::of(row, &mut |name| Ok::<_, ()>(names.intern(name))).unwrap()
            });
            let rows: Vec<Line> = rows.collect();
            let number = BlockNumber::of(rows[0].id).0;
            (number, Block::of(number, rows).to_bytes())
        });
        let all: Vec<(BlockNumber, Vec<u8>)> = packed.collect();
        let packed = Packed { all, names };
        let before = resident_megabytes();
        let blocks = unpacked(&packed);
        let unpacked = resident_megabytes();
        let index = Index::of_blocks(blocks, &rules);
        println!(
            "  blocks {:.0} MB, with what the index works out {:.0} MB",
            unpacked - before,
            resident_megabytes() - before
        );
        let ledger = Ledger {
            index,
            rules,
            regions,
            changed: HashSet::new(),
        };
        (ledger, packed)
    }
}

/// Blocks as they lie on the disk, with their names.
struct Packed {
    all: Vec<(BlockNumber, Vec<u8>)>,
    names: NameTable,
}

fn unpacked(packed: &Packed) -> Blocks {
    let names = packed.names.len();
    let all = packed.all.iter();
    Blocks {
        names: packed.names.clone(),
        all: all
            .map(|(number, bytes)| Block::from_bytes(*number, bytes, names).unwrap())
            .collect(),
    }
}

fn row(id: i64, line: &str, key_of: &mut impl FnMut(&str) -> RegionKey) -> Row {
    let fields: Vec<&str> = line.split('\t').collect();
    let due =
        NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + chrono::TimeDelta::days(id * 7919 % 1_500);
    Row {
        id: TaskId::new(id).unwrap(),
        revision: Revision::FIRST,
        number: id.to_string(),
        parent: None,
        document: None,
        region: key_of(fields[3]),
        sector: Sector::parse(fields[4]).unwrap_or_default(),
        title: fields[0].to_owned(),
        leaders: fields[1].split_whitespace().map(Party::named).collect(),
        units: vec![
            (Role::LeadUnit, Party::named(fields[2])),
            (
                Role::ResponsibleUnit,
                Party::named(["卫健委", "公安局", "妇联", "编办"][id as usize % 4]),
            ),
        ],
        status: Status::ALL[id as usize % 5],
        progress: u8::try_from(id % 100)
            .ok()
            .and_then(|it| Progress::try_from(it).ok()),
        deadline: Some(due),
        original_deadline: Some(due),
        extended: false,
        standing: false,
        open_due: Some(due),
        has_data: id % 3 != 0,
        updated_at: DateTime::from_timestamp_millis(1_697_000_000_000 + id).unwrap(),
        updated_by: "张敏".to_owned(),
    }
}

/// nucleo with two threads, every line in it.
struct Peer(nucleo::Nucleo<u32>);

impl Peer {
    fn of(lines: &[String]) -> Peer {
        let mut peer = nucleo::Nucleo::new(nucleo::Config::DEFAULT, Arc::new(|| {}), Some(2), 1);
        let injector = peer.injector();
        for (at, line) in (0u32..).zip(lines) {
            injector.push(at, |_, columns| columns[0] = line.as_str().into());
        }
        while peer.tick(10).running {}
        Peer(peer)
    }

    /// From the pattern to the best of what was found.
    fn search(&mut self, query: &str) -> usize {
        let (case, form) = (CaseMatching::Smart, Normalization::Smart);
        self.0.pattern.reparse(0, query, case, form, false);
        while self.0.tick(10).running {}
        let found = self.0.snapshot();
        let hits = found.matched_item_count();
        let best = u32::try_from(BEST).unwrap();
        std::hint::black_box(found.matched_items(0..hits.min(best)).count());
        hits as usize
    }
}

/// Milliseconds of the median run, and the last result; `before` is not timed.
fn timed<T>(mut before: impl FnMut(), mut run: impl FnMut() -> T) -> (f64, T) {
    let mut all = Vec::new();
    let mut last = None;
    for _ in 0..RUNS {
        before();
        let start = Instant::now();
        let result = std::hint::black_box(run());
        all.push(start.elapsed().as_secs_f64() * 1e3);
        last = Some(result);
    }
    all.sort_by(f64::total_cmp);
    (all[RUNS / 2], last.unwrap())
}

/// What the plain matcher says of every whole line: how many hits, and the best scores. A matcher
/// a thread: one for all is locked at every line, and a million lines would take a minute a query.
fn plainly(lines: &[String], query: &str) -> (usize, Vec<i32>) {
    let score = |skim: &mut SkimMatcherV2, line: &String| {
        let words = query.split_whitespace();
        words
            .map(|word| skim.fuzzy_match(line, word))
            .sum::<Option<i64>>()
    };
    let scores = lines.par_iter().map_init(SkimMatcherV2::default, score);
    let mut all: Vec<i64> = scores.flatten().collect();
    all.sort_unstable_by(|a, b| b.cmp(a));
    let best = all
        .iter()
        .take(BEST)
        .map(|score| i32::try_from(*score).unwrap());
    (all.len(), best.collect())
}

fn resident_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: f64 = status
        .split(' ')
        .nth(1)
        .and_then(|it| it.parse().ok())
        .unwrap_or(0.0);
    pages * 4096.0 / 1e6
}

/// The table.
fn ratios(rows: usize) {
    let Some(lines) = corpus(rows) else { return };
    println!("\n{rows} rows");
    let (ledger, packed) = Ledger::of(&lines);
    let waiting = std::cell::RefCell::new(Blocks::default());
    let unpack = || *waiting.borrow_mut() = unpacked(&packed);
    let (build, _) = timed(unpack, || Index::of_blocks(waiting.take(), &ledger.rules));
    println!("  of_blocks          {build:9.3} ms");
    the_rest(&ledger, &packed);
    let plain = PlainLines::of(lines.iter().map(String::as_str));
    let mut peer = Peer::of(&lines);
    println!(
        "  {:<18} {:>9} {:>9} {:>7} {:>8}  {:>9} {:>7}  {:>16} {:>9} {:>7}",
        "query", "nucleo", "plain", "ratio", "hits", "ledger", "ratio", "pinyin", "ms", "ratio"
    );
    let (mut plain_ratios, mut own_ratios) = (Vec::new(), Vec::new());
    let mut measured = Vec::new();
    for (query, pinyin) in QUERIES {
        // Its last pattern is taken back before each run, so that it does not narrow.
        let peer = std::cell::RefCell::new(&mut peer);
        let clear = || {
            peer.borrow_mut().search("");
        };
        let (theirs, hits) = timed(clear, || peer.borrow_mut().search(query));
        let (ours, answer) = timed(|| (), || plain.search(query, BEST, &Stop::NEVER).unwrap());
        let own = |text: &str| {
            let query = Query::parse(text).unwrap();
            let documents = BTreeMap::new();
            let scope = Scope {
                rules: &ledger.rules,
                regions: &ledger.regions,
                documents: &documents,
                changed: &ledger.changed,
                me: "",
            };
            timed(
                || (),
                || {
                    let answer = search(
                        &ledger.index,
                        &Compiled::new(&query, &scope),
                        &scope,
                        None,
                        &Stop::NEVER,
                    )
                    .unwrap();
                    (answer.best(&ledger.index, BEST).len(), answer.hits().len())
                },
            )
        };
        let (of_ledger, _) = own(query);
        let (by_sound, _) = own(pinyin);
        let (plain_hits, scores) = plainly(&lines, query);
        let same =
            plain_hits == answer.hits && answer.best.iter().map(|(score, _)| *score).eq(scores);
        plain_ratios.push(ours / theirs);
        own_ratios.push(of_ledger / theirs);
        println!(
            "  {:<18} {theirs:9.3} {ours:9.3} {:7.4} {:>8}{} {of_ledger:9.3} {:7.4}  {pinyin:>16} {by_sound:9.3} {:7.4}",
            query,
            ours / theirs,
            answer.hits,
            if same && hits == answer.hits {
                '='
            } else {
                '!'
            },
            of_ledger / theirs,
            by_sound / theirs
        );
        measured.push(format!(
            "measured\t{rows}\t{query}\t{theirs:.4}\t{ours:.4}\t{of_ledger:.4}\t{by_sound:.4}\t{hits}\t{}\t{}",
            answer.hits,
            if same { "same" } else { "other" }
        ));
    }
    for (name, mut all) in [("plain", plain_ratios), ("ledger", own_ratios)] {
        all.sort_by(f64::total_cmp);
        println!(
            "  {name}: worst {:.4}, median {:.4}",
            all[all.len() - 1],
            all[all.len() / 2]
        );
    }
    measured.iter().for_each(|line| println!("{line}"));
}

/// What else the screen waits for.
fn the_rest(ledger: &Ledger, packed: &Packed) {
    let documents = BTreeMap::new();
    let scope = Scope {
        rules: &ledger.rules,
        regions: &ledger.regions,
        documents: &documents,
        changed: &ledger.changed,
        me: "",
    };
    let mut changed = Index::of_blocks(unpacked(packed), &ledger.rules);
    let (middle, _) = packed.all[packed.all.len() / 2];
    let block = unpacked(packed).only([middle]);
    let (put, _) = timed(|| (), || changed.put(&block));
    drop(changed);
    let order = Order {
        keys: vec![(SortKey::Region, false), (SortKey::Number, false)],
    };
    let (arranged, _) = timed(
        || (),
        || ledger.index.arranged(&order, &Stop::NEVER).unwrap().len(),
    );
    let counts = |text: &str| {
        let query = Query::parse(text).unwrap();
        let compiled = Compiled::new(&query, &scope);
        let counting = Counting {
            index: &ledger.index,
            query: &query,
            compiled: &compiled,
            scope: &scope,
            text: None,
            answer: None,
        };
        let run = || count_facets(&counting, Lang::Zh, &Stop::NEVER);
        timed(|| (), || run().unwrap().len()).0
    };
    let ranked = |text: &str| {
        let query = Query::parse(text).unwrap();
        let answer = search(
            &ledger.index,
            &Compiled::new(&query, &scope),
            &scope,
            None,
            &Stop::NEVER,
        )
        .unwrap();
        timed(|| (), || answer.best(&ledger.index, usize::MAX).len()).0
    };
    println!("  put a block        {put:9.3} ms");
    println!("  by region, number  {arranged:9.3} ms");
    println!(
        "  count facets       {:9.3} ms, under 教育 {:.3} ms, under 学 教育局 {:.3} ms",
        counts(""),
        counts("教育"),
        counts("学 教育局")
    );
    println!("  all of 教育 ranked {:9.3} ms", ranked("教育"));
}

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|it| it != "--bench");
    if arguments.any(|it| it == "--ratios") {
        let sizes: Vec<usize> = arguments.filter_map(|it| it.parse().ok()).collect();
        let sizes = if sizes.is_empty() {
            vec![10_000, 100_000]
        } else {
            sizes
        };
        sizes.into_iter().for_each(ratios);
        return;
    }
    let Some(lines) = corpus(10_000) else { return };
    let (ledger, _) = Ledger::of(&lines);
    let plain = PlainLines::of(lines.iter().map(String::as_str));
    let documents = BTreeMap::new();
    let scope = Scope {
        rules: &ledger.rules,
        regions: &ledger.regions,
        documents: &documents,
        changed: &ledger.changed,
        me: "",
    };
    let mut criterion = Criterion::default().configure_from_args();
    for (query, pinyin) in QUERIES {
        let run = |text: &str| {
            let query = Query::parse(text).unwrap();
            search(
                &ledger.index,
                &Compiled::new(&query, &scope),
                &scope,
                None,
                &Stop::NEVER,
            )
            .unwrap()
        };
        criterion.bench_function(&format!("plain {query}"), |bench| {
            bench.iter(|| plain.search(query, BEST, &Stop::NEVER));
        });
        criterion.bench_function(&format!("ledger {query}"), |bench| {
            bench.iter(|| run(query))
        });
        criterion.bench_function(&format!("ledger {pinyin}"), |bench| {
            bench.iter(|| run(pinyin))
        });
    }
    criterion.final_summary();
}
