//! Help, languages, completions, manual, doctor, screens.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use common::{Desk, skipped::skipped};

#[test]
fn help_is_there_in_both_languages_with_the_exit_codes_and_needs_no_ledger() {
    let desk = Desk::bare();
    let zh = desk.run(&["--help"]).came_to(0).out;
    assert!(zh.contains("用法") && zh.contains("退出码") && zh.contains("台账"));
    let en = desk.run(&["--help", "--lang", "en"]).came_to(0).out;
    assert!(en.contains("Usage") && en.contains("Exit codes") && !en.contains('台'));
    for verb in [
        "demo",
        "init",
        "list",
        "show",
        "add",
        "update",
        "import",
        "export",
        "report",
        "stats",
        "history",
        "undo",
        "redo",
        "audit",
        "backup",
        "doctor",
        "completions",
        "man",
    ] {
        assert!(zh.contains(&format!("  {verb} ")), "{verb}");
        let own = desk.run(&[verb, "--help", "--lang", "en"]).came_to(0).out;
        assert!(own.contains(&format!("duban {verb}")), "{own}");
        assert!(own.contains("--ledger") && !own.contains('台'), "{own}");
    }
    let version = desk.run(&["--version"]).came_to(0).out;
    assert_eq!(
        version.trim(),
        format!("duban {}", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn global_flags_stand_before_or_after_the_verb() {
    let desk = Desk::bare();
    let ledger = desk.text_path("other.db");
    desk.run(&["--ledger", &ledger, "init"]).came_to(0);
    desk.run(&["list", "--ledger", &ledger]).came_to(0);
    desk.run(&[
        "--lang",
        "en",
        "list",
        "--ledger",
        &ledger,
        "--today",
        "2024-01-01",
    ])
    .came_to(0);
}

#[test]
fn completions_and_the_manual_are_printed_without_a_ledger() {
    let desk = Desk::bare();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(
            desk.run(&["completions", shell])
                .came_to(0)
                .out
                .contains("import")
        );
    }
    let page = desk.run(&["man", "--lang", "en"]).came_to(0).out;
    assert!(page.contains(".TH duban") && page.contains("read\\-only"));
}

/// A small disk in memory, filled to its last byte after `prepare`; `None` where none can be mounted.
struct FullDisk(tempfile::TempDir);

impl FullDisk {
    fn after(prepare: impl FnOnce(&std::path::Path)) -> Option<FullDisk> {
        use std::io::Write;
        let folder = tempfile::tempdir().unwrap();
        let mut mount = std::process::Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=3m", "tmpfs"]);
        let mounted = mount.arg(folder.path()).output();
        if !mounted.is_ok_and(|answer| answer.status.success()) {
            skipped("no leave to mount a tmpfs");
            return None;
        }
        let disk = FullDisk(folder);
        prepare(disk.0.path());
        let mut file = std::fs::File::create(disk.0.path().join("别人的文件")).unwrap();
        for size in [4_096, 1] {
            while file.write_all(&vec![b'x'; size]).is_ok() {}
        }
        Some(disk)
    }
}

impl Drop for FullDisk {
    fn drop(&mut self) {
        let mut unmount = std::process::Command::new("umount");
        let _ = unmount.arg("-l").arg(self.0.path()).status();
    }
}

#[test]
fn the_doctor_says_that_the_disk_is_full_and_not_that_the_ledger_is_read_only() {
    let desk = Desk::bare();
    let at = |folder: &std::path::Path| folder.join("ledger.db").to_str().unwrap().to_owned();
    let disk = FullDisk::after(|folder| {
        desk.run(&["--ledger", &at(folder), "init"]).came_to(0);
    });
    let Some(disk) = disk else { return };
    let ran = desk
        .run(&["--ledger", &at(disk.0.path()), "doctor"])
        .came_to(1);
    let said = &ran.out;
    assert!(
        said.contains("磁盘已满") && !said.contains("只读"),
        "{said}"
    );
}

#[test]
fn the_doctor_tells_in_words_what_is_well_doubtful_and_bad() {
    let desk = Desk::bare();
    let ran = desk.run(&["doctor"]).came_to(0);
    assert!(ran.out.contains("注意") && ran.out.contains("duban init"));
    desk.run(&["init", "--sample"]).came_to(0);
    let ran = desk
        .run(&["doctor", "--lang", "en", "--today", "2040-01-01"])
        .came_to(0);
    assert!(
        ran.out.contains("ok ") && ran.out.contains("calendar of 2040 is missing"),
        "{}",
        ran.out
    );
    std::fs::write(desk.path("ledger.db"), "nonsense, nonsense").unwrap();
    let ran = desk.run(&["doctor"]).came_to(1);
    assert!(ran.out.contains("有误"));
}

#[test]
fn the_reference_speaks_of_every_verb() {
    let text = duban::cli::reference(duban::domain::Lang::En);
    assert!(text.contains("### `duban list <QUERY>`") && text.contains("- `--read-only`"));
}

#[test]
fn the_zone_of_the_machine_changes_no_day_and_no_order() {
    let desk = Desk::sample();
    desk.run(&["update", "4", "--status", "assigned"])
        .came_to(0);
    let seen = |zone: Option<&str>, args: &[&str]| {
        let mut command = desk.command();
        match zone {
            Some(zone) => command.env("TZ", zone),
            None => command.env_remove("TZ"),
        };
        let output = command.args(args).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    // The day turns at midnight in Shanghai, whatever the server's zone and its summer time.
    let lists: [&[&str]; 3] = [
        &["history", "--format", "json", "--limit", "3"],
        &["list", "--format", "json", "--limit", "40"],
        &[
            "list",
            "--as-of",
            "2100-01-01",
            "--format",
            "json",
            "--limit",
            "5",
        ],
    ];
    for args in lists {
        let here = seen(None, args);
        for zone in [
            "UTC",
            "America/New_York",
            "Pacific/Kiritimati",
            "Nowhere/Odd",
        ] {
            assert_eq!(seen(Some(zone), args), here, "{zone} {args:?}");
        }
    }
}
