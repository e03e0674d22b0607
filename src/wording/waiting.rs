//! What is said while others hold the ledger, and of who they are.

use std::time::Duration;

use super::exit::{Exit, Failure};
use super::{fill, texts};
use crate::domain::Lang;
use crate::ledger::Holder;
use crate::text::clean_line;

texts! {
    /// Sentences about waiting.
    WaitTexts {
        process: "进程 {process}({name}，{user})", "process {process} ({name}, {user})";
        stopped: "进程 {process}({name}，{user}，已暂停)", "process {process} ({name}, {user}, stopped)";
        nameless: "文件服务器或其他容器里的程序", "a program of a file server or of another container";
        unknown: "别的程序(系统没有说是哪个)", "another program, which the system does not name";
        waiting: "台账被占用：{who}；正在等待，最多 {n} 秒(--wait 可改)...", "The ledger is held by {who}; waiting for at most {n} seconds (see --wait)...";
        held: "台账被占用：{who}", "The ledger is held by {who}.";
        busy: "等了 {n} 秒，台账仍被占用：{who}", "After {n} seconds the ledger is still held by {who}.";
        busy_hint: "没有写入任何内容；稍后再试，或用 --wait 多等一会", "Nothing was written; try again later, or wait longer with --wait.";
        stopped_hint: "没有写入任何内容；到已暂停的进程那里用 fg 让它继续，或结束它", "Nothing was written; let the stopped process go on (fg in its shell), or end it.";
        saving: "等 {who} 写完台账，之后自动保存...", "waiting for {who}; saved then...";
        reading: "等 {who} 让出台账，之后继续读取...", "waiting for {who}; read then...";
    }
}

/// The holders in words.
fn who(holders: &[Holder], lang: Lang) -> String {
    let t = WaitTexts::of(lang);
    if holders.is_empty() {
        return t.unknown.to_owned();
    }
    let each = holders.iter().map(|holder| match holder.process {
        None => t.nameless.to_owned(),
        Some(process) => {
            let text = if holder.is_stopped {
                t.stopped
            } else {
                t.process
            };
            let (name, user) = (clean_line(&holder.name), clean_line(&holder.user));
            fill(
                text,
                &[("process", &process), ("name", &name), ("user", &user)],
            )
        }
    });
    let each: Vec<String> = each.collect();
    each.join(lang.pick("、", ", "))
}

/// Told once while a command waits.
pub fn told(holders: &[Holder], at_most: Duration, lang: Lang) -> String {
    let values: [(&str, &dyn std::fmt::Display); 2] =
        [("who", &who(holders, lang)), ("n", &at_most.as_secs())];
    fill(WaitTexts::of(lang).waiting, &values)
}

/// Given up, after so long where it is known.
pub fn given_up(holders: &[Holder], waited: Option<Duration>, lang: Lang) -> Failure {
    let t = WaitTexts::of(lang);
    let sentence = match waited {
        None => fill(t.held, &[("who", &who(holders, lang))]),
        Some(waited) => {
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("who", &who(holders, lang)), ("n", &waited.as_secs())];
            fill(t.busy, &values)
        }
    };
    let hint = match holders.iter().any(|holder| holder.is_stopped) {
        true => t.stopped_hint,
        false => t.busy_hint,
    };
    Failure::new(Exit::Stale, sentence, hint)
}

/// On the screen, of a change that is saved later.
pub fn saving(holders: &[Holder], lang: Lang) -> String {
    fill(WaitTexts::of(lang).saving, &[("who", &who(holders, lang))])
}

/// On the screen, of something that is read later.
pub fn reading(holders: &[Holder], lang: Lang) -> String {
    fill(WaitTexts::of(lang).reading, &[("who", &who(holders, lang))])
}
