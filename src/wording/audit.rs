//! What an audit found, in words.

use super::{damage, fill, foreign, texts};
use crate::domain::Lang;
use crate::domain::fold::FoldError;
use crate::ledger::{ComparedPart, EntryFault, Flaw, Misshapen, Problem};

texts! {
    /// Sentences about a ledger that is not what its entries say.
    AuditTexts {
        integrity: "SQLite 自检：{why}", "SQLite's own check: {why}";
        entry: "第 {entry} 条留痕：{why}", "entry {entry}: {why}";
        entry_missing: "缺失", "it is missing";
        entry_column: "第 {column} 列的类型不对", "column {column} is of a wrong type";
        entry_hash: "与哈希不符", "the hash does not fit";
        entry_unreadable: "读不出：{why}", "it cannot be read: {why}";
        no_such_task: "所改的任务 {task} 当时不在台账里", "it changes task {task}, which is not in the ledger at that point";
        task_exists: "任务 {task} 登记了两次", "it registers task {task} a second time";
        misplaced: "字段 {field} 与所属对象不符", "field {field} does not go with its subject";
        wrong_old: "所记的原值({field})与当时不符", "its old {field} is not what stood there";
        bad_value: "值不对：{why}", "a value that cannot be: {why}";
        cut: "缺第 {first} 到 {last} 条留痕", "entries {first} to {last} are missing";
        piece_missing: "缺少{piece} {name}", "{piece} {name} is missing";
        piece_altered: "{piece} {name} 被改过", "{piece} {name} is not as it was made";
        piece_strange: "多出{piece} {name}", "{piece} {name} is none of duban's";
        table: "表 {table} 读不出：{why}", "table {table} cannot be read: {why}";
        differs: "{subject} {name} 与留痕不符", "{subject} {name} is not what its entries say";
        opening_differs: "首页列表与留痕不符", "the list of the first page is not what the entries say";
        repaired: "{subject} {n} 项", "{subject}: {n}";
        between: "，", ", ";
        region: "地区", "region";
        document: "文件", "source document";
        task: "任务", "task";
        batch: "批次", "batch";
        rows: "清单分块", "list block";
        marks: "用字分块", "letter block";
        opening: "首页列表", "the list of the first page";
        names: "名称", "name";
        totals: "校验总数", "total";
        index: "索引", "index";
        whole_table: "表", "table";
        trigger: "触发器", "trigger";
        more: "另有 {n} 处", "and {n} more";
    }
}

/// A finding of an audit as a sentence.
pub fn problem(found: &Problem, lang: Lang) -> String {
    let t = AuditTexts::of(lang);
    match found {
        Problem::Integrity(why) => {
            let lines: Vec<&str> = why.lines().filter(|it| !it.starts_with("***")).collect();
            let why = foreign::told(&lines.join(t.between), lang);
            fill(t.integrity, &[("why", &why)])
        }
        Problem::Entry(entry, fault) => {
            let why = fault_words(fault, lang);
            fill(t.entry, &[("entry", entry), ("why", &why)])
        }
        Problem::Cut(first, last) => fill(t.cut, &[("first", first), ("last", last)]),
        Problem::Misshapen(found) => misshapen(found, lang),
        Problem::Table(table, why) => fill(
            t.table,
            &[("table", table), ("why", &foreign::told(why, lang))],
        ),
        // There is one list, and it has no name.
        Problem::Differs(ComparedPart::Opening, _) => t.opening_differs.to_owned(),
        Problem::Differs(subject, name) => {
            let subject = of_subject(*subject, t);
            fill(t.differs, &[("subject", &subject), ("name", name)])
        }
        Problem::Tail(fault) => damage::of_tail(fault, lang),
        Problem::More(n) => fill(t.more, &[("n", n)]),
    }
}

fn of_subject(subject: ComparedPart, t: &AuditTexts) -> &'static str {
    match subject {
        ComparedPart::Region => t.region,
        ComparedPart::Document => t.document,
        ComparedPart::Task => t.task,
        ComparedPart::Batch => t.batch,
        ComparedPart::Rows => t.rows,
        ComparedPart::Marks => t.marks,
        ComparedPart::Opening => t.opening,
        ComparedPart::Names => t.names,
        ComparedPart::Totals => t.totals,
        ComparedPart::Index => t.index,
        ComparedPart::Table => t.whole_table,
        ComparedPart::Trigger => t.trigger,
    }
}

/// A table, an index or a trigger that is not as this version makes it, as a sentence.
pub(super) fn misshapen(found: &Misshapen, lang: Lang) -> String {
    let t = AuditTexts::of(lang);
    let text = match found.flaw {
        Flaw::Missing => t.piece_missing,
        Flaw::Altered => t.piece_altered,
        Flaw::Strange => t.piece_strange,
    };
    let piece = of_subject(found.piece.subject(), t);
    fill(text, &[("piece", &piece), ("name", &found.name.as_str())])
}

/// What a repair did: how many of each kind.
pub fn repaired(counts: &[(ComparedPart, usize)], lang: Lang) -> String {
    let t = AuditTexts::of(lang);
    let each = counts.iter().map(|(of, count)| {
        let subject = of_subject(*of, t);
        fill(t.repaired, &[("subject", &subject), ("n", count)])
    });
    let each: Vec<String> = each.collect();
    each.join(t.between)
}

fn fault_words(fault: &EntryFault, lang: Lang) -> String {
    let t = AuditTexts::of(lang);
    match fault {
        EntryFault::Missing => t.entry_missing.to_owned(),
        EntryFault::WrongType(column) => fill(t.entry_column, &[("column", column)]),
        EntryFault::HashMisfit => t.entry_hash.to_owned(),
        EntryFault::Unreadable(why) => {
            fill(t.entry_unreadable, &[("why", &foreign::told(why, lang))])
        }
        EntryFault::Unfoldable(why) => fold_words(why, t),
    }
}

fn fold_words(why: &FoldError, t: &AuditTexts) -> String {
    match why {
        FoldError::NoSuchTask(task) => fill(t.no_such_task, &[("task", task)]),
        FoldError::TaskExists(task) => fill(t.task_exists, &[("task", task)]),
        FoldError::Misplaced(field) => fill(t.misplaced, &[("field", field)]),
        FoldError::Old(field) => fill(t.wrong_old, &[("field", field)]),
        FoldError::Value(value) => fill(t.bad_value, &[("why", value)]),
    }
}

/// Why an entry does not fold, as a sentence.
pub(super) fn unfoldable(why: &FoldError, lang: Lang) -> String {
    fold_words(why, AuditTexts::of(lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_rows_that_differ_are_named_in_both_languages() {
        let rows = Problem::Differs(ComparedPart::Rows, "3".to_owned());
        let letters = Problem::Differs(ComparedPart::Marks, "0".to_owned());
        assert_eq!(problem(&rows, Lang::Zh), "清单分块 3 与留痕不符");
        assert_eq!(
            problem(&rows, Lang::En),
            "list block 3 is not what its entries say"
        );
        assert_eq!(problem(&letters, Lang::Zh), "用字分块 0 与留痕不符");
        assert_eq!(
            problem(&letters, Lang::En),
            "letter block 0 is not what its entries say"
        );
    }
}
