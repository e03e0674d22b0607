//! What was saved of a ledger whose files were taken away, in words.

use super::exit::Failure;
use super::{failure, fill, texts};
use crate::domain::Lang;
use crate::ledger::{KeptBeside, LedgerError, Replacement, Rescue};

texts! {
    /// What became of an open ledger whose files were taken away or exchanged.
    RescueTexts {
        replaced_short: "台账文件已被换掉或删除，请退出：{what}{saved}", "the ledger was taken away or replaced, leave: {what}{saved}";
        gone_short: "不在原处", "not there";
        other_short: "换成了别的文件", "another file";
        log_gone_short: "日志被删掉", "log removed";
        log_other_short: "换成了别的日志", "another log";
        log_cut_short: "日志被截短", "log cut off";
        elsewhere_short: "指向了别的文件", "leads elsewhere";
        overwritten_short: "被整个覆盖", "copied over";
        put_back_short: "；记下的都已写回", "; all that was recorded is in it";
        kept_short: "；记下的都已另存为 {name}", "; all is kept as {name}";
        kept_log_short: "；日志已另存为 {name}", "; its log is kept as {name}";
        not_kept_short: "；没能另存", "; it could not be kept";
        put_back: "日志里的内容已写回台账文件", "What was in the log was moved into the ledger.";
        kept: "这里记下的全部内容已另存为 {path}", "All that was recorded here was kept as {path}.";
        kept_log: "最近记下的还在日志里，已另存为 {path}；把最近的备份复制成 {base}，再用 duban --ledger {base} audit --salvage 新文件 取出接得上的留痕", "What was recorded last is in the log, which was kept as {path}. Copy the last backup to {base}, and duban --ledger {base} audit --salvage NEW takes out the entries that follow from it.";
        beside: "{hint}。旁边有这些台账文件：{names}；先用 duban restore {first} --dry-run 看恢复会怎样", "{hint} Ledgers that lie beside it: {names}. See what restoring would mean with duban restore {first} --dry-run.";
        between: "，", ", ";
        beside_more: "{names} 等 {n} 个", "{names} and others, {n} in all";
        not_kept: "没能把这里记下的内容另存：{why}", "What was recorded here could not be kept: {why}";
    }
}

/// So many files are named.
const NAMED: usize = 3;

/// A failure whose hint names what lies beside the ledger that it could be restored from.
pub fn with_kept(mut failure: Failure, kept: &KeptBeside, lang: Lang) -> Failure {
    let t = RescueTexts::of(lang);
    let all: Vec<String> = kept.all().map(|path| path.display().to_string()).collect();
    let Some(first) = all.first() else {
        return failure;
    };
    let named: Vec<&str> = all.iter().take(NAMED).map(String::as_str).collect();
    let names = named.join(t.between);
    let names = match all.len() {
        n if n > NAMED => fill(t.beside_more, &[("names", &names), ("n", &n)]),
        _ => names,
    };
    let values: [(&str, &dyn std::fmt::Display); 3] =
        [("hint", &failure.hint), ("names", &names), ("first", first)];
    failure.hint = fill(t.beside, &values);
    failure
}

/// What became of the files of an open ledger, in a line of the screen, with what was saved; everything is said when it is left.
pub fn of_replaced_short(
    how: Replacement,
    saved: &Result<Rescue, LedgerError>,
    lang: Lang,
) -> String {
    let t = RescueTexts::of(lang);
    let what = match how {
        Replacement::Gone => t.gone_short,
        Replacement::Other => t.other_short,
        Replacement::LogGone => t.log_gone_short,
        Replacement::LogOther => t.log_other_short,
        Replacement::LogCut => t.log_cut_short,
        Replacement::Overwritten => t.overwritten_short,
        Replacement::Elsewhere => t.elsewhere_short,
    };
    let saved = match saved {
        Ok(Rescue::NotNeeded) => String::new(),
        Ok(Rescue::PutBack) => t.put_back_short.to_owned(),
        Ok(Rescue::Kept(path)) => {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            fill(t.kept_short, &[("name", &name)])
        }
        Ok(Rescue::KeptLog(path)) => {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            fill(t.kept_log_short, &[("name", &name)])
        }
        Err(_) => t.not_kept_short.to_owned(),
    };
    fill(t.replaced_short, &[("what", &what), ("saved", &saved)])
}

/// What was saved of a ledger whose files were taken away; empty where nothing had to be.
pub fn of_rescue(done: &Result<Rescue, LedgerError>, lang: Lang) -> String {
    let t = RescueTexts::of(lang);
    match done {
        Ok(Rescue::NotNeeded) => String::new(),
        Ok(Rescue::PutBack) => t.put_back.to_owned(),
        Ok(Rescue::Kept(path)) => fill(t.kept, &[("path", &path.display())]),
        Ok(Rescue::KeptLog(path)) => {
            let shown = path.to_string_lossy();
            let base = shown.strip_suffix("-wal").unwrap_or(&shown);
            fill(t.kept_log, &[("path", &shown), ("base", &base)])
        }
        Err(error) => {
            let why = failure::of_ledger(error, lang).sentence;
            fill(t.not_kept, &[("why", &why)])
        }
    }
}
