//! temporary
use duban::*;
use std::sync::Arc;
fn main() {
    let path = std::path::PathBuf::from(std::env::args().nth(1).unwrap_or("/tmp/l.db".into()));
    let actor = domain::Actor {
        user: "张敏".into(),
        host: "ssh".into(),
        session: std::process::id().to_string(),
    };
    if !path.exists() {
        let a = actor.clone();
        ledger::create(&path, |l| {
            l.take_in(
                &a,
                chrono::Utc::now(),
                &sample::plans(),
                &ledger::IntakeOptions::default(),
            )?;
            Ok(())
        })
        .unwrap();
    }
    let caps = tui::terminal::examine(|k| std::env::var(k).ok(), tui::terminal::is_tty()).unwrap();
    let start = tui::Start {
        ledger: Some(ledger::open(&path, ledger::Access::Write).unwrap()),
        path,
        is_demo: false,
        actor,
        lang: domain::Lang::Zh,
        keymap: tui::keymap(&Default::default(), domain::Lang::Zh).unwrap(),
        ascii: false,
        columns: vec![],
        order: None,
        rules: domain::light::LightRules {
            today: chrono::Utc::now().date_naive(),
            calendar: sample::calendar(),
            thresholds: Default::default(),
        },
        is_day_fixed: false,
        as_of: None,
        clock: Arc::new(chrono::Utc::now),
        make: Arc::new(|_| Err("x".into())),
        export: Arc::new(|_, _, _| Err("y".into())),
        place_file: None,
    };
    let code = tui::run(start, &caps).unwrap();
    std::process::exit(code);
}
