//! The page about the query language, reached from the search box.

use crate::domain::Lang;

/// What one types, and what it finds: Chinese, then English.
type Line = ((&'static str, &'static str), (&'static str, &'static str));

const LINES: [Line; 18] = [
    (
        ("教师 培训", "教师 培训"),
        (
            "两个词都有，次序不论：名称、领导、单位、地区、领域、编号",
            "both, in any order, in any column",
        ),
    ),
    (
        ("jspx  jiaoshi  dsm 幼儿园", "jspx  jiaoshi  dsm 幼儿园"),
        (
            "首字母、全拼、与汉字混用",
            "initials, full pinyin, mixed with Hanzi",
        ),
    ),
    (
        ("\"教师培训\"", "\"教师培训\""),
        ("原样连着出现", "exactly as it stands"),
    ),
    (
        ("教师|园长", "教师|园长"),
        ("其中一个就行", "one of the two is enough"),
    ),
    (
        ("!培训  !灯:红", "!培训  !light:red"),
        ("不要有的", "must not be there"),
    ),
    (
        ("领导:李云生  领导:lys", "leader:李云生  leader:lys"),
        (
            "责任领导，拼音也行",
            "responsible leader, by pinyin as well",
        ),
    ),
    (
        ("领导=李云生", "leader=李云生"),
        ("名字正好是这个", "exactly this name"),
    ),
    (
        ("领导:李云生,董树民", "leader:李云生,董树民"),
        ("同一字段的几个值，其中之一", "one of several values"),
    ),
    (
        ("地区:敖汉旗", "region:敖汉旗"),
        ("含下级", "with those below it"),
    ),
    (
        ("单位:财政局  领域:学前", "unit:财政局  sector:pre"),
        ("任一角色的单位；领域", "unit in any role; sector"),
    ),
    (
        (
            "状态:推进中  灯:红,黄",
            "status:in_progress  light:red,yellow",
        ),
        ("状态；今天的灯", "status; the light of the day"),
    ),
    (
        (
            "期限:2025-12  期限:<2025-07",
            "deadline:2025-12  deadline:<2025-07",
        ),
        (
            "在这个月；早于。< <= > >= 都行，也可写 无、长期",
            "that month; before; none, standing",
        ),
    ),
    (
        ("进度:<50", "progress:<50"),
        ("完成比例，百分数", "share done, in percent"),
    ),
    (
        ("情形:逾期", "state:overdue"),
        (
            "逾期 临近 未报 变动 我的",
            "or due_soon unreported changed mine",
        ),
    ),
    (
        ("编号:12  文件:实施方案", "number:12  document:实施方案"),
        ("编号或 #ID；来源文件", "number or #id; source document"),
    ),
    (
        ("上级:#6", "parent:#6"),
        (
            "这项任务的子项；无 是不属别项的",
            "what details that task; none",
        ),
    ),
    (
        ("任务:幼儿园", "title:幼儿园"),
        ("只看名称", "the title alone"),
    ),
    (
        ("(一次最多)", "(at most)"),
        (
            "16 个词，每词 64 字；64 个值",
            "16 words of 64 characters, 64 values",
        ),
    ),
];

/// The title of the page.
pub fn title(lang: Lang) -> &'static str {
    lang.pick("查询的写法", "How to write a query")
}

/// The keys that act on it.
pub fn keys(lang: Lang) -> &'static str {
    lang.pick(
        "任意键 回搜索框；框里 Tab 补全字段和值，再按换下一个",
        "any key goes back; in the box Tab completes, Tab again is the next",
    )
}

/// What one types, and what it finds.
pub fn lines(lang: Lang) -> impl Iterator<Item = (&'static str, &'static str)> {
    LINES
        .iter()
        .map(move |(typed, finds)| (lang.pick(typed.0, typed.1), lang.pick(finds.0, finds.1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{MAX_VALUES, MAX_WORD, MAX_WORDS};

    #[test]
    fn the_page_names_the_limits_of_a_query() {
        for lang in [Lang::Zh, Lang::En] {
            let (_, limits) = lines(lang).last().unwrap();
            for limit in [MAX_WORDS, MAX_WORD, MAX_VALUES] {
                assert!(limits.contains(&limit.to_string()), "{limits}");
            }
        }
    }
}
