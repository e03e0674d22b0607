//! Texts about saved views, and what went wrong with them in words.

use super::exit::{Exit, Failure};
use super::{fill, foreign, texts};
use crate::domain::Lang;
use crate::views::{ViewOwner, ViewsError};

texts! {
    /// Texts about saved views.
    ViewTexts {
        title: "保存的视图", "saved views";
        own: "我的", "own";
        shared: "共享", "shared";
        none: "还没有保存的视图。按 c 把现在的筛选、排序、列和分组存为视图。", "No view is saved yet. Press c to keep the present filter, order, columns and grouping as one.";
        list_keys: "Enter 或数字 用  c 保存现在的  d 删除  上下键移动  Esc 关闭", "Enter or a digit applies  c keeps the present  d deletes  j/k move  Esc closes";
        remove_keys: "再按 d 删除  其他键 不删", "d again deletes  any other key does not";
        remove_own: "再按一次 d 删除「{name}」", "d once more deletes \"{name}\"";
        remove_shared: "再按一次 d 删除共享的「{name}」，同一台账的人都不再有它", "d once more deletes the shared \"{name}\" for everybody";
        name_title: "保存为视图", "keep as a view";
        name_keys: "Enter 保存  Tab 我的或共享  Esc 返回", "Enter keeps  Tab own or shared  Esc back";
        label_name: "名称", "name";
        label_keeper: "谁用", "for";
        label_order: "排序", "order";
        label_filter: "筛选", "filter";
        label_group: "分组", "groups";
        label_columns: "列", "columns";
        all_tasks: "全部任务", "all tasks";
        keeper_own: "我的，只有自己看到", "own: nobody else sees it";
        keeper_shared: "共享，用这份台账的人都看到", "shared: all who use this ledger see it";
        name_empty: "视图要有名称", "a view needs a name";
        name_long: "名称最多 {n} 字", "a name has at most {n} characters";
        name_taken: "已有视图「{name}」({keeper})，再按 Enter 替换", "\"{name}\" ({keeper}) is there: Enter once more replaces it";
        kept: "已保存视图「{name}」({keeper})", "kept the view \"{name}\" ({keeper})";
        removed: "已删除视图「{name}」({keeper})", "deleted the view \"{name}\" ({keeper})";
        applied: "视图：{name} ({keeper})", "view: {name} ({keeper})";
        bad_filter: "视图「{name}」的筛选读不了：{why}", "the filter of view \"{name}\" cannot be read: {why}";
        bad_order: "视图「{name}」的排序读不了：没有「{word}」这一栏", "the order of view \"{name}\" cannot be read: no column \"{word}\"";
        bad_group: "视图「{name}」的分组读不了：不能按「{word}」分", "the grouping of view \"{name}\" cannot be read: nothing is grouped by \"{word}\"";
        no_such_place: "没有第 {n} 个视图；f f 看有哪些", "there is no view {n}; f f shows those there are";
        no_such_name: "没有叫「{name}」的视图", "there is no view called \"{name}\"";
        gone: "视图「{name}」已被删除", "the view \"{name}\" has been deleted";
        in_search: "Tab 或 Enter 换成视图的筛选：{names}", "Tab or Enter puts in the view's filter: {names}";
        in_search_none: "还没有保存的视图；f f 保存", "no view is saved yet; f f keeps one";
        read_only_shared: "台账是只读的，共享视图不能改；Tab 改为我的", "the ledger is read-only and so are its shared views; Tab makes it your own";
        palette_help: "用这个视图：{filter}", "apply this view: {filter}";
        unreadable: "读不了保存的视图 {place}：{why}", "The saved views in {place} cannot be read: {why}.";
        at_line: " 第 {n} 行", ", line {n}";
        unreadable_hint: "修好或移走这个文件", "Mend the file, or move it away.";
        unwritable: "写不了保存的视图 {file}：{why}", "The saved views in {file} cannot be written: {why}.";
        unwritable_hint: "没有写权限时可存为我的视图", "Without the right to write there, keep the view as your own.";
        busy: "别人正在保存视图，没有写入 {file}", "Somebody else is keeping a view; {file} was not written.";
        busy_hint: "过一会儿再试", "Try again in a moment.";
        no_folder: "没有存放视图的文件夹", "There is no folder for views.";
        no_folder_hint: "自己的视图要有家目录(HOME)，共享的要先有台账", "One's own need a home folder (HOME), shared ones a ledger.";
    }
}

impl ViewTexts {
    /// Whose a view is, in a word.
    pub fn keeper(&self, keeper: ViewOwner) -> &'static str {
        match keeper {
            ViewOwner::Own => self.own,
            ViewOwner::Shared => self.shared,
        }
    }
}

/// What the files of views answered.
pub fn failure(error: &ViewsError, lang: Lang) -> Failure {
    let t = ViewTexts::of(lang);
    let (sentence, hint) = match error {
        ViewsError::Unreadable { file, line, why } => {
            let line = line.map(|n| fill(t.at_line, &[("n", &n)]));
            let place = format!("{}{}", file.display(), line.unwrap_or_default());
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("place", &place), ("why", &foreign::told(why, lang))];
            (fill(t.unreadable, &values), t.unreadable_hint)
        }
        ViewsError::Unwritable { file, why } => {
            let values: [(&str, &dyn std::fmt::Display); 2] = [
                ("file", &file.display()),
                ("why", &foreign::told(why, lang)),
            ];
            (fill(t.unwritable, &values), t.unwritable_hint)
        }
        ViewsError::Busy(file) => (fill(t.busy, &[("file", &file.display())]), t.busy_hint),
        ViewsError::NoFolder => (t.no_folder.to_owned(), t.no_folder_hint),
    };
    Failure::new(Exit::Failed, sentence, hint)
}
