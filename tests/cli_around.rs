//! Help, languages, completions, manual, doctor, screens.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use common::Desk;

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
