//! The words for a ledger whose files are not what they should be, and for a clock that is not.

use chrono::{Datelike, TimeDelta};

use super::exit::{Exit, Failure};
use super::{audit, damage, fill, foreign, texts};
use crate::domain::Lang;
use crate::ledger::{Doubt, LedgerError, Replacement};

texts! {
    /// Files taken away, exchanged, left behind; clocks behind.
    FileTexts {
        replaced: "台账文件已被换掉或删除：{path} {what}，这里不再写入", "The ledger was taken away or replaced: {path} {what}; nothing more is written here.";
        elsewhere: "现在指向另一个文件(它或它所在的文件夹是链接)，原来的台账还在原处，已记入的都在里面", "leads to another file now (it or a folder on the way is a link); the ledger opened here lies where it lay, with all that was recorded in it";
        replaced_hint: "请退出，看看那里现在是什么：文件或文件夹若被移走或改名，请移回原处，或用 --ledger 指到新位置；需要时用 duban restore 恢复，再重新启动", "Leave and look what is there now: if the file or its folder was moved or renamed, move it back, or name its new place with --ledger; bring the ledger back with duban restore if need be, and start again.";
        gone: "已不在原处", "is not there any more";
        other: "现在是另一个文件", "is another file now";
        log_gone: "的日志(-wal 或 -shm)被删掉了", "has lost its log (-wal or -shm)";
        log_other: "的日志(-wal 或 -shm)换成了别的", "has another log (-wal or -shm) beside it";
        log_cut: "的日志(-wal)被截短了", "has a log (-wal) that was cut off";
        overwritten: "被别的程序整个覆盖了", "was copied over by another program";
        log_taken: "台账 {path} 的日志(-wal 或 -shm)被删掉了，而进程 {processes} 还开着它：只读打开，最近的更改可能看不到", "The log of {path} (-wal or -shm) was taken away while process {processes} has it open: it is opened for reading, and the last changes may not show.";
        log_taken_hint: "先退出那些程序，它们会把日志里的内容写回，然后重试", "Leave those programs, which moves what they recorded into the ledger, and try again.";
        exchanged: "台账文件 {path} 被换过，进程 {processes} 还开着原来的：只读打开", "{path} was exchanged while process {processes} has the former one open: it is opened for reading.";
        exchanged_hint: "先退出那些程序；再看这个文件是不是要用的，需要时用 duban restore 恢复", "Leave those programs; then see whether this file is the right one, and bring the ledger back with duban restore if need be.";
        log_is_link: "{side} 是符号链接，台账的日志不能是链接：只读打开，它指到的内容没有算进来", "{side} is a symbolic link, which the log of a ledger cannot be: the ledger is opened for reading, without what the link leads to.";
        log_is_link_hint: "看它指到哪里：那里若有这份台账的日志，把那个文件移到 {side} 的位置；否则删掉这个链接", "See where it leads: if the log of this ledger lies there, move that file to the place of {side}; else remove the link.";
        log_shared: "{side} 是硬链接，还有别的名字，可能同时是另一份台账的日志(开着它的进程：{processes})：只读打开，日志里的内容没有算进来", "{side} is a hard link: it has another name and may be the log of another ledger as well (open in process {processes}). The ledger is opened for reading, without what is in the log.";
        nobody: "没有", "none";
        log_shared_hint: "先退出那些程序；用 find -samefile {side} 找到另一个名字：这里的若是多出来的，把 {path}-wal 和 {path}-shm 移到别处，再用 duban audit 核对", "Leave those programs; find -samefile {side} shows the other name. If those here are the surplus ones, move {path}-wal and {path}-shm elsewhere, then look with duban audit.";
        second_name: "台账 {path} 是硬链接，进程 {processes} 正用它的另一个名字开着它，各记各的日志：只读打开", "{path} is a hard link, and process {processes} has it open under its other name, with a log of its own: it is opened for reading.";
        second_name_hint: "先退出那些程序，它们会把日志里的内容写回；然后只留一个名字(find -samefile {path} 列出全部)", "Leave those programs, which moves what they recorded into the ledger; then keep one name only (find -samefile {path} lists them all).";
        log_of_another: "{path} 旁边留下的日志(-wal)不是这个台账的：只读打开，日志里的内容没有算进来", "The log (-wal) left beside {path} is not this ledger's: it is opened for reading, without what is in the log.";
        log_of_another_hint: "台账文件可能被换过：用 duban restore 恢复，日志里接得上的留痕可先用 duban audit --salvage 取出；确认这个文件就是要用的，就把 {path}-wal 和 {path}-shm 移到别处", "The ledger may have been exchanged: bring it back with duban restore, and take out the entries of the log that follow with duban audit --salvage before; if this file is the right one, move {path}-wal and {path}-shm elsewhere.";
        log_broken: "{path} 的日志(-wal)坏了：最后写入的更改读不出来，只读打开，日志里的内容没有算进来", "The log (-wal) of {path} is damaged: the last changes in it cannot be read. It is opened for reading, without what is in the log.";
        log_broken_hint: "先用 duban audit --salvage FILE 取出还读得出的留痕，再用 duban restore FILE 放回；它会说缺了哪些", "Take out the entries that can still be read with duban audit --salvage FILE, which tells what is missing, then put them in its place with duban restore FILE.";
        log_lost: "{path} 的日志(-wal)不见了，只剩 -shm：最后写入的更改可能已经丢失，只读打开", "The log (-wal) of {path} is gone and its -shm is still there: the last changes may be lost. It is opened for reading.";
        log_lost_hint: "用 duban audit 核对，需要时用 duban restore 恢复；确认没有问题，就删除 {path}-shm", "Look with duban audit, bring the ledger back with duban restore if need be; if all is well, remove {path}-shm.";
        tail: "台账 {path} 已损坏，只读打开：{why}", "{path} is damaged and opened for reading: {why}.";
        shape: "台账 {path} 已损坏，只读打开：{what}", "{path} is damaged and opened for reading: {what}.";
        shape_more: "{what} 等 {n} 处", "{what} and others, {n} in all";
        tail_hint: "用 duban audit 查看；留痕完好时 duban audit --rebuild 按留痕修复，否则用 duban restore 从备份恢复", "Look with duban audit; duban audit --rebuild mends it where the trail is whole, else go back to a backup with duban restore.";
        misfit: "台账的内容和留痕对不上，没有写入({why})", "The ledger does not fit its trail; nothing was written ({why}).";
        no_locks: "{path} 在 {kind} 上，这种文件系统不保证文件锁，多人写入会互相覆盖：没有打开", "{path} is on {kind}, which keeps no locks between programs, so that people write over each other: it was not opened.";
        no_locks_hint: "把台账放到本机磁盘；只看可用 --read-only；确定只有一台机器上的一个程序使用时，才加 --force-filesystem", "Keep the ledger on a disk of this machine; --read-only reads it; only where one program on one machine uses it, add --force-filesystem.";
        few_files: "允许同时打开的文件太少(上限 {n})，打不开台账", "Too few files may be open at once (no more than {n}) to open the ledger.";
        few_files_hint: "台账没有问题；用 ulimit -n 64 调大上限，或请管理员修改", "Nothing is wrong with the ledger; raise the limit with ulimit -n 64, or ask the administrator to.";
        clock_behind: "本机时间比最后一条留痕早 {time}，新留痕按那一条的时间记；请校准时间", "This machine's clock is {time} behind the last entry; new entries take that one's time. Set the clock.";
        clock_ahead: "这一次的时间比上一条留痕晚 {time}：本机时钟若不对，请校准，以后的留痕都不会早于它", "This was recorded {time} after the entry before it: if this machine's clock is wrong, set it, for no later entry is earlier.";
        clock_impossible: "本机时钟是 {year} 年，没有写入", "This machine's clock says the year {year}; nothing was recorded.";
        clock_impossible_hint: "请先校准本机时间：留痕的时间只往前走，记进去就改不回来", "Set the clock first: the time of the trail only goes forward, and what is recorded stays.";
        minutes: "{n} 分钟", "{n} minutes";
        hours: "{n} 小时", "{n} hours";
        days: "{n} 天", "{n} days";
    }
}

/// What is wrong with the files of a ledger; nothing for other errors.
pub fn of_files(error: &LedgerError, lang: Lang) -> Option<Failure> {
    let t = FileTexts::of(lang);
    let failed = |sentence: String, hint: &str| Some(Failure::new(Exit::Failed, sentence, hint));
    match error {
        LedgerError::Replaced { path, how } => {
            let what = match how {
                Replacement::Gone => t.gone,
                Replacement::Other => t.other,
                Replacement::LogGone => t.log_gone,
                Replacement::LogOther => t.log_other,
                Replacement::LogCut => t.log_cut,
                Replacement::Overwritten => t.overwritten,
                Replacement::Elsewhere => t.elsewhere,
            };
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("path", &path.display()), ("what", &what)];
            failed(fill(t.replaced, &values), t.replaced_hint)
        }
        LedgerError::Doubtful { path, doubt } => {
            let (sentence, hint) = of_doubt(doubt, lang);
            let side = match doubt {
                Doubt::LogIsLink(side) | Doubt::LogShared(side, _) => side.display().to_string(),
                _ => String::new(),
            };
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("path", &path.display()), ("side", &side)];
            failed(fill(&sentence, &values), &fill(hint, &values))
        }
        LedgerError::NoLocks { path, kind } => failed(
            fill(t.no_locks, &[("path", &path.display()), ("kind", kind)]),
            t.no_locks_hint,
        ),
        LedgerError::FewFiles(most) => failed(fill(t.few_files, &[("n", most)]), t.few_files_hint),
        LedgerError::Clock(time) => failed(
            fill(t.clock_impossible, &[("year", &time.year())]),
            t.clock_impossible_hint,
        ),
        LedgerError::Misfit(why) => failed(
            fill(t.misfit, &[("why", &foreign::told(why, lang))]),
            t.tail_hint,
        ),
        _ => None,
    }
}

/// Why a ledger is only read, in a line of the screen.
pub fn of_doubt_short(error: &LedgerError, lang: Lang) -> Option<String> {
    let LedgerError::Doubtful { path, doubt } = error else {
        return None;
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let side = match doubt {
        Doubt::LogIsLink(side) | Doubt::LogShared(side, _) => side.file_name(),
        _ => None,
    };
    let side = side.unwrap_or_default().to_string_lossy();
    let sentence = of_doubt(doubt, lang).0;
    Some(fill(&sentence, &[("path", &name), ("side", &side)]))
}

fn of_doubt(doubt: &Doubt, lang: Lang) -> (String, &'static str) {
    let t = FileTexts::of(lang);
    let with = |text: &str, processes: &[u32]| {
        let numbers: Vec<String> = processes.iter().map(u32::to_string).collect();
        fill(text, &[("processes", &numbers.join(", "))])
    };
    match doubt {
        Doubt::LogTaken(by) => (with(t.log_taken, by), t.log_taken_hint),
        Doubt::LedgerExchanged(by) => (with(t.exchanged, by), t.exchanged_hint),
        Doubt::LogIsLink(_) => (t.log_is_link.to_owned(), t.log_is_link_hint),
        Doubt::LogShared(_, by) if by.is_empty() => {
            let nobody = [("processes", &t.nobody as &dyn std::fmt::Display)];
            (fill(t.log_shared, &nobody), t.log_shared_hint)
        }
        Doubt::LogShared(_, by) => (with(t.log_shared, by), t.log_shared_hint),
        Doubt::SecondName(by) => (with(t.second_name, by), t.second_name_hint),
        Doubt::LogOfAnother => (t.log_of_another.to_owned(), t.log_of_another_hint),
        Doubt::LogLost => (t.log_lost.to_owned(), t.log_lost_hint),
        Doubt::LogBroken => (t.log_broken.to_owned(), t.log_broken_hint),
        Doubt::Shape(found) => {
            let what = found.first().map(|first| audit::misshapen(first, lang));
            let what = what.unwrap_or_default();
            let what = match found.len() {
                n if n > 1 => fill(t.shape_more, &[("what", &what), ("n", &n)]),
                _ => what,
            };
            (fill(t.shape, &[("what", &what)]), t.tail_hint)
        }
        Doubt::Tail(fault) => {
            let sentence = fill(t.tail, &[("why", &damage::of_tail(fault, lang))]);
            (sentence, t.tail_hint)
        }
    }
}

/// That the clock is behind the trail.
pub fn of_clock(behind: TimeDelta, lang: Lang) -> String {
    let text = FileTexts::of(lang).clock_behind;
    fill(text, &[("time", &length_of(behind, lang))])
}

/// That the clock was far ahead of the trail when something was recorded.
pub fn of_clock_ahead(ahead: TimeDelta, lang: Lang) -> String {
    let text = FileTexts::of(lang).clock_ahead;
    fill(text, &[("time", &length_of(ahead, lang))])
}

/// A length of time in its largest unit.
fn length_of(time: TimeDelta, lang: Lang) -> String {
    let t = FileTexts::of(lang);
    let (text, n) = match time {
        some if some < TimeDelta::hours(2) => (t.minutes, some.num_minutes()),
        some if some < TimeDelta::days(2) => (t.hours, some.num_hours()),
        some => (t.days, some.num_days()),
    };
    fill(text, &[("n", &n)])
}
