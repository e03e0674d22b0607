use super::*;

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Exactly then.
fn at(time: Instant) -> Arrival {
    Arrival {
        not_before: time,
        at: time,
    }
}

/// A line whose way there and back takes `way`, and that took `carried` for a first frame of so
/// many bytes.
fn line(start: Instant, way: Duration, bytes: usize, carried: Duration) -> Flow {
    let mut flow = Flow::default();
    assert_eq!(flow.asks_from(start), Some(0));
    flow.sent(0, true, start);
    assert_eq!(flow.asks_from(start), Some(0));
    flow.sent(bytes, true, start);
    assert_eq!(
        flow.asks_from(start),
        None,
        "twice, then the answer is waited for"
    );
    flow.answered(at(start + way));
    flow.answered(at(start + way + carried));
    flow
}

#[test]
fn a_terminal_that_answers_nothing_is_asked_twice_and_never_waited_for() {
    let start = Instant::now();
    let mut flow = Flow::default();
    for _ in 0..2 {
        let asks = flow.asks_from(start).is_some();
        flow.sent(3000, asks, start);
        assert_eq!(flow.waits_until(start), None);
    }
    for n in 0..100 {
        let now = start + ms(n * 33);
        assert_eq!((flow.asks_from(now), flow.waits_until(now)), (None, None));
        flow.sent(200, false, now);
    }
    assert_eq!((flow.pace(), flow.owed()), (Pace::Unknown, 0));
}

#[test]
fn on_a_slow_line_one_frame_is_under_way_until_its_answer() {
    let start = Instant::now();
    let mut flow = line(start, ms(20), 4000, ms(500));
    assert_eq!(flow.pace(), Pace::Slow(8000.0));
    let now = start + ms(1000);
    assert_eq!(flow.asks_from(now), Some(64));
    flow.sent(120, true, now);
    let until = flow.waits_until(now + ms(1)).unwrap();
    assert!(until > now + ms(500) && until < now + ms(600));
    flow.answered(at(now + ms(35)));
    assert_eq!(flow.waits_until(now + ms(36)), None);
    // A few bytes more need no answer.
    flow.sent(30, false, now + ms(40));
    assert_eq!(
        (flow.asks_from(now), flow.waits_until(now + ms(41))),
        (Some(34), None)
    );
}

#[test]
fn on_a_fast_line_frames_follow_each_other_and_few_of_them_ask() {
    let start = Instant::now();
    // Fast, but far away.
    let mut flow = line(start, ms(200), 4000, ms(4));
    assert_eq!(flow.pace(), Pace::Fast);
    let (mut asked, mut under_way) = (0, VecDeque::new());
    for n in 1..=60 {
        let now = start + ms(1000 + n * 33);
        while under_way.front().is_some_and(|due| *due <= now) {
            flow.answered(at(under_way.pop_front().unwrap()));
        }
        assert_eq!(flow.waits_until(now), None, "frame {n}");
        let asks = flow.asks_from(now).is_some_and(|from| 900 >= from);
        flow.sent(900, asks, now);
        if asks {
            asked += 1;
            under_way.push_back(now + ms(203));
        }
    }
    assert!(asked <= 20, "{asked} in two seconds");
    assert_eq!(flow.pace(), Pace::Fast);
}

#[test]
fn an_answer_that_never_comes_is_not_waited_for_and_three_are_enough() {
    let start = Instant::now();
    let mut flow = line(start, ms(1), 4000, ms(500));
    let mut now = start + ms(2000);
    for _ in 0..3 {
        assert_eq!(flow.waits_until(now), None);
        flow.sent(120, true, now);
        let until = flow.waits_until(now + ms(1)).unwrap();
        assert!(until <= now + ms(600), "{:?}", until - now);
        now = until;
    }
    now += LONGEST;
    assert_eq!(flow.waits_until(now), None);
    assert_eq!(
        (flow.pace(), flow.asks_from(now), flow.owed()),
        (Pace::Unknown, None, 0)
    );
    flow.sent(120, false, now);
    assert_eq!(flow.waits_until(now + ms(1)), None);
    // They were only late.
    for _ in 0..3 {
        flow.answered(at(now + ms(5)));
    }
    assert!(matches!(flow.pace(), Pace::Slow(_)));
}

#[test]
fn a_first_frame_that_takes_seconds_is_waited_for() {
    let start = Instant::now();
    let mut flow = Flow::default();
    flow.sent(0, true, start);
    flow.sent(5000, true, start);
    flow.answered(at(start + ms(10)));
    assert!(flow.waits_until(start + ms(20)).unwrap() > start + ms(1000));
    flow.answered(at(start + ms(5200)));
    let Pace::Slow(rate) = flow.pace() else {
        panic!("{:?}", flow.pace());
    };
    assert!((900.0..1100.0).contains(&rate), "{rate}");
}

#[test]
fn one_late_answer_makes_no_fast_line_slow_and_a_quick_one_makes_a_slow_one_fast() {
    let start = Instant::now();
    let mut flow = line(start, ms(1), 4000, ms(2));
    let mut ask = |bytes: usize, took: u64, from: u64| {
        let now = start + ms(from);
        flow.sent(bytes, true, now);
        flow.answered(at(now + ms(1 + took)));
        flow.pace()
    };
    assert_eq!(ask(1100, 140, 2000), Pace::Fast);
    assert_eq!(ask(1100, 2, 4000), Pace::Fast);
    assert_eq!(ask(1100, 140, 6000), Pace::Fast);
    assert!(matches!(ask(1100, 140, 8000), Pace::Slow(_)));
    // A few bytes say nothing: many lines carry those at once, and then no more.
    assert!(matches!(ask(900, 3, 9000), Pace::Slow(_)));
    assert_eq!(ask(3000, 3, 10_000), Pace::Fast);
}

#[test]
fn a_line_that_carries_a_burst_and_then_no_more_is_found_slow_within_half_a_second() {
    let start = Instant::now();
    let mut flow = line(start, ms(5), 1500, ms(2));
    assert_eq!(flow.pace(), Pace::Fast);
    let now = start + ms(5000);
    flow.sent(1300, true, now);
    assert_eq!(
        flow.waits_until(now + ms(30)),
        None,
        "its answer may be on the way"
    );
    let until = flow.waits_until(now + ms(40)).unwrap();
    assert!(until <= now + ms(510));
    assert_eq!(flow.waits_until(until), None);
    assert!(
        matches!(flow.pace(), Pace::Slow(rate) if rate < 3000.0),
        "{:?}",
        flow.pace()
    );
    assert_eq!(flow.asks_from(until), Some(64));
}

#[test]
fn a_first_answer_that_waits_behind_others_makes_no_slow_line_fast() {
    let start = Instant::now();
    let mut flow = Flow::default();
    flow.sent(0, true, start);
    flow.sent(1800, true, start);
    // Both in one packet, after what went before them.
    flow.answered(at(start + ms(1200)));
    flow.answered(at(start + ms(1200)));
    assert!(
        matches!(flow.pace(), Pace::Slow(rate) if rate < 2500.0),
        "{:?}",
        flow.pace()
    );
}

#[test]
fn an_answer_that_waited_while_we_were_busy_tells_nothing() {
    let start = Instant::now();
    let mut flow = Flow::default();
    flow.sent(0, true, start);
    flow.sent(4000, true, start);
    flow.answered(at(start + ms(1)));
    flow.answered(Arrival {
        not_before: start + ms(1),
        at: start + ms(400),
    });
    assert_eq!(flow.pace(), Pace::Unknown);
    assert_eq!(
        flow.asks_from(start + ms(401)),
        Some(0),
        "the next frame tells"
    );
}

#[test]
fn keys_repeat_while_they_come_as_often_as_before() {
    let start = Instant::now();
    let mut repeat = Repeat::default();
    repeat.key(start);
    assert_eq!(repeat.until(start), None, "one key is no repeat");
    repeat.key(start + ms(33));
    let until = repeat.until(start + ms(34)).unwrap();
    assert!(
        until > start + ms(33 + 60) && until < start + ms(33 + 75),
        "longer than the gap"
    );
    assert_eq!(repeat.until(until), None);
    repeat.key(start + ms(400));
    assert_eq!(repeat.until(start + ms(401)), None, "somebody thought");
}
