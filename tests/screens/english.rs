//! The interface in English.

use insta::assert_snapshot;

use crate::support::*;

#[test]
fn browse_task_view_and_dialogs_in_english() {
    let office = Office::demo().english();
    let mut stage = office.sit(WIDE);
    assert_snapshot!("en_browse", stage.picture());
    stage.press("s");
    assert_snapshot!("en_status", stage.picture());
    stage.press("<Esc>jd").type_text("+1m");
    assert_snapshot!("en_deadline", stage.picture());
    stage.press("<Esc>fl");
    assert_snapshot!("en_facet", stage.picture());
    stage.press("<Esc><Enter>");
    assert_snapshot!("en_task", stage.picture());
    stage.press("v");
    assert_snapshot!("en_history", stage.picture());
    stage.press("<Esc><Esc>");
    stage.0.resize(80, 24);
    stage.press("e");
    assert_snapshot!("en_form_80x24", stage.picture());
    stage.press("<Esc>?");
    assert_snapshot!("en_help_80x24", stage.picture());
}

#[test]
fn no_chinese_stands_in_the_english_interface_but_names_and_documents() {
    let office = Office::new(Kind::Empty).english();
    let mut stage = office.sit(WIDE);
    for script in [
        "", "f", "<Esc>o", "<Esc>,", "<Esc>:", "<Esc>?", "<Esc>c", "<Esc>@", "<Esc>5", "<Esc>2",
        "1/", "<Esc>x", "s", "u", "=", "==", "a", "ff",
    ] {
        stage.press(script);
        let text = stage.text().replace("张敏", "");
        let hanzi: String = text
            .chars()
            .filter(|c| matches!(c, '\u{3000}'..='\u{9fff}'))
            .collect();
        assert_eq!(hanzi, "", "{script}: {text}");
    }
}
