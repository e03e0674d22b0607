//! What is doubtful of what was read, in words.

use chrono::{DateTime, NaiveDate, Utc};

use super::{fill, texts};
use crate::domain::doubt::{
    DoubtKind, More, NewRow, PutBack, Quoted, ReadFrom, SameParts, UnreadColumn, YearFrom,
};
use crate::domain::draft::{DraftDocument, Warning};
use crate::domain::exported::{COMMA, Exported};
use crate::domain::{Field, Lang, RegionCode, Revision, Role, TaskId, china};
use crate::text::clean_line;

/// Makes the sentence of every kind: its figures, Chinese, English. A kind that is left out, or a
/// figure, does not compile.
macro_rules! doubts {
    ($($kind:ident { $($figure:ident),* } $zh:literal, $en:literal;)*) => {
        fn said(what: &DoubtKind, lang: Lang) -> String {
            match what {
                $(DoubtKind::$kind { $($figure),* } => fill(
                    lang.pick($zh, $en),
                    &[$((stringify!($figure), &$figure.said(lang))),*],
                ),)*
            }
        }

        /// Every sentence: kind, Chinese, English.
        #[cfg(test)]
        pub(super) const ALL: &[(&str, &str, &str)] = &[$((stringify!($kind), $zh, $en),)*];

        /// The figures of every sentence.
        #[cfg(test)]
        const FIGURES: &[&[&str]] = &[$(&[$(stringify!($figure)),*],)*];
    };
}

doubts! {
    Foreign { sentence } "{sentence}", "{sentence}";
    NoTitle {} "没有找到文件标题", "no title of the document was found";
    UnusualTitle {} "标题没有常见的文种，取了第一行，请核对", "the title names no usual kind of document, so the first line was taken: check it";
    RegionNamesake { name } "重名的地区：{name}，请指明（审阅时按 r，命令行用 --region）", "several regions are called {name}: say which (r in the review, --region on the command line)";
    RegionNotListed { name } "地区不在行政区划表中：{name}", "the region is not in the table of regions: {name}";
    RegionNotFound {} "没有认出文件所属的地区，请指明（审阅时按 r，命令行用 --region）", "the region of the document was not found: say which (r in the review, --region on the command line)";
    RenewedDate {} "此处日期由 Word 自动更新，不一定是成文日期", "Word renews this date by itself: it may not be the date of the document";
    PerhapsOneUnit { one, other } "{one}与{other}可能是同一单位，没有合并，请核对", "{one} and {other} may be one unit and were kept apart: check them";
    TablesGivenUp {} "从这里起表头太多而没有内容，表格不再识别，按文字读取", "too many headings with nothing below them: from here on tables are read as text";
    TableWithoutHead {} "这张表没有表头，各列按内容推定，请核对", "this table has no headings: its columns are taken by what stands in them, so check them";
    TableNotRead {} "这张表没有认得出的表头，没有读作任务", "this table has no heading that is known and was not read as tasks";
    NoTasks {} "没有找到任务", "no tasks were found";
    LostBytes { byte, encoding } "从第 {byte} 字节起有不能识别的字节，按 {encoding} 读取，请核对原文", "from byte {byte} on some bytes are no text; read as {encoding}: compare with the original";
    FromPdf {} "由 PDF 转换，表格多半读不全，请核对；有 Word 原件时请导入原件", "converted from PDF: tables are rarely read whole, so check them; import the Word original if there is one";
    HiddenSheet { sheet } "工作表「{sheet}」是隐藏的，没有读取", "the sheet {sheet} is hidden and was not read";
    SheetWithoutHeader { sheet } "工作表「{sheet}」里没有认得出的表头，没有读取", "the sheet {sheet} has no heading that is known and was not read";
    ErrorCell { cell, error } "{cell} 是错误值 {error}，按空白读", "{cell} holds the error {error} and is read as empty";
    FormulasWithoutResult { count, cells } "{count} 个公式没有结果({cells})，请用 Excel 打开并保存后再导入", "{count} formulas have no result ({cells}): open and save the file in Excel, then import it";
    ColumnsNotTaken { columns } "没有导入的列：{columns}", "columns that are not imported: {columns}";
    ColumnsNotRead { columns, more } "没有读取的列：{columns}{more}", "columns that were not read: {columns}{more}";
    SumRow { word } "这一行是「{word}」，不是任务，没有读取", "this row is {word}, not a task, and was not read";
    ColumnsNotKept { why } "列对应没有记住：{why}", "the columns were not remembered: {why}";
    LeadersOfHeading {} "责任领导取自上级标题", "the leaders are taken from the heading above";
    PartiesOfHeading {} "责任信息取自上级标题", "who is responsible is taken from the heading above";
    PartiesOfMergedCell {} "责任信息取自上方合并的单元格", "who is responsible is taken from the merged cell above";
    PartiesMerged {} "一个条目内有几处责任单位，已合并", "responsible units stand in several places of one item and were put together";
    UnitsOpen { word } "单位名单以{word}结尾，未列出的单位没有记入", "the list ends with {word}: units not named are not recorded";
    UnitsDitto { word } "名单注明{word}，其他任务是否适用请核对", "the list says {word}: check whether it holds for other tasks";
    ParentOfRowAbove {} "所属任务按上一行推定", "the task it belongs to is taken from the row above";
    NoSuchDay { words, day } "{words}：日历上没有{day}，日期留空", "{words}: the calendar has no {day}; no date is recorded";
    YearFilled { words, origin, due } "{words}没有写年份，按{origin}记为{due}", "{words} names no year; recorded as {due}, by {origin}";
    NoYear { words } "{words}没有写年份，日期留空", "{words} names no year; no date is recorded";
    DeadlineNoSuchDay { text, day } "时限「{text}」：日历上没有{day}，日期留空", "deadline {text}: the calendar has no {day}; no date is recorded";
    DeadlineYearOfTitle { text, year } "时限「{text}」没有年份，按标题取 {year} 年", "the deadline {text} names no year; {year} is taken from the title";
    DeadlineWithoutDate { text } "时限「{text}」里认不出日期", "no date is found in the deadline {text}";
    UnknownWord { field, text } "认不出的{field}「{text}」，留空", "{field}: {text} cannot be read and is left empty";
    UnknownStart { text } "认不出的开始日期「{text}」，留空", "start: {text} cannot be read and is left empty";
    OneNameRead { role, name } "{role}「{name}」按一个名字读，像是几个人：请用、分开", "{role}: {name} is read as one name and looks like several: part them by commas";
    NameParted { role, name, count } "{role}「{name}」里有分隔号，读作 {count} 个名字", "{role}: {name} holds a separator and is read as {count} names";
    RegionCodeUnknown { code } "地区代码 {code} 不在表中，列入未归类", "the region code {code} is not in the table: filed as unclassified";
    RegionUnnamed {} "没有写明地区，列入未归类", "no region is named: filed as unclassified";
    RegionAmbiguous { count, name } "有 {count} 个地区叫{name}，列入未归类，请写明上级或代码", "{count} regions are called {name}: filed as unclassified; name the one above it or the code";
    RegionUnknown { name } "地区表中没有{name}，列入未归类", "{name} is not in the table of regions: filed as unclassified";
    NoParentOfNumber { number } "没有编号为 {number} 的上级任务", "there is no parent task with the number {number}";
    NoParentOfId { id } "没有 ID 为 {id} 的上级任务", "there is no parent task with the id {id}";
    OfOtherLedger {} "文件里的 ID 不是这本台账的，按文件、编号和名称对应", "the ids in the file are not of this ledger; tasks are found by document, number and title";
    CalledOtherwise { id } "ID {id} 的任务在台账里叫别的名称或在别处，请核对这一行是否来自这本台账", "task {id} has another title in the ledger, or another place: check whether this row is of this ledger";
    ColumnSorted { rows, column } "{rows} 行的{column}是文件里另一项任务的：是不是只给一列排了序？这份文件默认都不导入，请恢复各行再导入", "{rows} rows have the {column} of another task of the file: was one column sorted by itself? Nothing of this file is taken by default; bring the rows back together first";
    LinesNotCompared { count } "{count} 行是新任务，没有逐行看是否与台账里的任务重复", "{count} lines are new tasks and were not each compared with the tasks of the ledger";
    RowsUnrevised { count } "{count} 行没有 revision(修订)，无从知道导出之后台账是否改过；已与台账现在的值比较", "{count} rows have no revision, so nobody can tell whether the ledger changed since the export; they were compared with what it has now";
    CharactersLost { count } "{count} 个值里有字存成了问号或方框(文件的编码没有这些字)：按没有改动处理，台账不变；另存时请选 CSV UTF-8", "{count} values came back with ? or the like for characters that the file cannot hold: they count as unchanged and the ledger keeps its own; save as CSV UTF-8 next time";
    ValuesConverted { count } "{count} 个值被表格软件改了写法(如 3-1 变成 3月1日、1.10 变成 1.1)：按没有改动处理，台账不变", "{count} values were rewritten by a program of sheets (3-1 as 1-Mar, 1.10 as 1.1): they count as unchanged and the ledger keeps its own";
    LinesKept { tasks, more, fields } "任务 {tasks}{more} 的{fields}与台账不同，任务行不改这些，保持台账的；要改请用 csv 或 json", "tasks {tasks}{more} differ from the ledger in {fields}, which task lines do not change: the ledger's stay; use csv or json to change them";
    RowSorted { column } "这一行的{column}是另一项任务的：这一列大概单独排过序", "the {column} of this row is that of another task: the column was probably sorted by itself";
    FileSorted { column } "文件的{column}一列大概单独排过序，这一行也先不导入", "the column {column} of the file was probably sorted by itself: this row is left out as well for now";
    ParentHeld {} "上级任务存疑，这一项也先不导入", "its parent task is doubtful: this one is left out as well for now";
    ColumnsLeftAlone { columns, task } "{columns}与台账里的任务 {task} 不同，不从文件里改", "{columns}: task {task} of the ledger has another value, which no file changes";
    LastChangeUnlike { columns, task, revision } "{columns}与台账里任务 {task} 的修订 {revision} 不同，不从文件里读；如果没有人改过，文件就是别的台账的", "{columns}: revision {revision} of task {task} has another value, and nothing is read of them; if nobody changed the cells the file is of another ledger";
    LightsComputed { columns, task } "{columns}由台账计算，不从文件里改(任务 {task})", "{columns}: computed by the ledger and not changed by a file (task {task})";
    RevisionAhead { seen, task, revision } "修订 {seen} 比台账里任务 {task} 的修订 {revision} 新：文件是别的台账的，或台账恢复到了以前的状态", "revision {seen} is newer than revision {revision} that task {task} has: the file is of another ledger, or the ledger went back to an earlier state";
    RevisionUnlike { seen, task } "修订 {seen} 的改于与台账里任务 {task} 的不同：文件是别的台账的，或台账恢复到了以前的状态", "revision {seen} of task {task} was made at another time: the file is of another ledger, or the ledger went back to an earlier state";
    NeverChangedThen { task } "台账里的任务 {task} 没有在这一行的改于改过：文件是别的台账的，或台账恢复到了以前的状态", "task {task} was not changed at the time that this row says: the file is of another ledger, or the ledger went back to an earlier state";
    SameAsTask { called, same, task, then } "{called}{same}与任务 {task} 相同，{then}", "{called}{same} as task {task}; {then}";
    TitleLike { called, task, then } "{called}名称与任务 {task} 相近，{then}", "{called}a title like that of task {task}; {then}";
    PerhapsLost { field, task } "任务 {task} 的{field}改过，又像是有字存丢了(成了问号或方框)：接受改动会丢掉原来的字，请先改好", "{field} of task {task} was changed and seems to have lost characters as well (? or the like): accepting it loses them, so mend it first";
    NoneOfLedger {} "没有 ID 而有修订，与台账里的任务都对不上，作为新任务登记；如果不是新的，请写上原来的 ID 再导入", "a revision and no id, and like no task of the ledger: registered as new; if it is not, write its id and import again";
    TwinRow { called, first } "{called}与{first}相同(名称、地区、文件、要求都一样)，只登记前一行；真是两项，请改名称", "{called}the same as {first} (title, region, document, requirement): only that one is registered; if they are two, change a title";
    Undated { task, by, at, field, revision, origin, put_back } "任务 {task} 最近由{by}于 {at} 改过{field}(修订 {revision})，{origin}{put_back}：如果是在那之前导出的，接受改动会盖掉它", "task {task}: {by} changed its {field} at {at} (revision {revision}); {origin}{put_back}: if the file is older, accepting its value undoes that change";
}

/// A doubt as a sentence. It holds words of the file, which are made harmless.
pub fn sentence(what: &DoubtKind, lang: Lang) -> String {
    clean_line(&said(what, lang)).into_owned()
}

/// A doubt as JSON has it: with its sentence, which is Chinese in every language.
pub fn told(doubt: &Warning) -> Warning {
    DoubtKind::Foreign {
        sentence: sentence(&doubt.what, Lang::Zh),
    }
    .at(doubt.line)
}

/// Makes the doubts of a document ready to be written as JSON.
pub fn tell_all(document: &mut DraftDocument) {
    let of_tasks = document.tasks.iter_mut().flat_map(|it| &mut it.warnings);
    for doubt in document.warnings.iter_mut().chain(of_tasks) {
        *doubt = told(doubt);
    }
}

texts! {
    /// Words for the figures of doubts.
    DoubtTexts {
        more_columns: "等 {n} 列", " and others, {n} in all";
        more_tasks: "等 {n} 项", " and others, {n} in all";
        heading: "「{name}」", "{name}";
        no_heading: "第 {n} 列(没有表头)", "column {n} (no heading)";
        of_text: "上下文", "the words around it";
        of_title: "标题", "the title";
        of_issue: "成文日期", "the date of the document";
        title_and_region: "名称和地区", "the same title and region";
        title_and_number: "名称和编号", "the same title and number";
        title_and_place: "名称和来源文件或章节", "the same title and document or section";
        number_and_place: "编号、地区和来源文件或章节", "the same number, region and document or section";
        requirement: "要求", "the same requirement";
        held: "先不登记；如果就是它，请写上 ID {id} 再导入", "not registered for now; if it is that task, write its id {id} and import again";
        line: "作为新任务登记；如果就是它，请撤回，改用 csv 或 json 导入", "registered as new; if it is that task, undo and import csv or json instead";
        other_ledger: "作为新任务登记；如果就是它，请写上它的 ID 再导入", "registered as new; if it is that task, write its id and import again";
        row_undated: "这一行没有 revision", "this row has no revision";
        line_undated: "任务行不带修订", "task lines have no revision";
        document_undated: "文件不知道这一改动", "the document knows nothing of it";
        put_back: "，文件里正是改之前的值", ", and the file has the value from before it";
        printed: "原文用词", "words as printed";
        called: "「{title}」", "{title}: ";
        first_at: "第 {line} 行", "line {line}";
        first: "文件里前面的一项", "an earlier one of the file";
    }
}

/// A figure of a doubt in its sentence.
trait InWords {
    fn said(&self, lang: Lang) -> String;
}

/// Figures that are the same in both languages.
macro_rules! plain {
    ($($figure:ty),*) => {
        $(impl InWords for $figure {
            fn said(&self, _: Lang) -> String {
                self.to_string()
            }
        })*
    };
}

plain!(
    String, &str, usize, i32, NaiveDate, TaskId, Revision, RegionCode
);

/// Figures with words of their own: how one of them is said, with `t` for the texts.
macro_rules! worded {
    ($($figure:ty: |$one:pat_param, $lang:pat_param, $t:pat_param| $said:expr;)*) => {
        $(impl InWords for $figure {
            fn said(&self, lang: Lang) -> String {
                let ($one, $lang, $t) = (self, lang, DoubtTexts::of(lang));
                String::from($said)
            }
        })*
    };
}

worded! {
    Quoted: |Quoted(words), lang, _| match lang {
        Lang::Zh => format!("\u{201C}{words}\u{201D}"),
        Lang::En => format!("\"{words}\""),
    };
    More: |more, _, t| match more {
        More::None => String::new(),
        More::Columns(n) => fill(t.more_columns, &[("n", n)]),
        More::Tasks(n) => fill(t.more_tasks, &[("n", n)]),
    };
    UnreadColumn: |column, _, t| match column {
        UnreadColumn::Named(name) => fill(t.heading, &[("name", name)]),
        UnreadColumn::At(n) => fill(t.no_heading, &[("n", n)]),
    };
    YearFrom: |origin, _, t| match origin {
        YearFrom::Text => t.of_text,
        YearFrom::Title => t.of_title,
        YearFrom::Issue => t.of_issue,
    };
    SameParts: |same, _, t| match same {
        SameParts::TitleAndRegion => t.title_and_region,
        SameParts::TitleAndNumber => t.title_and_number,
        SameParts::TitleAndPlace => t.title_and_place,
        SameParts::NumberAndPlace => t.number_and_place,
        SameParts::Requirement => t.requirement,
    };
    NewRow: |then, _, t| match then {
        NewRow::Held(id) => fill(t.held, &[("id", id)]),
        NewRow::Line => t.line.to_owned(),
        NewRow::OfOtherLedger => t.other_ledger.to_owned(),
    };
    ReadFrom: |origin, _, t| match origin {
        ReadFrom::Row => t.row_undated,
        ReadFrom::Line => t.line_undated,
        ReadFrom::Document => t.document_undated,
    };
    PutBack: |PutBack(is_so), _, t| if *is_so { t.put_back } else { "" };
    DateTime<Utc>: |at, _, _| china::local(*at).format("%Y-%m-%d %H:%M").to_string();
    Exported: |column, lang, _| column.label(lang);
    Field: |field, lang, _| field.label(lang);
    Role: |role, lang, _| Field::of_role(*role).label(lang);
    Option<Field>: |field, lang, t| field.map_or(t.printed, |field| field.label(lang));
    Option<String>: |title, _, t| match title {
        Some(title) => fill(t.called, &[("title", title)]),
        None => String::new(),
    };
    Option<u32>: |line, _, t| match line {
        Some(line) => fill(t.first_at, &[("line", line)]),
        None => t.first.to_owned(),
    };
}

impl<T: InWords> InWords for Vec<T> {
    fn said(&self, lang: Lang) -> String {
        let all: Vec<String> = self.iter().map(|one| one.said(lang)).collect();
        all.join(lang.pick(COMMA, ", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(what: &DoubtKind) -> [String; 2] {
        [Lang::Zh, Lang::En].map(|lang| sentence(what, lang))
    }

    #[test]
    fn figures_stand_in_their_sentence_in_the_words_of_its_language() {
        let words = Quoted("11月底前".to_owned());
        let due = NaiveDate::from_ymd_opt(2027, 11, 30).unwrap();
        let filled = DoubtKind::YearFilled {
            words,
            origin: YearFrom::Issue,
            due,
        };
        assert_eq!(
            both(&filled),
            [
                "\u{201C}11月底前\u{201D}没有写年份，按成文日期记为2027-11-30",
                "\"11月底前\" names no year; recorded as 2027-11-30, by the date of the document",
            ]
        );
        let unread = DoubtKind::ColumnsNotRead {
            columns: vec![UnreadColumn::Named("备注".into()), UnreadColumn::At(7)],
            more: More::Columns(12),
        };
        assert_eq!(
            both(&unread),
            [
                "没有读取的列：「备注」、第 7 列(没有表头)等 12 列",
                "columns that were not read: 备注, column 7 (no heading) and others, 12 in all",
            ]
        );
    }

    #[test]
    fn every_figure_of_a_doubt_stands_in_its_sentence_and_nothing_else_does() {
        assert!(ALL.len() > 50 && ALL.len() == FIGURES.len());
        for ((kind, zh, _), figures) in ALL.iter().zip(FIGURES) {
            assert_eq!(zh.matches('{').count(), figures.len(), "{kind}");
            for figure in *figures {
                assert!(zh.contains(&format!("{{{figure}}}")), "{kind}: {figure}");
            }
        }
    }

    #[test]
    fn a_sentence_of_a_file_stays_as_it_is_but_for_what_would_move_the_cursor() {
        let sentence = "{n} 处\u{1B}[31m存疑\u{202E}".to_owned();
        let foreign = DoubtKind::Foreign { sentence };
        assert_eq!(both(&foreign)[0], both(&foreign)[1]);
        assert!(!both(&foreign)[0].contains(['\u{1B}', '\u{202E}']));
        assert!(both(&foreign)[0].starts_with("{n} 处"));
    }
}
