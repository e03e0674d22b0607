use chrono::{DateTime, NaiveDate, TimeDelta};
use proptest::prelude::*;

use super::*;
use crate::domain::{Party, Progress, RegionKey, Revision, Role, Sector, Status};
use crate::packed::units_of;

fn row(id: i64, title: &str) -> Row {
    let at = DateTime::from_timestamp_millis(1_697_000_000_123).unwrap();
    Row {
        id: TaskId::new(id).unwrap(),
        revision: Revision::new(3).unwrap(),
        number: "12.1".to_owned(),
        parent: TaskId::new(7),
        document: None,
        region: RegionKey::from("敖汉旗".to_owned()),
        sector: Sector::all().nth(2).unwrap(),
        title: title.to_owned(),
        leaders: vec![Party::named("领导甲")],
        units: vec![
            (
                Role::LeadUnit,
                Party {
                    name: "旗财政局".to_owned(),
                    printed: Some("财政局".to_owned()),
                },
            ),
            (Role::AssistingUnit, Party::named("旗财政局")),
        ],
        status: Status::InProgress,
        progress: Progress::try_from(40).ok(),
        deadline: NaiveDate::from_ymd_opt(2024, 2, 29),
        original_deadline: None,
        extended: true,
        standing: false,
        open_due: NaiveDate::from_ymd_opt(-1, 1, 1),
        has_data: true,
        updated_at: at + TimeDelta::seconds(id),
        updated_by: "张敏".to_owned(),
    }
}

/// The one block of these rows, with its names.
fn packed(rows: &[Row]) -> (Block, NameTable) {
    let Blocks { names, mut all } = Blocks::of(rows);
    assert_eq!(all.len(), 1);
    (all.remove(0), names)
}

fn rows_of(block: &Block, names: &NameTable) -> Vec<Row> {
    block.lines().filter_map(|line| line.row(names)).collect()
}

#[test]
fn rows_come_out_as_they_went_in() {
    let rows = [
        row(65, "强化“师资”力量"),
        row(70, ""),
        row(128, "𠮷 ＰＰＴ"),
    ];
    let (block, names) = packed(&rows);
    assert_eq!(rows_of(&block, &names), rows);
    let read = Block::from_bytes(block.number(), &block.to_bytes(), names.len()).unwrap();
    assert_eq!(read, block);
    assert_eq!(rows_of(&read, &names), rows);
}

#[test]
fn a_block_takes_only_the_rows_of_its_ids() {
    let rows = [row(64, "前"), row(65, "中"), row(129, "后")];
    let blocks = Blocks::of(&rows);
    assert_eq!(blocks.rows().collect::<Vec<Row>>(), rows);
    let block = Block::of(
        BlockNumber::new(1),
        blocks.all.iter().flat_map(Block::lines),
    );
    assert_eq!(block.present(), 1);
    assert_eq!(block.title(0), "中");
}

#[test]
fn titles_are_kept_folded_with_the_rows_of_each_character() {
    let (block, _) = packed(&[row(65, "ＡＢ教育"), row(66, "教师")]);
    let wanted: Vec<u16> = "ab教育".encode_utf16().collect();
    assert_eq!(block.texts().get(0), wanted);
    let letters = block.texts().letters();
    let jiao = units_of("教").next().unwrap();
    assert_eq!(letters.with(jiao), 0b11);
    assert_eq!(letters.with(u16::from(b'a')), 0b01);
    assert_eq!(letters.with(u16::from(b'z')), 0);
}

#[test]
fn a_block_with_a_name_that_the_ledger_does_not_have_is_refused() {
    let (block, names) = packed(&[row(65, "强化师资力量")]);
    let bytes = block.to_bytes();
    assert!(Block::from_bytes(block.number(), &bytes, names.len()).is_ok());
    assert!(Block::from_bytes(block.number(), &bytes, names.len() - 1).is_err());
}

proptest! {
    #[test]
    fn bytes_of_any_kind_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Block::from_bytes(BlockNumber::new(0), &bytes, 3);
    }

    #[test]
    fn a_flipped_bit_is_read_or_refused_and_never_panics(at in any::<usize>(), bit in 0..8u8) {
        let (block, names) = packed(&[row(65, "强化师资力量"), row(66, "办好学前教育")]);
        let mut bytes = block.to_bytes();
        let at = at % bytes.len();
        bytes[at] ^= 1 << bit;
        if let Ok(block) = Block::from_bytes(BlockNumber::new(1), &bytes, names.len()) {
            let _ = rows_of(&block, &names).len();
        }
    }
}
