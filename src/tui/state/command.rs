//! The one table of commands. Dispatch, footer, help, palette and README are made from it.

use std::sync::LazyLock;

use crate::domain::Lang;

/// Where a command acts.
pub type Places = u8;
/// The browse screen.
pub const BROWSE: Places = 1;
/// The view of one task.
pub const TASK: Places = 2;
/// The history screen.
pub const HISTORY: Places = 4;
/// The screens that later versions fill.
pub const LATER: Places = 8;
/// The import screen.
pub const IMPORT: Places = 16;
/// Every screen.
pub const ANY: Places = BROWSE | TASK | HISTORY | LATER | IMPORT;
/// Every screen with a list.
const LISTS: Places = BROWSE | TASK | HISTORY | IMPORT;

/// What a command needs in order to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// A task under the cursor.
    Task,
    /// A task, and a ledger that can be written.
    Write,
    /// A ledger that can be written.
    Ledger,
    /// A later version of the program.
    Later,
}

/// What else the screen has to know of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommandMark {
    /// The footer offers it where it acts, at this place.
    Footer(u8),
    /// It acts while the list of tasks is still to be made, and whatever rows are there.
    BeforeList,
    /// It shows, moves or leaves and that is all: it acts while a long job goes on.
    Reads,
    /// On the import screen it changes what is under review.
    ChangesReview,
}

/// A row of the table.
#[derive(Debug)]
pub struct Spec {
    /// The command.
    pub command: Command,
    /// Its name in `settings.toml`.
    pub name: &'static str,
    /// Its keys, the first one shown.
    pub keys: &'static [&'static str],
    /// Where it acts.
    pub places: Places,
    /// What it needs.
    pub needs: Needs,
    /// What else there is to know of it.
    pub marks: &'static [CommandMark],
    /// Short labels for footer and palette: Chinese, English.
    pub label: (&'static str, &'static str),
    /// A sentence for the help: Chinese, English.
    pub help: (&'static str, &'static str),
}

macro_rules! commands {
    ($($command:ident $name:literal [$($key:literal),*] $places:expr,
        $needs:ident $([$($mark:ident $(($at:literal))?),*])?,
        $zh:literal $en:literal, $help_zh:literal $help_en:literal;)*) => {
        /// What a person can do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "each variant's text stands in its row")]
        pub enum Command { $($command,)* }

        /// Every command, in the order of help and palette.
        pub static COMMANDS: &[Spec] = &[$(Spec {
            command: Command::$command,
            name: $name,
            keys: &[$($key),*],
            places: $places,
            needs: Needs::$needs,
            marks: &[$($(CommandMark::$mark $(($at))?),*)?],
            label: ($zh, $en),
            help: ($help_zh, $help_en),
        },)*];
    };
}

commands! {
    Status "status" ["s"] BROWSE | TASK, Write [Footer(10)], "状态" "status",
        "改状态：再按一个字母（a 交办 y 签收 p 推进中 e 待审核 b 办结 x 销号 等）" "change the status: one more letter";
    Progress "progress" ["p"] BROWSE | TASK, Write [Footer(11)], "进度" "progress",
        "填进度，0 到 100，空为无" "set the progress, 0 to 100, empty for none";
    Note "note" ["n"] BROWSE | TASK, Write [Footer(12)], "备注" "note",
        "加一条备注" "add a note";
    Deadline "deadline" ["d"] BROWSE | TASK, Write [Footer(13)], "时限" "deadline",
        "延期，或更正时限" "extend or correct the deadline";
    Create "create" ["c"] BROWSE, Ledger [Footer(23)], "新建" "create",
        "登记一项任务（批示、会议决定）" "register a task by hand";
    Edit "edit" ["e"] BROWSE | TASK, Write [Footer(22)], "编辑" "edit",
        "编辑任务的各栏" "edit the fields of the task";
    Rename "rename" [] BROWSE, Ledger, "换名" "rename",
        "把筛选内任务里一个领导或单位的名字换成另一个，先报数目" "swap a leader's or a unit's name in the tasks of the filter, the number first";
    Undo "undo" ["u"] ANY, Ledger [Footer(21), ChangesReview], "撤回" "undo",
        "撤回本次会话最近一次改动；在留痕屏撤回光标处的一次，先列出再确认" "take back this session's last change; on the history screen the one under the cursor, after showing it";
    Redo "redo" ["Ctrl-R"] ANY, Ledger, "重做" "redo",
        "重做刚撤回的改动" "put back what was undone";
    Mark "mark" ["Space"] BROWSE, Task [Footer(14)], "标记" "mark",
        "标记本行并下移" "mark the row and go down";
    Range "range" ["V"] BROWSE, Task, "连选" "range",
        "从这里起连选，再按一次结束" "mark a range; again to end it";
    MarkAll "mark-all" ["a"] BROWSE, Nothing, "全标" "all",
        "标记筛选内全部，再按一次取消" "mark everything in the filter; again: nothing";
    Search "search" ["/"] BROWSE | HISTORY, Nothing [Footer(15), Reads], "查找" "find",
        "查找：几个词，次序不限，汉字或拼音；在留痕屏查留痕" "find: words in any order, Hanzi or pinyin; on the history screen in the trail";
    FacetRegion "facet-region" ["f r"] BROWSE, Nothing [Footer(16)], "按地区" "by region",
        "按地区筛选" "filter by region";
    FacetSector "facet-sector" ["f t"] BROWSE, Nothing, "按领域" "by sector",
        "按领域筛选" "filter by sector";
    FacetLeader "facet-leader" ["f l"] BROWSE, Nothing, "按领导" "by leader",
        "按责任领导筛选" "filter by responsible leader";
    FacetUnit "facet-unit" ["f u"] BROWSE, Nothing, "按单位" "by unit",
        "按单位筛选，不分角色" "filter by unit, in any role";
    FacetStatus "facet-status" ["f s"] BROWSE, Nothing, "按状态" "by status",
        "按状态筛选" "filter by status";
    FacetLight "facet-light" ["f g"] BROWSE, Nothing, "按灯" "by light",
        "按灯筛选" "filter by light";
    Overdue "overdue" ["f o"] BROWSE, Nothing, "逾期" "overdue",
        "只看逾期" "only what is overdue";
    DueSoon "due-soon" ["f d"] BROWSE, Nothing, "临近" "due soon",
        "只看临近" "only what is due soon";
    Unreported "unreported" ["f b"] BROWSE, Nothing, "未报" "unreported",
        "只看没有进度数据的" "only what nobody has reported on";
    Changed "changed" ["f x"] BROWSE, Nothing, "变动" "changed",
        "只看别人改过的" "only what others have changed";
    Mine "mine" ["f m"] BROWSE, Nothing, "我的" "mine",
        "只看我今天改的" "only what I changed today";
    Views "views" ["f f"] BROWSE, Nothing [BeforeList], "视图" "views",
        "保存的视图：筛选、排序、列和分组，自己的和共享的" "saved views of filter, order, columns and grouping, own and shared";
    View1 "view-1" ["f 1"] BROWSE, Nothing [BeforeList], "视图 1" "view 1",
        "用第 1 个保存的视图" "apply saved view 1";
    View2 "view-2" ["f 2"] BROWSE, Nothing [BeforeList], "视图 2" "view 2",
        "用第 2 个保存的视图" "apply saved view 2";
    View3 "view-3" ["f 3"] BROWSE, Nothing [BeforeList], "视图 3" "view 3",
        "用第 3 个保存的视图" "apply saved view 3";
    View4 "view-4" ["f 4"] BROWSE, Nothing [BeforeList], "视图 4" "view 4",
        "用第 4 个保存的视图" "apply saved view 4";
    View5 "view-5" ["f 5"] BROWSE, Nothing [BeforeList], "视图 5" "view 5",
        "用第 5 个保存的视图" "apply saved view 5";
    View6 "view-6" ["f 6"] BROWSE, Nothing [BeforeList], "视图 6" "view 6",
        "用第 6 个保存的视图" "apply saved view 6";
    View7 "view-7" ["f 7"] BROWSE, Nothing [BeforeList], "视图 7" "view 7",
        "用第 7 个保存的视图" "apply saved view 7";
    View8 "view-8" ["f 8"] BROWSE, Nothing [BeforeList], "视图 8" "view 8",
        "用第 8 个保存的视图" "apply saved view 8";
    View9 "view-9" ["f 9"] BROWSE, Nothing [BeforeList], "视图 9" "view 9",
        "用第 9 个保存的视图" "apply saved view 9";
    Conditions "conditions" ["f Enter"] BROWSE, Nothing, "条件" "conditions",
        "列出筛选的全部条件，逐条清除" "list every condition of the filter, to clear one by one";
    ClearFilter "clear-filter" ["f 0"] BROWSE, Nothing, "全清" "clear",
        "清除全部筛选" "clear the whole filter";
    Sort "sort" ["o"] BROWSE, Nothing [Footer(17)], "排序" "sort",
        "排序：再按列的字母，同一列再按为倒序" "sort: then the column's letter, again to reverse";
    Group "group" ["="] BROWSE, Nothing, "分组" "group",
        "换分组：地区、领域、状态、灯、不分" "group by region, sector, status, light, not at all";
    Columns "columns" [","] BROWSE, Nothing, "列" "columns",
        "选列，调列的次序" "choose and reorder the columns";
    Open "open" ["Enter"] LISTS, Nothing [Footer(20), Reads, ChangesReview], "打开" "open",
        "打开任务" "open the task";
    Back "back" ["Esc"] ANY, Nothing [Footer(27), Reads], "退一步" "back",
        "退一步：弹窗、查找、标记、最后一个条件；不退出，不改数据" "one step back; never quits, never changes data";
    Down "down" ["j", "Down"] LISTS, Nothing, "下移" "down", "下移一行" "one row down";
    Up "up" ["k", "Up"] LISTS, Nothing, "上移" "up", "上移一行" "one row up";
    Top "top" ["g", "Home"] LISTS, Nothing, "首行" "top", "到第一行" "to the first row";
    Bottom "bottom" ["G", "End"] LISTS, Nothing, "末行" "bottom", "到最后一行" "to the last row";
    PageDown "page-down" ["PgDn"] LISTS, Nothing, "下页" "page down", "下翻一页" "one page down";
    PageUp "page-up" ["PgUp"] LISTS, Nothing, "上页" "page up", "上翻一页" "one page up";
    PreviewDown "preview-down" ["Ctrl-D"] LISTS, Nothing [BeforeList, Reads], "预览下翻" "preview down",
        "预览下翻半页" "preview half a page down";
    PreviewUp "preview-up" ["Ctrl-U"] LISTS, Nothing [BeforeList, Reads], "预览上翻" "preview up",
        "预览上翻半页" "preview half a page up";
    Left "left" ["h", "Left"] LISTS, Nothing [Reads], "左" "left",
        "任务页：上一项任务；留痕屏：收起" "task view: the task before; history: fold";
    Right "right" ["l", "Right"] LISTS, Nothing [Reads], "右" "right",
        "任务页：下一项任务；留痕屏：展开" "task view: the next task; history: unfold";
    NextPane "next-pane" ["Tab"] LISTS, Nothing [BeforeList, Reads], "换栏" "next pane", "到下一栏" "to the next pane";
    PreviousPane "previous-pane" ["Shift-Tab"] LISTS, Nothing [BeforeList, Reads], "回栏" "previous pane",
        "到上一栏" "to the pane before";
    Children "children" ["t"] BROWSE, Task, "子项" "children",
        "展开或收起子项" "unfold or fold the children";
    Parent "parent" ["-"] BROWSE | TASK, Task [Reads], "上级" "parent",
        "到上级任务" "go to the parent task";
    Facets "facets" ["b"] BROWSE, Nothing [BeforeList], "分面" "facets",
        "显示或收起左边的分面" "show or hide the facets";
    Full "full" ["z"] BROWSE, Nothing [BeforeList], "全宽" "full width",
        "表格全宽，收起分面和预览" "full-width table, facets and preview hidden";
    HistoryOfTask "history-of-task" ["v"] BROWSE | TASK, Task [Reads], "留痕" "trail",
        "看本任务的留痕" "the audit trail of this task";
    FilterPerson "filter-person" ["b"] HISTORY, Nothing [Footer(18)], "按人" "by person",
        "从名单里选一个人，只看他的" "only one person's, chosen from a list";
    FilterDay "filter-day" ["d"] HISTORY, Nothing [Footer(19)], "按天" "by day",
        "从列表里选一天，只看这一天的" "only one day's, chosen from a list";
    AsOf "as-of" ["@"] BROWSE | TASK | HISTORY, Nothing [Footer(29)], "当日台账" "as of",
        "看某一天的台账，只读" "the ledger as it stood on a day, read-only";
    CopyNumber "copy-number" ["y n"] BROWSE | TASK, Task [Footer(28)], "复制编号" "copy number",
        "复制编号" "copy the number";
    CopyTitle "copy-title" ["y t"] BROWSE | TASK, Task, "复制标题" "copy title",
        "复制标题" "copy the title";
    CopyLine "copy-line" ["y l"] BROWSE | TASK, Task, "复制整行" "copy line",
        "复制整行" "copy the line";
    CopyPreview "copy-preview" ["y p"] BROWSE | TASK, Task, "复制预览" "copy preview",
        "复制预览的全文" "copy the text of the preview";
    Export "export" [] BROWSE, Nothing, "导出" "export",
        "把筛选内的任务导出为文件" "export the tasks in the filter to a file";
    Drafts "drafts" [] BROWSE | TASK, Nothing, "草稿" "drafts",
        "列出未记入的文字，包括上次断线或退出时留下的：取回或丢弃" "the drafts not recorded, those of an earlier session too: take one up or throw it away";
    Report "report" ["r"] BROWSE | TASK, Later, "填报" "report",
        "进展填报" "progress report";
    Escalate "escalate" ["m"] BROWSE | TASK, Later, "催办" "escalate",
        "催办，提出下一步" "propose the next step of pressure";
    ScreenBrowse "screen-browse" ["1"] ANY, Nothing [BeforeList, Reads], "台账" "browse", "台账" "the ledger";
    ScreenBoard "screen-board" ["2"] ANY, Nothing [BeforeList, Reads], "看板" "board", "看板" "the board";
    ScreenCalendar "screen-calendar" ["3"] ANY, Nothing [BeforeList, Reads], "日历" "calendar", "时限日历" "calendar of deadlines";
    ScreenSupervision "screen-supervision" ["4"] ANY, Nothing [BeforeList, Reads], "督办" "supervision",
        "督办：催办、延期、未报" "escalations, extensions, silent tasks";
    ScreenHistory "screen-history" ["5"] ANY, Nothing [Reads], "留痕" "history",
        "全部留痕：谁、何时、从哪、改了什么、为何" "the audit trail: who, when, from where, what, why";
    ScreenImport "screen-import" ["6"] ANY, Nothing [Reads], "导入" "import", "导入文件" "import a document";
    TakeIn "take-in" ["c"] IMPORT, Ledger [Footer(1), ChangesReview], "导入台账" "take in",
        "把审阅过的文件导入台账，先报数目，一步可撤回" "take the reviewed file in, the numbers first, one undo step";
    NextDoubt "next-doubt" ["n"] IMPORT, Nothing [Footer(2)], "下一存疑" "next doubt",
        "到下一个存疑的栏，跨任务" "to the next doubtful field, across tasks";
    PreviousDoubt "previous-doubt" ["p"] IMPORT, Nothing, "上一存疑" "last doubt",
        "到上一个存疑的栏" "to the doubtful field before";
    Correct "correct" ["e"] IMPORT, Nothing [Footer(3), ChangesReview], "更正" "correct",
        "更正光标处的栏" "correct the field under the cursor";
    Checked "checked" ["Space"] IMPORT, Nothing [Footer(4), ChangesReview], "无误" "right",
        "存疑的栏看过无误，再按一次恢复" "the doubtful field is right as it is; again: doubtful";
    Drop "drop" ["d"] IMPORT, Nothing [Footer(5), ChangesReview], "去除" "drop",
        "这项任务不导入，再按一次恢复" "leave the task out; again: put it back";
    PickRegion "pick-region" ["r"] IMPORT, Nothing [Footer(6), ChangesReview], "地区" "region",
        "给文件和它的任务选地区" "choose the region of the document and its tasks";
    InOrder "document-order" ["o"] IMPORT, Nothing [Footer(7)], "次序" "order",
        "存疑的在前，或按文件次序" "doubtful tasks first, or the order of the document";
    Clause "clause" ["."] BROWSE | TASK | IMPORT, Nothing [Footer(30), Reads], "原文" "wording",
        "看原文，再按一次回来" "the original wording; again: back";
    MapColumns "map-columns" ["m"] IMPORT, Nothing [Footer(9), ChangesReview], "列对应" "columns",
        "指定表格台账的各列导入为哪一栏，同样表头的下次不再问" "say what the columns of a ledger hold; remembered by its headings";
    OtherFile "other-file" ["f"] IMPORT, Nothing [Footer(8), ChangesReview], "换文件" "other file",
        "另选文件；现有的审阅先问再丢弃" "choose another file; a review at hand is thrown away only after asking";
    Palette "palette" [":"] ANY, Nothing [Footer(24)], "命令" "commands",
        "命令：打汉字、拼音首字母或英文" "commands by Hanzi, pinyin initials or English";
    Help "help" ["?"] ANY, Nothing [Footer(25), BeforeList, Reads], "帮助" "help", "帮助，可查找" "searchable help";
    Redraw "redraw" ["Ctrl-L"] ANY, Nothing [BeforeList, Reads], "重画" "repaint",
        "重画整个屏幕：别人发来的消息(wall)或其他程序写乱了它；框里也可用" "repaint the whole screen, after a message of others (wall) or another program has written on it; in every box too";
    Suspend "suspend" ["Ctrl-Z"] ANY, Nothing [BeforeList, Reads], "挂起" "suspend",
        "挂起到后台，fg 回来" "to the background; fg comes back";
    Quit "quit" ["q", "Ctrl-C"] ANY, Nothing [Footer(26), BeforeList, Reads], "退出" "quit",
        "离开本屏；在台账屏为退出" "leave this screen; on browse quit";
}

impl Command {
    /// The row of the table.
    pub fn spec(self) -> &'static Spec {
        // A test checks that every command has one.
        COMMANDS
            .iter()
            .find(|spec| spec.command == self)
            .unwrap_or(&COMMANDS[0])
    }

    /// Whether its row has a mark.
    pub fn has(self, mark: CommandMark) -> bool {
        self.spec().marks.contains(&mark)
    }

    /// The place of the saved view it applies, counted from zero; `None` for other commands.
    pub fn view_place(self) -> Option<usize> {
        (Command::View1..=Command::View9)
            .contains(&self)
            .then(|| self as usize - Command::View1 as usize)
    }

    /// Its short label.
    pub fn label(self, lang: Lang) -> &'static str {
        let (zh, en) = self.spec().label;
        lang.pick(zh, en)
    }
}

/// What the footer offers, most wanted first.
pub static FOOTER: LazyLock<Vec<Command>> = LazyLock::new(|| {
    let place = |mark: &CommandMark| match mark {
        CommandMark::Footer(at) => Some(*at),
        _ => None,
    };
    let placed = COMMANDS.iter();
    let placed = placed.filter_map(|it| Some((it.marks.iter().find_map(place)?, it.command)));
    let mut placed: Vec<(u8, Command)> = placed.collect();
    placed.sort_unstable();
    placed.into_iter().map(|(_, command)| command).collect()
});

/// The key table of the README, in Markdown.
pub fn reference(lang: Lang) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    let (key, what, name) = lang.pick(("键", "作用", "设置名"), ("key", "what it does", "name"));
    let _ = writeln!(text, "| {key} | {what} | {name} |\n| --- | --- | --- |");
    for spec in COMMANDS {
        let keys: Vec<String> = spec.keys.iter().map(|key| format!("`{key}`")).collect();
        let help = lang.pick(spec.help.0, spec.help.1);
        let _ = writeln!(text, "| {} | {help} | `{}` |", keys.join(" "), spec.name);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::has_ambiguous;
    use crate::tui::state::keys::{Chord, FAKEABLE, Key};

    #[test]
    fn a_doubt_of_the_region_names_the_key_that_the_table_has_for_it() {
        use crate::domain::doubt::DoubtKind;
        use crate::wording::doubt::sentence;
        let key = Command::PickRegion.spec().keys[0];
        let name = "鼓楼区".to_owned();
        for doubt in [
            DoubtKind::RegionNotFound,
            DoubtKind::RegionNamesake { name },
        ] {
            let (zh, en) = (sentence(&doubt, Lang::Zh), sentence(&doubt, Lang::En));
            assert!(zh.contains(&format!("审阅时按 {key}，")), "{zh}");
            assert!(en.contains(&format!("({key} in the review,")), "{en}");
        }
    }

    #[test]
    fn the_table_has_each_command_once_with_a_name_of_its_own_and_sound_keys() {
        let mut names = std::collections::HashSet::new();
        for spec in COMMANDS {
            assert!(names.insert(spec.name), "{} twice", spec.name);
            assert!(
                std::ptr::eq(spec.command.spec(), spec),
                "{} has two rows",
                spec.name
            );
            for key in spec.keys {
                let chord = Chord::parse(key).unwrap();
                if let Key::Char(c) = chord.first {
                    assert!(!FAKEABLE.contains(c), "{key} can be faked");
                }
            }
            for text in [spec.label.0, spec.label.1, spec.help.0, spec.help.1] {
                assert!(!text.is_empty() && !has_ambiguous(text), "{text}");
            }
        }
        let mut footer: Vec<CommandMark> =
            COMMANDS.iter().flat_map(|it| it.marks).copied().collect();
        footer.retain(|mark| matches!(mark, CommandMark::Footer(_)));
        footer.dedup();
        assert_eq!(
            footer.len(),
            FOOTER.len(),
            "a command has two places in the footer"
        );
        for at in 1..=u8::try_from(footer.len()).unwrap() {
            assert!(
                footer.contains(&CommandMark::Footer(at)),
                "nothing stands at {at}"
            );
        }
    }
}
