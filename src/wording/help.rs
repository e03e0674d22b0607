//! The words of `--help`, of the manual page and of the command reference.

use super::texts;

texts! {
    /// What each verb and flag is for. A verb's own word is its name with `verb_` before it; a
    /// flag's is its name with `flag_`; where one flag means different things, `VERB_FLAG`.
    HelpTexts {
        about: "督办台账：把正式文件变成任务，查找、更新、留痕", "A ledger for supervision offices: official plans become tasks to find, update and trace";
        usage: "用法", "Usage";
        verbs: "命令", "Commands";
        arguments: "参数", "Arguments";
        flags: "选项", "Options";
        global_flags: "通用选项(写在命令前后都可以)", "Global options (before or after the verb)";
        exit_codes: "退出码：0 完成；1 失败或台账损坏；2 参数不对、缺理由或不合规的变动；3 已被他人更新；4 没有这个 ID、名字、留痕或台账，没有可撤回的；5 只读或无权限；6 文件内容不被接受", "Exit codes: 0 done; 1 failed, or the ledger is damaged; 2 bad value, missing reason or illegal move; 3 stale or changed since; 4 id, name, entry or ledger not found, nothing to undo; 5 read-only or not permitted; 6 the content of a file is refused";
        environment: "环境变量：DUBAN_LEDGER、DUBAN_TODAY、DUBAN_USER、DUBAN_LANG 与同名选项作用相同，选项优先", "Environment: DUBAN_LEDGER, DUBAN_TODAY, DUBAN_USER, DUBAN_LANG stand for the flags of those names; the flags go before them";
        verb_duban: "不带命令：打开终端界面", "Without a verb: the terminal interface";
        verb_demo: "在用完即弃的模拟台账上打开终端界面", "Open the interface on a throw-away simulated ledger";
        verb_init: "新建台账", "Make the ledger";
        verb_list: "列出任务", "List tasks";
        verb_show: "查看一项任务的全部内容", "Show one task in full";
        verb_add: "登记一项任务", "Register a task by hand";
        verb_update: "更新任务(可一次多项，全部成功或全部不动)", "Update tasks (several at once: all or nothing)";
        verb_rename: "在全部或筛选的任务里把一个名字换成另一个(领导换岗、单位更名)", "Swap a name in all tasks, or those of a query (a leader changes post, a bureau is renamed)";
        verb_import: "导入文件中的任务", "Take tasks in from files";
        verb_export: "导出任务到文件", "Write tasks to a file";
        verb_report: "生成汇总、通报、督办通知单(尚未提供)", "Make a summary, a bulletin or a notice (not there yet)";
        verb_stats: "分类计数", "Count tasks by a field";
        verb_history: "查看留痕：谁在何时改了什么", "Show who changed what, when and why";
        verb_undo: "撤回自己最近的一次操作，或指定留痕所属的操作", "Undo your newest command, or the one an entry belongs to";
        verb_redo: "重做自己最近撤回的操作", "Redo your newest undone command";
        verb_audit: "核对全部留痕和台账内容", "Check the whole trail and the ledger against it";
        verb_backup: "备份台账到文件", "Copy the ledger to a file";
        verb_restore: "用备份恢复台账；恢复前的台账另存在旁边", "Go back to a backup; what the ledger was is kept beside it";
        verb_doctor: "检查台账、权限、终端和设置", "Check ledger, permissions, terminal and settings";
        verb_completions: "输出命令补全脚本", "Print a completion script for a shell";
        verb_man: "输出手册页", "Print the manual page";
        flag_ledger: "台账文件(DUBAN_LEDGER)", "The ledger (DUBAN_LEDGER)";
        flag_config: "设置文件", "The settings file";
        flag_today: "以这一天计算灯和时限(DUBAN_TODAY)", "The day lights and limits are computed for (DUBAN_TODAY)";
        flag_user: "以这个名字留痕(DUBAN_USER)", "The name changes are recorded under (DUBAN_USER)";
        flag_lang: "界面语言(DUBAN_LANG)", "The language (DUBAN_LANG)";
        flag_wait: "台账被别人占用时最多等待的秒数(默认 60)", "Seconds to wait for others who hold the ledger (default 60)";
        flag_read_only: "只读打开", "Open for reading only";
        flag_force_filesystem: "在不保证文件锁的文件系统(NFS、SMB、FUSE、9p 等)上也写入；只限一台机器上的一个程序", "Write also where the file system keeps no locks (NFS, SMB, FUSE, 9p and the like): for one program on one machine only";
        flag_help: "显示帮助", "Show help";
        flag_version: "显示版本", "Show the version";
        flag_as_of: "这一天结束时或这条留痕之后的台账", "The ledger as of the end of a day, or after an entry";
        flag_sample: "载入五份样本", "With the five sample plans";
        flag_empty: "空台账(默认)", "Empty (the default)";
        flag_query: "查找的词；第一个写 @名称 即用保存的视图", "Words to find; @NAME as the first is the saved view of that name";
        flag_region: "地区，含下级(可多次)", "Region with those below it (repeatable)";
        flag_sector: "领域(可多次)", "Sector (repeatable)";
        flag_leader: "责任领导(可多次)", "Responsible leader (repeatable)";
        flag_unit: "任一角色的单位(可多次)", "Unit in any role (repeatable)";
        flag_status: "状态(可多次)", "Status (repeatable)";
        flag_light: "灯：red yellow green none done(可多次)", "Light: red yellow green none done (repeatable)";
        flag_document: "来源文件的标题(可多次)", "Title of the source document (repeatable)";
        flag_parent: "这项任务的子任务(可多次)", "Subtasks of this task (repeatable)";
        flag_due_before: "时限早于这一天", "Deadline before this day";
        flag_sort: "排序的字段，前加 - 为倒序", "Field to sort by, - before it reverses";
        flag_limit: "最多几项", "At most so many";
        flag_format: "输出格式", "Output format";
        flag_id: "任务 ID", "Id of the task";
        flag_ids: "任务 ID(可多个)", "Ids of the tasks";
        flag_title: "任务名称", "Title";
        add_region: "地区(名称或代码；有上级任务时可省)", "Region by name or code (a subtask takes its parent's)";
        update_region: "改地区", "New region";
        add_sector: "领域", "Sector";
        update_sector: "改领域", "New sector";
        flag_number: "编号", "Number as printed";
        add_parent: "上级任务的 ID", "Id of the parent task";
        add_leader: "责任领导(可多次)", "Responsible leader (repeatable)";
        update_leader: "改责任领导，取代原名单(可多次)", "Leaders, in place of the present ones (repeatable)";
        flag_lead_unit: "牵头单位(可多次；更新时取代原名单)", "Lead unit (repeatable; an update replaces the list)";
        flag_responsible_unit: "责任单位(可多次；更新时取代原名单)", "Responsible unit (repeatable; an update replaces the list)";
        flag_assisting_unit: "配合单位(可多次；更新时取代原名单)", "Assisting unit (repeatable; an update replaces the list)";
        flag_deadline: "完成时限；更新时即批准延期(要有 --reason)，none 为取消(需 --correct)", "Deadline; in an update an approved extension (with --reason), none takes it away (with --correct)";
        flag_add_leader: "增加责任领导，其他的保留(可多次)", "One more leader, the others stay (repeatable)";
        flag_remove_leader: "去掉责任领导，其他的保留(可多次)", "Take a leader off, the others stay (repeatable)";
        flag_add_lead_unit: "增加牵头单位(可多次)", "One more lead unit (repeatable)";
        flag_remove_lead_unit: "去掉牵头单位(可多次)", "Take a lead unit off (repeatable)";
        flag_add_responsible_unit: "增加责任单位(可多次)", "One more responsible unit (repeatable)";
        flag_remove_responsible_unit: "去掉责任单位(可多次)", "Take a responsible unit off (repeatable)";
        flag_add_assisting_unit: "增加配合单位(可多次)", "One more assisting unit (repeatable)";
        flag_remove_assisting_unit: "去掉配合单位(可多次)", "Take an assisting unit off (repeatable)";
        flag_kind: "leader 责任领导，unit 任一角色的单位", "leader, or unit in any role";
        flag_old: "原来的名字", "The name that goes";
        flag_new: "新的名字", "The name that comes";
        rename_query: "只在符合这些条件的任务里换；不写为全部任务", "Only in the tasks these words find; left out: in all";
        flag_requirement: "任务要求", "What is demanded";
        flag_standing: "长期坚持", "Standing task";
        flag_no_standing: "不再是长期坚持", "No longer a standing task";
        flag_report_cycle: "报告周期：monthly quarterly half_yearly yearly，更新时 none 为取消", "Report cycle: monthly quarterly half_yearly yearly; none takes it away in an update";
        flag_note: "备注；- 从标准输入读", "A note; - reads it from standard input";
        flag_reason: "理由", "Why";
        update_status: "改状态", "New status";
        flag_send_back: "退回到推进中，要写理由", "Send back to in_progress, with a reason";
        flag_progress: "进度 0 到 100，none 为取消", "Share done, 0 to 100; none takes it away";
        flag_correct: "更正原文的时限，不算延期：原定时限与现行时限一并更正；已延期过的只更正原定时限", "The date was wrong: a correction, no extension; corrects the original date and the one in force, of an extended task the original only";
        flag_asked_on: "提出延期申请的那天；不写按在案的申请，再按今天", "The day the extension was asked for; else that of the request on record, else today";
        flag_milestone: "第 N 个节点：N=done、N=日期 或 N=open", "Milestone N: N=done, N=DATE or N=open";
        flag_expect_revision: "只在任务仍是这一版时更新", "Update only if the task is still at this revision";
        flag_files: "文件，- 为标准输入", "Files, - is standard input";
        flag_dry_run: "只预览，不写入", "Only show what it would do";
        flag_assign: "同时交办", "Also hand the new tasks out";
        import_reason: "本台账导出的文件里改动的理由(各行的 reason 一列优先)", "Why rows of an exported file were changed (a column reason goes before it)";
        flag_accept_changes: "同时接受对已有任务的改动", "Also take changes to tasks that are there";
        flag_accept_doubtful: "存疑而默认不导入的也导入", "Also take what is left out for a doubt";
        flag_all: "全部列出，不只列前面的", "List everything, not the first ones only";
        import_region: "按这个地区登记", "Register under this region";
        flag_output: "输出文件，- 为标准输出", "File to write, - is standard output";
        flag_rest: "种类和选项", "Kind and options";
        flag_by: "按哪一项计数：region sector leader unit status light", "Field to count by: region sector leader unit status light";
        flag_cross: "再按哪一项分列", "Field to divide the counts by";
        history_by: "只看这个人的", "Only by this user";
        flag_since: "从这一天起", "From this day on";
        flag_until: "到这一天止", "Up to the end of this day";
        flag_entry: "留痕号", "Number of an entry";
        flag_file: "备份文件", "File to write";
        flag_force: "即使已有别的文件也覆盖", "Replace a file that is not of this program's making";
        restore_file: "用来恢复的备份", "The backup to go back to";
        restore_dry_run: "只说会丢什么，不恢复", "Only say what would be lost";
        flag_rebuild: "按留痕修复台账，并记入留痕", "Repair the ledger from the trail, and say so in the trail";
        flag_no_file_check: "不做 SQLite 自身的检查", "Leave out SQLite's own check of the file";
        flag_salvage: "把第一处损坏之前的全部留痕写成一份新台账", "Write all entries before the first bad one to a new ledger";
        flag_yes: "不再询问", "Do not ask";
        backup_force: "即使已有文件不是这份台账的备份也覆盖", "Replace a file that is no backup of this ledger";
        flag_shell: "bash zsh fish elvish powershell", "bash zsh fish elvish powershell";
    }
}

impl HelpTexts {
    /// The words of `flag` of `verb`, where there are any.
    pub fn flag(lang: crate::domain::Lang, verb: &str, flag: &str) -> Option<&'static str> {
        let own = format!("{verb}_{flag}");
        let common = format!("flag_{flag}");
        Self::named(lang, &own).or_else(|| Self::named(lang, &common))
    }

    /// The words of `verb`.
    pub fn verb(lang: crate::domain::Lang, verb: &str) -> Option<&'static str> {
        Self::named(lang, &format!("verb_{verb}"))
    }

    fn named(lang: crate::domain::Lang, name: &str) -> Option<&'static str> {
        let found = Self::ALL.iter().find(|text| text.0 == name);
        found.map(|text| lang.pick(text.1, text.2))
    }
}
