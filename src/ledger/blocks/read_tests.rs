use crate::domain::{Status, TaskId};
use crate::ledger::tests::fixture::*;
use crate::packed::{Block, BlockNumber, units_of};

fn id(number: i64) -> TaskId {
    TaskId::new(number).unwrap()
}

#[test]
fn blocks_are_what_the_tables_say() {
    let mut office = Office::new();
    office
        .update(BAO, &[0, 2], &status(Status::Assigned))
        .unwrap();
    let blocks = office.ledger.blocks().unwrap();
    let rows: Vec<_> = blocks.rows().collect();
    assert_eq!(rows, office.ledger.rows().unwrap());
    let mut packed = Vec::new();
    let mut take = |number: BlockNumber, bytes: &[u8]| packed.push((number, bytes.to_vec()));
    office.ledger.each_packed(&mut take).unwrap();
    let names = office.ledger.names().unwrap().len();
    let read = packed
        .iter()
        .map(|(number, bytes)| Block::from_bytes(*number, bytes, names));
    assert_eq!(read.collect::<Result<Vec<Block>, _>>(), Ok(blocks.all));
}

#[test]
fn the_blocks_of_some_tasks_come_once_each_and_empty_where_nobody_is_left() {
    let office = Office::new();
    let asked = [id(200), id(3), id(1), id(193)];
    let blocks = office.ledger.blocks_of(&asked).unwrap().all;
    let numbers: Vec<u32> = blocks.iter().map(|block| block.number().get()).collect();
    assert_eq!(numbers, [0, 3]);
    assert_eq!(blocks[0].present(), 0b111);
    assert_eq!(blocks[1], Block::of(BlockNumber::new(3), []));
}

#[test]
fn marks_tell_which_requirements_to_read() {
    let office = Office::new();
    let marks = office.ledger.marks().unwrap();
    let [(number, marks)] = &marks[..] else {
        panic!("{marks:?}");
    };
    assert_eq!(number.get(), 0);
    let with = |word: &str| marks.may_hold(&units_of(word).collect::<Vec<u16>>(), u64::MAX);
    assert_eq!((with("率"), with("厂")), (1, 0));
    let asked = [id(1), id(9), id(2)];
    let texts = office.ledger.requirements(&asked).unwrap();
    let body = &bodies()[0];
    let expected = [(id(1), body.requirement.clone()), (id(2), String::new())];
    assert_eq!(texts, expected);
}
