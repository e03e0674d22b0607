//! Why a row of an export cannot be taken back, in words.

use super::{failure, fill, texts};
use crate::domain::Lang;
use crate::domain::exported::Exported;
use crate::domain::row_fault::RowFault;

texts! {
    /// Sentences about rows of files that came back.
    ReturnedTexts {
        unreadable: "{column}「{text}」认不出", "{column}: {text} cannot be read";
        empty: "{column}不能空着", "{column} cannot be empty";
        fixed: "{column}不能从文件里改，请恢复原样或在界面里改", "{column} cannot be changed in a file: put back what stood there, or change it on the screen";
        twice: "同一个 ID 前面已有一行", "a row above has the same id";
        no_such_task: "台账里没有 ID 为 {id} 的任务；要登记为新任务，把 id 留空", "the ledger has no task {id}; leave its id empty to register it as a new one";
        other_task: "台账里这个 ID 是另一项任务(任务、编号、地区对不上)；要登记为新任务，把 id 留空", "the task with this id is another one (title, number, region do not fit); leave its id empty to register it as a new one";
        as_another_row: "没有 ID，与文件里任务 {id} 的那一行相同：多余就删去这一行；是新任务，请改名称", "no id, and the same as the row of task {id}: delete this row if there is one too many, or name the new task otherwise";
        looks_like: "没有 ID，名称和地区与任务 {id} 相同而别处不同，分不清是不是它：是它就写上 ID {id}；是新任务，请改名称，或用 duban add 登记", "no id; title and region are those of task {id} and the rest is not: write its id if it is that one, else give the new task another title or register it with duban add";
        undecided: "没有 ID，与任务 {id}、{other} 等都相符，分不清是哪一项：请写上 ID，或补上删去的列", "no id, and tasks {id} and {other} fit alike: write the id of the one that is meant, or bring back the columns that are gone";
        earlier_than_extended: "已延期过，现行时限不能从文件里提前；更正原文只改原定时限，用 duban update --correct", "the task was extended: its deadline cannot be moved forward in a file. A correction mends the original deadline only (duban update --correct)";
        no_reason: "改时限要写理由", "a deadline is moved without a reason";
        cells_missing: "这一行到「{column}」之前就断了，台账里那里有值：请补全这一行，或重新导出", "the row ends before {column}, where the ledger has a value: complete the row, or export again";
        too_many_cells: "这一行的格比表头多：是不是有逗号没有加引号？请改好这一行", "the row has more cells than there are headings: is a comma not in quotation marks? Mend the row";
        swallowed: "一格里接着任务 {id} 的那一行：前面的引号没有收尾，请改好", "a cell goes on with the row of task {id}: a quotation mark before it is not closed";
        broken_off: "文件到这里断了，{column}不完整：请重新导出或重新复制文件", "the file breaks off here, and {column} is not whole: export or copy it again";
    }
}

/// A fault as a sentence.
pub fn sentence(fault: &RowFault, lang: Lang) -> String {
    let t = ReturnedTexts::of(lang);
    let of = |text: &str, column: &Exported, cell: &str| {
        let label = column.label(lang);
        fill(text, &[("column", &label), ("text", &cell)])
    };
    match fault {
        RowFault::Unreadable(column, cell) if cell.is_empty() => of(t.empty, column, ""),
        RowFault::Unreadable(column, cell) => of(t.unreadable, column, cell),
        RowFault::Fixed(column) => of(t.fixed, column, ""),
        RowFault::Twice => t.twice.to_owned(),
        RowFault::NoSuchTask(id) => fill(t.no_such_task, &[("id", id)]),
        RowFault::OtherTask => t.other_task.to_owned(),
        RowFault::AsAnotherRow(id) => fill(t.as_another_row, &[("id", id)]),
        RowFault::LooksLike(id) => fill(t.looks_like, &[("id", id)]),
        RowFault::Undecided(id, other) => fill(t.undecided, &[("id", id), ("other", other)]),
        RowFault::EarlierThanExtended => t.earlier_than_extended.to_owned(),
        RowFault::DeadlineWithoutReason => t.no_reason.to_owned(),
        RowFault::CellsMissing(column) => of(t.cells_missing, column, ""),
        RowFault::CellsTooMany => t.too_many_cells.to_owned(),
        RowFault::Swallowed(id) => fill(t.swallowed, &[("id", id)]),
        RowFault::BrokenOff(column) => of(t.broken_off, column, ""),
        RowFault::Refused(refusal) => failure::of_refusal(refusal, lang).sentence,
    }
}
