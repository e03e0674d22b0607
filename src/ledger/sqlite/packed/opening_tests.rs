use chrono::NaiveDate;
use proptest::prelude::*;

use crate::domain::Action;
use crate::domain::task_field::TaskBody;
use crate::ledger::sqlite::packed::opening::*;
use crate::ledger::tests::fixture::*;
use crate::ledger::write::Writer;

fn numbers() -> impl Strategy<Value = String> {
    let odd = [
        "",
        "0",
        "00",
        "007",
        "7",
        "7.1",
        "07.1",
        "12",
        "108",
        "(三)",
        "三",
        "１２",
        "12a",
        "-3",
        "999999999999999999",
        "1000000000000000000",
        "18446744073709551614",
        "18446744073709551615",
        "00018446744073709551615",
        "18446744073709551615三",
        "18446744073709551616",
        "99999999999999999999999.5",
        "0000000000000000000000000012",
    ];
    prop_oneof![
        prop::sample::select(odd.to_vec()).prop_map(str::to_owned),
        "[0-9]{0,3}[.a-c]?[0-9]{0,2}",
    ]
}

fn days() -> impl Strategy<Value = Option<NaiveDate>> {
    let usual = NaiveDate::from_ymd_opt(2024, 6, 28).unwrap();
    prop_oneof![
        2 => Just(None),
        4 => (0..5_u64).prop_map(move |days| usual.checked_add_days(chrono::Days::new(days))),
        2 => prop::sample::select(vec![-9999, -12, -1, 0, 3, 9999, 10_000, 10_001, 123_456])
            .prop_map(|year| NaiveDate::from_ymd_opt(year, 2, 3)),
    ]
}

fn tasks() -> impl Strategy<Value = Vec<TaskBody>> {
    let task = (0_usize..4, numbers(), days(), 0_usize..9).prop_map(
        |(place, number, deadline, parent)| TaskBody {
            number,
            deadline,
            parent: i64::try_from(parent)
                .ok()
                .and_then(TaskId::new)
                .filter(|_| parent < 3),
            ..body(
                "规范校外培训机构",
                ["敖汉旗", "东园开发区", "西园", "Z"][place],
            )
        },
    );
    // Few regions and numbers at a time, so that much is equal.
    prop::collection::vec(task, 1..120)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: scaled("DUBAN_TEST_WALKS", 24), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_first_rows_are_those_of_the_whole_list_in_order(tasks in tasks(), one_place in any::<bool>()) {
        let mut office = Office::empty();
        let (who, now) = (actor(SUN), office.now());
        let mut writer = Writer::begin(&mut office.ledger, &who, now, Action::Register).unwrap();
        for (place, mut task) in tasks.into_iter().enumerate() {
            if one_place {
                task.region = region("敖汉旗");
                task.number = task.number.chars().take(1).collect();
            }
            task.parent = task.parent.filter(|parent| parent.get() <= place as i64);
            writer.ensure_region(&task.region).unwrap();
            writer.register_owned(task, None).unwrap();
        }
        writer.commit().unwrap();
        for count in [0, 1, 2, 5, 17, 64, 200] {
            let first = office.ledger.first_rows(count).unwrap();
            prop_assert_eq!(first, of_all(&office, count));
        }
    }
}

/// Registers so many tasks, numbered from `first` on, as one batch.
fn register(office: &mut Office, first: usize, count: usize) {
    let (who, now) = (actor(SUN), office.now());
    let mut writer = Writer::begin(&mut office.ledger, &who, now, Action::Register).unwrap();
    let place = region("敖汉旗");
    writer.ensure_region(&place).unwrap();
    for number in first..first + count {
        let task = TaskBody {
            number: number.to_string(),
            ..body("规范校外培训机构", "敖汉旗")
        };
        let task = writer.register_owned(task, None).unwrap();
        office.ids.push(task.id);
    }
    writer.commit().unwrap();
}

/// The first rows of the whole list.
fn of_all(office: &Office, count: usize) -> Vec<Row> {
    let mut all = office.ledger.rows().unwrap();
    all.retain(|row| row.parent.is_none());
    all.sort_by(|a, b| Order::opening().compare_rows(a, b));
    all.truncate(count);
    all
}

fn listed(office: &Office) -> (usize, bool) {
    let first = First::read(&office.ledger.store.conn).unwrap();
    (first.ids.len(), first.is_all)
}

#[test]
fn a_list_that_changes_have_worn_down_is_made_anew_and_says_when_it_has_all() {
    let mut office = Office::empty();
    register(&mut office, 1, MOST);
    assert_eq!(listed(&office), (MOST, true));
    register(&mut office, MOST + 1, 200);
    assert_eq!(listed(&office), (MOST, false));
    let first_page: Vec<usize> = (0..MOST - FEWEST).collect();
    let elsewhere = crate::domain::Edit {
        region: Some(region("西园开发区")),
        ..crate::domain::Edit::default()
    };
    office.update(SUN, &first_page, &elsewhere).unwrap();
    assert_eq!(listed(&office), (FEWEST, false));
    assert_eq!(office.ledger.first_rows(9).unwrap(), of_all(&office, 9));
    office.update(SUN, &[MOST - FEWEST], &elsewhere).unwrap();
    assert_eq!(listed(&office), (MOST, false));
    for count in [1, FEWEST, MOST, MOST + 1, MOST + 300] {
        let first = office.ledger.first_rows(count).unwrap();
        assert_eq!(first, of_all(&office, count));
    }
    // Undoing what came last leaves fewer than the list has room for.
    for _ in 0..3 {
        office.undo(SUN).unwrap();
    }
    assert_eq!(
        office.ledger.first_rows(MOST).unwrap(),
        of_all(&office, MOST)
    );
    office.undo(SUN).unwrap();
    assert_eq!(listed(&office), (0, true));
    assert_eq!(office.ledger.first_rows(9).unwrap(), []);
}
