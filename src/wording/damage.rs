//! What of a ledger is damaged, in words.

use super::{fill, foreign, texts};
use crate::domain::Lang;
use crate::ledger::{Part, TailFault};

texts! {
    /// What is not as it was written.
    DamageTexts {
        altered: "台账已损坏：{part}与写入时不一致", "The ledger is damaged: {part} is not what was written.";
        altered_hint: "用 duban audit 查看；留痕完好时 duban audit --rebuild 按留痕修复，否则用 duban restore 从备份恢复", "Look with duban audit; duban audit --rebuild mends it where the trail is whole, else go back to a backup with duban restore.";
        task: "任务 {id} ", "task {id}";
        tasks: "任务表", "the table of tasks";
        children: "上下级索引", "the index of subtasks";
        regions: "地区表", "the table of regions";
        documents: "来源文件表", "the table of source documents";
        about: "台账标识", "the id of the ledger";
        batches: "批次表", "the table of batches";
        names: "名称表", "the table of names";
        rows: "清单分块", "the packed list";
        marks: "用字分块", "the packed letters";
        opening: "首页列表", "the list of the first page";
        entry: "第 {entry} 条留痕", "entry {entry}";
        trail: "留痕表", "the trail";
        trail_of: "任务 {id} 的留痕索引", "the index of the entries of task {id}";
        totals: "校验总数", "the table of totals";
        tail_altered: "末尾的{part}与写入时不一致", "{part}, at the end of the trail, is not what was written";
        tail_batch: "最后一批操作和留痕对不上", "the last command and the trail do not fit";
        tail_tasks: "有任务或事项不在留痕里", "there are tasks or events that no entry made";
        tail_unreadable: "末尾的留痕读不出来：{why}", "the end of the trail cannot be read: {why}";
        shape: "表的结构", "the shape of the tables";
    }
}

/// What is damaged, as a part of a sentence.
pub fn part(part: Part, lang: Lang) -> String {
    let t = DamageTexts::of(lang);
    match part {
        Part::Task(id) => fill(t.task, &[("id", &id)]),
        Part::Tasks => t.tasks.to_owned(),
        Part::Children => t.children.to_owned(),
        Part::Regions => t.regions.to_owned(),
        Part::Documents => t.documents.to_owned(),
        Part::About => t.about.to_owned(),
        Part::Batches => t.batches.to_owned(),
        Part::Names => t.names.to_owned(),
        Part::Rows => t.rows.to_owned(),
        Part::Marks => t.marks.to_owned(),
        Part::Opening => t.opening.to_owned(),
        Part::Entry(entry) => fill(t.entry, &[("entry", &entry)]),
        Part::Trail => t.trail.to_owned(),
        Part::TrailOf(id) => fill(t.trail_of, &[("id", &id)]),
        Part::Totals => t.totals.to_owned(),
        Part::Shape => t.shape.to_owned(),
    }
}

/// The sentence about a part that is damaged, and the way on.
pub fn altered(damaged: Part, lang: Lang) -> (String, &'static str) {
    let t = DamageTexts::of(lang);
    let sentence = fill(t.altered, &[("part", &part(damaged, lang))]);
    (sentence, t.altered_hint)
}

/// What does not fit at the end of a trail, as a part of a sentence.
pub fn of_tail(fault: &TailFault, lang: Lang) -> String {
    let t = DamageTexts::of(lang);
    match fault {
        TailFault::Altered(part) => {
            let part = self::part(*part, lang);
            fill(t.tail_altered, &[("part", &part.trim_end())])
        }
        TailFault::Batch => t.tail_batch.to_owned(),
        TailFault::Tasks => t.tail_tasks.to_owned(),
        TailFault::Unreadable(why) => {
            fill(t.tail_unreadable, &[("why", &foreign::told(why, lang))])
        }
    }
}
