//! Texts about drafts that outlast the process they were typed in.

use super::texts;

texts! {
    /// Texts about drafts.
    DraftTexts {
        offer_title: "上次断线或退出时未记入的草稿 {n} 条", "{n} drafts were not recorded when the last session ended";
        title: "未记入的草稿 {n} 条", "{n} drafts not recorded";
        keys: "Enter 取回  d 丢弃  y 复制  上下键移动  Esc 以后再说", "Enter takes it up  d throws it away  y copies  j/k move  Esc later";
        throw_again: "再按一次 d 丢弃这条草稿，其他键不丢", "d once more throws this draft away, any other key keeps it";
        thrown: "已丢弃", "thrown away";
        later: "草稿留着：按 : 打「草稿」再看，下次开始时也会再问", "the drafts stay: : and drafts shows them, and the next start asks again";
        none: "没有未记入的草稿", "there are no drafts";
        found: "有上次未记入的草稿 {n} 条：按 : 打「草稿」取回", "{n} drafts of the last session were not recorded: : and drafts shows them";
        left: "还有 {n} 条草稿：按 : 打「草稿」", "{n} more drafts: : and drafts";
        gone: "任务已不在台账里，草稿取不回；y 复制文字，d 丢弃", "the task is not in the ledger any more; y copies the text, d throws it away";
        not_read_yet: "正在读取这项任务，再按一次 Enter", "the task is being read; Enter once more";
        taken: "这里已有一份打开过的草稿，先记入或清空它", "another draft stands in its place: record or empty that first";
        read_only: "台账是只读的，草稿留到能写的时候", "the ledger is read-only; the drafts wait until it can be written";
        new_task: "(新登记)", "(new)";
        other_file: "文件已变，更正没有套用：{name}", "the file is another now, the corrections were not laid over it: {name}";
        laid: "更正已套回 {n} 处", "{n} corrections are back";
        quit_lost: "有 {n} 份未记入的草稿存不了，退出就会丢失；再按一次 q 仍退出", "{n} drafts are not recorded, cannot be kept and will be LOST; q again quits all the same";
        unkept: "草稿存不了，退出就会丢失({why})；请先记入，或腾出空间", "drafts cannot be kept and will be lost on leaving ({why}): record them, or make room";
        kept_again: "草稿又能保存了", "drafts are kept again";
        no_folder: "没有存放草稿的文件夹", "there is no folder for drafts";
        lost: "{n} 份未记入的草稿没能保存({why})，内容如下，需要时请复制：", "{n} drafts that were not recorded could not be kept ({why}); this is what they said:";
        lost_one: "[{what}] {name}: {text}", "[{what}] {name}: {text}";
        quit_kept: "有 {n} 份未记入的草稿，留到下次；再按一次 q 退出", "{n} drafts are not recorded and wait for the next start; q again quits";
    }
}
