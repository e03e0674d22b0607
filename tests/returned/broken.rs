//! A file that was cut, or whose quotation marks and commas were damaged, is refused with its line; a
//! cell that a program of sheets left out clears no value.

use super::airtight::without;
use super::{Desk, Ran, counts, csv_of, edited, entries, import, worked_on};

/// Which columns files have that somebody made shorter.
const LAYOUTS: [&[&str]; 5] = [
    &["id", "revision", "title"],
    &["id", "revision", "title", "leaders"],
    &["id", "title", "revision"],
    &["id", "revision", "title", "requirement", "leaders"],
    &[
        "id",
        "number",
        "region",
        "title",
        "leaders",
        "lead_units",
        "revision",
        "status",
    ],
];

/// A csv of some columns only, in their order.
fn of_layout(plain: &str, layout: &[&str]) -> String {
    let mut reader = csv::Reader::from_reader(plain.trim_start_matches('\u{FEFF}').as_bytes());
    let header = reader.headers().unwrap().clone();
    let place = |column: &&str| header.iter().position(|name| name == *column).unwrap();
    let places: Vec<usize> = layout.iter().map(place).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(layout).unwrap();
    for record in reader.records() {
        let record = record.unwrap();
        writer
            .write_record(places.iter().map(|place| &record[*place]))
            .unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn taken(desk: &Desk, text: &str) -> Ran {
    let path = desk.write("broken.csv", text);
    import(desk, &path, &["--accept-changes", "--reason", "甲"])
}

/// The line on which a title stands, with the lines before it and after it.
fn parted<'t>(text: &'t str, title: &str) -> (&'t str, &'t str, &'t str) {
    let at = text.find(title).unwrap();
    let from = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let to = text[at..].find('\n').map_or(text.len(), |end| at + end);
    (&text[..from], &text[from..to], &text[to..])
}

#[test]
fn a_quotation_mark_that_is_not_closed_is_refused_with_its_line() {
    let desk = worked_on();
    let before = entries(&desk);
    let plain = csv_of(&desk);
    let title = desk.show("100")["title"].as_str().unwrap().to_owned();
    for layout in LAYOUTS {
        let text = of_layout(&plain, layout);
        let (above, row, below) = parted(&text, &title);
        let broken = format!(
            "{above}{}{below}",
            row.replace(&title, &format!("\"{title}"))
        );
        let ran = taken(&desk, &broken).came_to(6);
        let line = above.matches('\n').count() + 1;
        assert!(
            ran.err.contains(&format!("第 {line} 行：")),
            "{layout:?} {}",
            ran.err
        );
        // Closed where a later cell opens its own.
        let below = below.replacen(',', ",\"", 2).replacen('\n', "\"\n", 4);
        let broken = format!(
            "{above}{}{below}",
            row.replace(&title, &format!("\"{title}"))
        );
        taken(&desk, &broken).came_to(6);
    }
    assert_eq!(entries(&desk), before);
}

#[test]
fn a_file_that_breaks_off_anywhere_in_its_last_row_is_refused_or_changes_nothing() {
    let desk = worked_on();
    let before = entries(&desk);
    let plain = csv_of(&desk);
    for layout in &LAYOUTS[..4] {
        let text = of_layout(&plain, layout);
        let text = text.lines().take(20).collect::<Vec<_>>().join("\n");
        let last = text.rfind('\n').unwrap() + 1;
        for (cut, _) in text.char_indices().filter(|(at, _)| *at > last) {
            let ran = taken(&desk, &text[..cut]);
            assert!(
                [0, 6].contains(&ran.code),
                "{:?} {}",
                &text[last..cut],
                ran.err
            );
            if ran.code == 0 {
                let (new, _, changed, ..) = counts(&ran);
                assert_eq!((new, changed), (0, 0), "{:?}", &text[last..cut]);
            }
        }
    }
    assert_eq!(entries(&desk), before);
}

#[test]
fn a_comma_outside_of_quotation_marks_is_refused_with_its_line() {
    let desk = worked_on();
    desk.run(&["update", "100", "--leader", ""]).came_to(0);
    let before = entries(&desk);
    let plain = csv_of(&desk);
    let title = desk.show("100")["title"].as_str().unwrap().to_owned();
    let (middle, _) = title.char_indices().nth(2).unwrap();
    let parted_title = format!("{},{}", &title[..middle], &title[middle..]);
    for layout in LAYOUTS {
        let text = of_layout(&plain, layout);
        let (above, row, below) = parted(&text, &title);
        let broken = format!("{above}{}{below}", row.replace(&title, &parted_title));
        let ran = taken(&desk, &broken).came_to(6);
        let line = above.matches('\n').count() + 1;
        assert!(
            ran.err.contains(&format!("第 {line} 行")),
            "{layout:?} {}",
            ran.err
        );
    }
    assert_eq!(entries(&desk), before);
}

#[test]
fn empty_cells_that_a_program_of_sheets_adds_or_leaves_out_are_no_fault() {
    let desk = worked_on();
    desk.run(&["update", "100", "101", "--leader", ""])
        .came_to(0);
    let before = entries(&desk);
    let plain = csv_of(&desk);
    let text = of_layout(&plain, &["id", "revision", "title", "leaders"]);
    let all = desk.list(&[]).len() as u64;
    let shorter = |text: &str| {
        let lines = text.lines().map(|line| match line.strip_suffix(',') {
            Some(short) => short.to_owned(),
            None => line.to_owned(),
        });
        lines.collect::<Vec<_>>().join("\n") + "\n"
    };
    assert_ne!(shorter(&text), text);
    let longer = |text: &str| {
        text.lines()
            .map(|line| format!("{line},,\n"))
            .collect::<String>()
    };
    let one_longer = text.replacen('\n', ",,\n", 3);
    let rows_longer = text.replace('\n', ",,\n").replacen(",,\n", "\n", 1);
    for whole in [shorter(&text), longer(&text), one_longer, rows_longer] {
        let ran = taken(&desk, &whole).came_to(0);
        assert_eq!(counts(&ran), (0, all, 0, 0, 0, 0), "{}", ran.err);
    }
    assert_eq!(entries(&desk), before);
}

#[test]
fn a_cell_that_is_not_there_clears_no_value() {
    let desk = worked_on();
    let before = entries(&desk);
    let plain = csv_of(&desk);
    let text = of_layout(&plain, &["id", "revision", "title", "leaders"]);
    let title = desk.show("14")["title"].as_str().unwrap().to_owned();
    let (above, row, below) = parted(&text, &title);
    let cells: Vec<&str> = row.split(',').collect();
    for count in 1..cells.len() {
        let short = cells[..count].join(",");
        let ran = taken(&desk, &format!("{above}{short}{below}")).came_to(6);
        assert!(ran.err.contains("之前就断了"), "{short}: {}", ran.err);
    }
    // Without ids, two cells run into one.
    let text = without(&plain, &["id"]);
    let (above, row, below) = parted(&text, &title);
    let short = row.replacen(&format!("{title},"), &title, 1);
    let ran = taken(&desk, &format!("{above}{short}{below}")).came_to(6);
    assert!(ran.err.contains("之前就断了"), "{}", ran.err);
    assert_eq!(entries(&desk), before);
    // The last column is empty in the ledger, and the cells before it were made one.
    desk.run(&["update", "14", "--lead-unit", ""]).came_to(0);
    let before = entries(&desk);
    let text = of_layout(
        &csv_of(&desk),
        &["id", "revision", "title", "leaders", "lead_units"],
    );
    let (above, row, below) = parted(&text, &title);
    let joined = row.replacen(&format!("{title},"), &title, 1);
    taken(&desk, &format!("{above}{joined}{below}")).came_to(6);
    // One that was changed, and of which a program left the empty cell out.
    let changed = row.replacen(&title, "改过的", 1);
    let changed = changed.strip_suffix(',').unwrap();
    assert_eq!(entries(&desk), before);
    let ran = taken(&desk, &format!("{above}{changed}{below}")).came_to(0);
    assert_eq!(counts(&ran).2, 1, "{}", ran.err);
}

#[test]
fn a_cell_that_holds_the_rows_below_it_is_refused_whatever_program_wrote_it() {
    let desk = worked_on();
    let before = entries(&desk);
    let plain = csv_of(&desk);
    let title = desk.show("100")["title"].as_str().unwrap().to_owned();
    for layout in LAYOUTS {
        let text = of_layout(&plain, layout);
        let (_, _, below) = parted(&text, &title);
        let next: Vec<&str> = below.trim_start().lines().collect();
        for count in [1, 3] {
            let swallowed = format!("{title}\n{}", next[..count].join("\n"));
            let text = edited(&text, &[("100", "title", &swallowed)]);
            let ran = taken(&desk, &text).came_to(6);
            assert!(ran.err.contains("引号没有收尾"), "{layout:?} {}", ran.err);
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let mut rows = vec![reader.headers().unwrap().clone()];
            rows.extend(reader.records().map(Result::unwrap));
            let rows: Vec<Vec<String>> = rows
                .iter()
                .map(|row| row.iter().map(str::to_owned).collect())
                .collect();
            let path = desk.write("swallowed.xlsx", super::workbook(&rows));
            let ran = import(&desk, &path, &["--accept-changes"]).came_to(6);
            assert!(ran.err.contains("引号没有收尾"), "xlsx {}", ran.err);
        }
    }
    // Lines that a person typed.
    let text = edited(&plain, &[("100", "requirement", "第一\n1,二\n2,三")]);
    assert_eq!(entries(&desk), before);
    let ran = taken(&desk, &text).came_to(0);
    assert_eq!(counts(&ran).2, 1, "{}", ran.err);
}

#[test]
fn names_that_a_program_wrote_as_lists_or_maps_are_refused_and_no_people() {
    let desk = worked_on();
    let before = entries(&desk);
    for (cell, column) in [
        ("['孙亮', '屈强军']", "leaders"),
        ("[\"孙亮\"]", "lead_units"),
        ("{'name': '张三'}", "assisting_units"),
    ] {
        let path = desk.write("py.csv", edited(&csv_of(&desk), &[("5", column, cell)]));
        let ran = import(&desk, &path, &["--accept-changes", "--reason", "改"]).came_to(6);
        assert!(ran.err.contains("认不出"), "{column} {cell}: {}", ran.err);
    }
    // Where the ledger has none either, an empty list is none.
    let none = edited(&csv_of(&desk), &[("130", "leaders", "[]")]);
    let path = desk.write("none.csv", none);
    import(&desk, &path, &[]).came_to(0);
    let json = desk.text_path("all.json");
    desk.run(&["export", "--output", &json]).came_to(0);
    let text = std::fs::read_to_string(&json).unwrap();
    for list in [
        serde_json::json!([{"name": "张三"}]),
        serde_json::json!(["孙亮", 7]),
        serde_json::json!([["张三"], null]),
        serde_json::json!({"name": "张三"}),
    ] {
        let mut all: serde_json::Value = serde_json::from_str(&text).unwrap();
        all[0]["leaders"] = list.clone();
        let path = desk.write("names.json", all.to_string());
        let ran = import(&desk, &path, &["--accept-changes", "--reason", "改"]).came_to(6);
        assert!(ran.err.contains("认不出"), "{list}: {}", ran.err);
    }
    assert_eq!(entries(&desk), before);
}
