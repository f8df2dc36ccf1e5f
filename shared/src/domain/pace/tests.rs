use super::*;
use serde_json::json;

fn at(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(1_785_000_000_000 + milliseconds).unwrap()
}

fn slots(taken: Taken) -> Vec<i64> {
    match taken {
        Taken::Slots(slots) => slots
            .moments()
            .map(|moment| moment.as_millisecond() - at(0).as_millisecond())
            .collect(),
        other => panic!("{other:?}"),
    }
}

/// A hundred senders that ask whenever they have nothing: the moments they get, in milliseconds.
fn backlog(rate: f64, seconds: i64, lane: impl Fn(i64) -> Lane) -> Vec<(i64, Lane)> {
    let (mut meter, mut given) = (Meter::default(), Vec::new());
    for now in 0..seconds * 1_000 {
        for _ in 0..3 {
            let lane = lane(now);
            match meter.take(at(now), lane, Rate::per_second(rate), 32) {
                Taken::Slots(slots) => given.extend(
                    slots
                        .moments()
                        .map(|moment| (moment.as_millisecond() - at(0).as_millisecond(), lane)),
                ),
                Taken::Busy(until) => assert!(until > at(now)),
                Taken::Stopped(stopped) => panic!("{stopped:?}"),
            }
        }
    }
    given.retain(|(moment, _)| *moment < seconds * 1_000);
    given.sort_by_key(|(moment, _)| *moment);
    given
}

fn count(messages: usize) -> f64 {
    u32::try_from(messages).unwrap().into()
}

fn busiest_second(given: &[(i64, Lane)]) -> usize {
    (0..given.len())
        .map(|from| {
            given[from..]
                .iter()
                .take_while(|(moment, _)| *moment < given[from].0 + 1_000)
                .count()
        })
        .max()
        .unwrap_or(0)
}

#[test]
fn a_backlog_goes_out_at_the_rate_and_never_above_it() {
    for rate in [1.0, 14.0, 50.0, 200.0, 1_000.0] {
        let given = backlog(rate, 60, |_| Lane::Slow);
        let share = count(given.len()) / (rate * 60.0);
        assert!((0.95..=1.0).contains(&share) || rate < 2.0, "{rate}: {share}");
        let busiest = count(busiest_second(&given));
        assert!(busiest <= rate.max(2.0), "{rate}: {busiest} in a second");
    }
}

#[test]
fn a_press_goes_before_a_backlog_and_the_rate_holds() {
    let rate = 14.0;
    let mut meter = Meter::default();
    while matches!(
        meter.take(at(0), Lane::Slow, Rate::per_second(rate), 3),
        Taken::Slots(_)
    ) {}
    let pressed: Vec<i64> = (0..3)
        .flat_map(|_| slots(meter.take(at(0), Lane::Fast, Rate::per_second(rate), 1)))
        .collect();
    assert_eq!(pressed[0], 0, "at once");
    assert!(pressed[2] < 800, "{pressed:?}: a fifth of the rate is theirs");
    // A press every other second beside a backlog: the whole stays below the rate but for a moment.
    let given = backlog(
        rate,
        60,
        |now| if now % 2_000 == 0 { Lane::Fast } else { Lane::Slow },
    );
    let busiest = busiest_second(&given);
    assert!(busiest <= 17, "{busiest}");
    assert!(count(given.len()) >= rate * 60.0 * 0.95, "{}", given.len());
    assert!(count(given.len()) <= rate * 61.0, "{}", given.len());
}

#[test]
fn without_a_backlog_presses_have_the_whole_rate() {
    let given = backlog(14.0, 20, |_| Lane::Fast);
    let first_seconds = given.iter().filter(|(moment, _)| *moment < 20_000).count();
    assert!(count(first_seconds) >= 14.0 * 20.0 * 0.95, "{first_seconds}");
}

#[test]
fn a_rate_that_a_provider_names_is_taken_and_asked_for_again() {
    let mut meter = Meter::default();
    assert!(meter.wants_rate(at(0)));
    meter.learn(at(0), Some(Rate::per_second(50.0)));
    assert!(!meter.wants_rate(at(60_000)));
    assert_eq!(
        slots(meter.take(at(0), Lane::Slow, Rate::per_second(1.0), 32)).len(),
        12
    );
    assert!(meter.wants_rate(at(901_000)));
    // Not to be had this time: what was known still holds.
    meter.learn(at(901_000), None);
    assert!(!meter.wants_rate(at(902_000)));
    assert_eq!(
        slots(meter.take(at(901_000), Lane::Slow, Rate::per_second(1.0), 32)).len(),
        12
    );
}

#[test]
fn many_throttles_slow_the_meter_down_and_quiet_makes_it_faster_again() {
    let rate = Rate::per_second(100.0);
    let mut meter = Meter::default();
    let of_rate = meter.interval(rate);
    meter.throttled(at(0), rate);
    assert_eq!(meter.interval(rate), of_rate, "one is no sign");
    for _ in 0..60 {
        meter.throttled(at(100), rate);
    }
    let slow = meter.interval(rate);
    assert!(slow > of_rate * 5 / 4, "{slow}");
    for minute in 1..30 {
        meter.take(at(minute * 60_000), Lane::Slow, rate, 1);
    }
    assert_eq!(meter.interval(rate), of_rate);
}

#[test]
fn a_few_faults_alike_stop_the_sender_once_and_one_success_starts_it_again() {
    let (rate, cause) = (Rate::per_second(14.0), "MessageRejected");
    let mut meter = Meter::default();
    assert_eq!(meter.failed(at(0), cause), Verdict::GoesOn);
    assert!(meter.succeeded(at(0)), "a fault that was none of many");
    assert_eq!(meter.failed(at(0), cause), Verdict::GoesOn);
    assert_eq!(meter.failed(at(1), cause), Verdict::GoesOn);
    let Verdict::Stops(stopped) = meter.failed(at(2), cause) else {
        panic!("{meter:?}");
    };
    assert_eq!(stopped.until, at(2) + FIRST_PAUSE);
    assert_eq!(
        meter.failed(at(3), cause),
        Verdict::StaysStopped,
        "one that was under way"
    );
    assert_eq!(
        meter.take(at(4), Lane::Fast, rate, 1),
        Taken::Stopped(stopped.clone())
    );
    assert!(!meter.succeeded(at(4)), "it was handed over before");
    // The pause is over: one message a second, and one more fault is enough for a longer pause.
    let later = stopped.until + SignedDuration::from_millis(1);
    assert!(matches!(meter.take(later, Lane::Slow, rate, 9), Taken::Slots(slots) if slots.count == 1));
    assert_eq!(
        meter.failed(later, cause),
        Verdict::StaysStopped,
        "the alarm was raised"
    );
    let again = later + FIRST_PAUSE + SignedDuration::from_millis(1);
    assert!(
        matches!(meter.take(again, Lane::Slow, rate, 9), Taken::Stopped(_)),
        "twice as long"
    );
    let after = later + FIRST_PAUSE * 2;
    assert!(matches!(meter.take(after, Lane::Slow, rate, 9), Taken::Slots(_)));
    assert!(meter.succeeded(after));
    assert!(!meter.succeeded(after), "no news any more");
    assert!(matches!(meter.take(after, Lane::Slow, rate, 9), Taken::Slots(slots) if slots.count == 3));
}

#[test]
fn a_used_up_day_pauses_at_once_and_another_cause_raises_another_alarm() {
    let mut meter = Meter::default();
    assert!(matches!(meter.exhausted(at(0), "daily_quota"), Verdict::Stops(_)));
    let later = at(0) + QUOTA_PAUSE;
    assert_eq!(meter.exhausted(later, "daily_quota"), Verdict::StaysStopped);
    let later = later + QUOTA_PAUSE;
    for _ in 1..ALIKE {
        assert_eq!(meter.failed(later, "AccessDenied"), Verdict::GoesOn);
    }
    assert!(
        matches!(meter.failed(later, "AccessDenied"), Verdict::Stops(stopped) if stopped.cause == "AccessDenied")
    );
}

#[test]
fn a_meter_is_read_as_it_was_written_and_a_new_one_from_nothing() {
    assert_eq!(
        serde_json::from_value::<Meter>(json!({})).unwrap(),
        Meter::default()
    );
    let mut meter = Meter::default();
    meter.learn(at(0), Some(Rate::per_second(14.0)));
    meter.throttled(at(0), Rate::per_second(14.0));
    meter.exhausted(at(0), "daily_quota");
    let stored = serde_json::to_value(&meter).unwrap();
    assert_eq!(stored["rate"], 14_000);
    assert_eq!(serde_json::from_value::<Meter>(stored).unwrap(), meter);
}

#[test]
fn a_strange_rate_is_a_slow_one() {
    for (given, expected) in [
        (f64::NAN, 1_000),
        (0.0, 100),
        (-3.0, 100),
        (f64::INFINITY, 1_000_000_000),
    ] {
        assert_eq!(Rate::per_second(given), Rate(expected), "{given}");
    }
}

#[test]
fn an_outage_that_comes_and_goes_raises_one_alarm() {
    let mut meter = Meter::default();
    assert!(matches!(meter.exhausted(at(0), "daily quota"), Verdict::Stops(_)));
    for hour in 1..6 {
        let now = at(hour * 3_600_000);
        assert!(meter.succeeded(now));
        assert_eq!(
            meter.exhausted(now, "daily quota"),
            Verdict::StaysStopped,
            "{hour}"
        );
    }
    assert!(matches!(
        meter.exhausted(at(7 * 3_600_000), "daily quota"),
        Verdict::Stops(_)
    ));
}

#[test]
fn however_many_press_the_others_keep_four_fifths_of_the_rate() {
    let rate = 20.0;
    // Ten presses a millisecond would be more than any provider takes.
    let given = backlog(rate, 60, |now| if now % 2 == 0 { Lane::Fast } else { Lane::Slow });
    let of = |lane: Lane| count(given.iter().filter(|(_, of)| *of == lane).count()) / (rate * 60.0);
    assert!(of(Lane::Slow) >= 0.75, "{}", of(Lane::Slow));
    assert!(
        of(Lane::Slow) + of(Lane::Fast) <= 1.05,
        "{} and {}",
        of(Lane::Slow),
        of(Lane::Fast)
    );
    let busiest = busiest_second(&given);
    assert!(busiest <= 26, "{busiest}");
}
