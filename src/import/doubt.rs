//! Which field of a task a doubt of the importer is about.

use crate::domain::Field;
use crate::domain::draft::{TaskDraft, Warning};

/// Words of a doubt with the field they speak of; the first that is found decides.
const CUES: [(&str, Field); 20] = [
    ("责任领导", Field::Leaders),
    ("牵头", Field::LeadUnits),
    ("配合", Field::AssistingUnits),
    ("责任单位", Field::ResponsibleUnits),
    ("责任信息", Field::LeadUnits),
    ("单位名单", Field::ResponsibleUnits),
    ("下同", Field::ResponsibleUnits),
    ("认不出的状态", Field::Status),
    ("认不出的进度", Field::Progress),
    ("认不出的领域", Field::Sector),
    ("开始日期", Field::StartedOn),
    ("报告周期", Field::ReportCycle),
    ("没有写年份", Field::Deadline),
    ("时限", Field::Deadline),
    ("日期", Field::Deadline),
    ("上级", Field::Parent),
    ("地区", Field::Region),
    ("指标", Field::Indicators),
    ("编号", Field::Number),
    ("单位", Field::LeadUnits),
];

/// The field a doubt is about. A doubt nobody knows is one about the task as a whole: its title.
pub fn field_of(doubt: &Warning, draft: &TaskDraft) -> Field {
    // What is quoted are the document's words, which may say anything.
    let own = without_quotes(&doubt.message);
    let found = CUES.iter().find(|(cue, _)| own.contains(cue));
    match found.map(|(_, field)| *field) {
        // A date in the prose gives a milestone, and the deadline only where none is printed.
        Some(Field::Deadline) if draft.deadline().is_none() && !draft.milestones.is_empty() => {
            Field::Milestones
        }
        Some(field) => field,
        None => Field::Title,
    }
}

/// Whether a doubt about a document is one about its region.
pub fn is_about_region(doubt: &Warning) -> bool {
    without_quotes(&doubt.message).contains("地区")
}

fn without_quotes(text: &str) -> String {
    let mut depth = 0usize;
    let mut own = String::new();
    for c in text.chars() {
        match c {
            '“' | '「' => depth += 1,
            '”' | '」' => depth = depth.saturating_sub(1),
            c if depth == 0 => own.push(c),
            _ => {}
        }
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doubt_goes_to_its_field_and_the_quoted_words_do_not_decide() {
        let draft = TaskDraft::default();
        for (message, field) in [
            ("责任单位取自上方合并的单元格", Field::ResponsibleUnits),
            ("“牵头单位11月底前”没有写年份，日期留空", Field::Deadline),
            ("认不出的状态「时限」，留空", Field::Status),
            ("没有编号为 3 的上级任务", Field::Parent),
            (
                "“2027年2月29日前”：日历上没有2027年2月29日，日期留空",
                Field::Deadline,
            ),
            ("看不懂", Field::Title),
        ] {
            let doubt = Warning {
                line: None,
                message: message.to_owned(),
            };
            assert_eq!(field_of(&doubt, &draft), field, "{message}");
        }
    }
}
