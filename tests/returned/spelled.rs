//! Cells and headings as colleagues and their programs spell them: figures with commas, headings of
//! an office, names that run together, sums below the table, text with tabs.

use super::partial::accept;
use super::{counts, csv_of, entries, import, worked_on};

#[test]
fn two_figures_in_a_cell_of_ids_are_no_task() {
    let desk = worked_on();
    let before = entries(&desk);
    for id in ["1,3", "1，3", "13,4", "1,,234"] {
        let path = desk.write("ids.csv", format!("id,progress\n\"{id}\",40\n"));
        let ran = accept(&desk, &path).came_to(6);
        assert!(ran.err.contains("认不出"), "{id}: {}", ran.err);
    }
    assert_eq!(entries(&desk), before);
}

#[test]
fn a_heading_that_a_colleague_renamed_is_known_in_a_file_of_ours() {
    let desk = worked_on();
    let text = csv_of(&desk);
    let all = desk.list(&[]).len() as u64;
    for (own, renamed) in [
        ("title", "任务名称"),
        ("deadline", "办结时限"),
        ("progress", "完成进度"),
    ] {
        let head = text.lines().next().unwrap();
        let new_head = head.replacen(&format!(",{own},"), &format!(",{renamed},"), 1);
        let path = desk.write("head.csv", text.replacen(head, &new_head, 1));
        let ran = import(&desk, &path, &[]).came_to(0);
        assert_eq!(counts(&ran).1, all, "{renamed}: {}", ran.err);
        assert!(!ran.err.contains("没有读取的列"), "{renamed}: {}", ran.err);
    }
    let path = desk.write("head.csv", "id,revision,任务名称\n5,,新名称\n");
    let ran = import(&desk, &path, &[]).came_to(3);
    assert!(ran.err.contains("-> 新名称"), "{}", ran.err);
    // An own column beside ours stays one that is not read.
    let path = desk.write("head.csv", "id,revision,title,任务名称\n5,,甲事,乙事\n");
    let ran = import(&desk, &path, &[]);
    assert!(
        ran.err.contains("没有读取的列：「任务名称」"),
        "{}",
        ran.err
    );
}

#[test]
fn names_that_may_be_several_are_doubted() {
    let desk = worked_on();
    let path = desk.write(
        "names.csv",
        "id,revision,leaders\n5,,屈强军 王 伟\n6,,李 强\n7,,屈强军 王伟\n",
    );
    let ran = import(&desk, &path, &[]).came_to(3);
    assert!(
        ran.err
            .contains("第 2 行：责任领导「屈强军 王 伟」按一个名字读"),
        "{}",
        ran.err
    );
    for plain in ["第 3 行：责任领导", "第 4 行：责任领导"] {
        assert!(!ran.err.contains(plain), "{plain}: {}", ran.err);
    }
    let path = desk.write("names.json", "[\n{\"id\": 5, \"leaders\": [\"李、强\"]}]");
    let ran = import(&desk, &path, &[]).came_to(3);
    assert!(
        ran.err
            .contains("第 2 行：责任领导「李、强」里有分隔号，读作 2 个名字"),
        "{}",
        ran.err
    );
}

#[test]
fn a_sum_below_the_table_keeps_no_row_out() {
    let desk = worked_on();
    let all = desk.list(&[]).len() as u64;
    let text = csv_of(&desk);
    let commas = text.lines().next().unwrap().matches(',').count();
    for sum in ["合计", "总 计"] {
        let path = desk.write("sum.csv", format!("{text}{sum}{}\n", ",".repeat(commas)));
        let ran = import(&desk, &path, &[]).came_to(0);
        assert_eq!(counts(&ran).1, all, "{}", ran.err);
        assert!(ran.err.contains("不是任务，没有读取"), "{}", ran.err);
    }
}

#[test]
fn a_copy_as_text_with_tabs_is_a_file_of_ours() {
    let desk = worked_on();
    let all = desk.list(&[]).len() as u64;
    let text = csv_of(&desk);
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b'\t')
        .from_writer(Vec::new());
    writer.write_record(reader.headers().unwrap()).unwrap();
    for record in reader.records() {
        writer.write_record(&record.unwrap()).unwrap();
    }
    let tabs = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    let mut wide = vec![0xFF, 0xFE];
    wide.extend(tabs.encode_utf16().flat_map(u16::to_le_bytes));
    for bytes in [tabs.into_bytes(), wide] {
        let path = desk.write("copy.txt", bytes);
        let ran = import(&desk, &path, &[]).came_to(0);
        assert_eq!(counts(&ran), (0, all, 0, 0, 0, 0), "{}", ran.err);
    }
}
