use std::time::Duration;

use message_batches::calls::batch::MessageBatch;
use message_batches::calls::error::{ApiError, Error};
use message_batches::calls::poll::{Policy, PollEvent, State, Step};

const START: f64 = 1_000_000.0;

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn policy(interval: u64, max: u64, limit: Option<u64>) -> Policy {
    Policy::new(Some(ms(interval)), Some(ms(max)), limit.map(ms))
}

fn batch(status: &str) -> MessageBatch {
    MessageBatch::parse(&format!("{{\"id\":\"b\",\"processing_status\":\"{status}\"}}")).unwrap()
}

/// After a look that read the batch: returns the wait in milliseconds, or the step that ends polling.
fn answered(
    state: &mut State,
    policy: &Policy,
    batch: &MessageBatch,
    hint: Option<Duration>,
    now_ms: f64,
    random: f64,
) -> Result<u64, Step> {
    let step = state.decide(policy, PollEvent::Batch(batch, hint), now_ms, random);
    wait_after(state, step, Step::Report)
}

/// As `answered`, after a failure.
fn failed(
    state: &mut State,
    policy: &Policy,
    transient: bool,
    hint: Option<Duration>,
    now_ms: f64,
    random: f64,
) -> Result<u64, Step> {
    let error = Error::Api(Box::new(ApiError {
        status: if transient { 503 } else { 404 },
        retry_after: hint,
        ..ApiError::default()
    }));
    let step = state.decide(policy, PollEvent::Failure(Some(&error)), now_ms, random);
    wait_after(state, step, Step::Continue)
}

fn wait_after(state: &State, step: Step, goes_on: Step) -> Result<u64, Step> {
    match step == goes_on {
        true => Ok((state.wait().as_secs_f64() * 1000.0).round() as u64),
        false => Err(step),
    }
}

/// Returns the waits of `looks` looks at a batch in progress, without hints and random variation.
fn waits(policy: &Policy, looks: usize) -> Vec<u64> {
    let mut state = State::start(policy, START);
    let running = batch("in_progress");
    (0..looks)
        .map(|_| answered(&mut state, policy, &running, None, START, 0.0).unwrap())
        .collect()
}

#[test]
fn intervals_grow_by_a_half_up_to_the_longest() {
    assert_eq!(
        waits(&policy(1000, 4000, None), 6),
        [1000, 1500, 2250, 3375, 4000, 4000]
    );
    assert_eq!(waits(&policy(5, 5, None), 3), [5, 5, 5]);
}

#[test]
fn what_the_caller_leaves_open_is_filled_in() {
    let cases = [
        // First interval, longest interval, the first six waits.
        (None, None, [10_000, 15_000, 22_500, 33_750, 50_625, 60_000]),
        (Some(100), None, [100, 150, 225, 338, 506, 600]),
        (None, Some(12_000), [10_000, 12_000, 12_000, 12_000, 12_000, 12_000]),
        (None, Some(4_000), [4_000; 6]),
        (Some(9_000), Some(50), [9_000; 6]),
    ];
    for (interval, max, expected) in cases {
        let policy = Policy::new(interval.map(ms), max.map(ms), None);
        assert_eq!(waits(&policy, 6), expected, "{interval:?} {max:?}");
        assert_eq!(policy.limit(), None);
    }
    assert_eq!(policy(1, 1, Some(1234)).limit(), Some(ms(1234)));
}

#[test]
fn chance_adds_up_to_a_tenth() {
    let policy = policy(1000, 1000, None);
    for (random, expected) in [(0.0, 1000), (0.5, 1050), (0.999_999, 1100)] {
        let mut state = State::start(&policy, START);
        assert_eq!(
            answered(&mut state, &policy, &batch("in_progress"), None, START, random).unwrap(),
            expected
        );
        assert_eq!(
            failed(&mut state, &policy, true, None, START, random).unwrap(),
            expected
        );
        assert_eq!(
            answered(
                &mut state,
                &policy,
                &batch("in_progress"),
                Some(ms(1000)),
                START,
                random
            )
            .unwrap(),
            expected
        );
    }
}

#[test]
fn a_hint_of_the_server_wins_within_limits_and_does_not_make_intervals_grow() {
    // First interval, longest, hint, wait.
    let cases = [
        (5_000, 60_000, 10_000, 10_000),
        (5_000, 60_000, 120_000, 60_000),
        (5_000, 60_000, 1, 1_000),
        (5_000, 60_000, 0, 1_000),
        (50, 60_000, 1, 50),
        (50, 60_000, 70, 70),
        (2_000, 2_000, 9_000, 2_000),
    ];
    for (interval, max, hint, expected) in cases {
        let policy = policy(interval, max, None);
        let mut state = State::start(&policy, START);
        let running = batch("in_progress");
        for _ in 0..3 {
            assert_eq!(
                answered(&mut state, &policy, &running, Some(ms(hint)), START, 0.0).unwrap(),
                expected
            );
        }
        assert_eq!(
            answered(&mut state, &policy, &running, None, START, 0.0).unwrap(),
            interval
        );
    }
}

#[test]
fn only_ended_is_the_end() {
    let policy = policy(10, 10, None);
    for status in ["in_progress", "canceling", "paused", "ENDED"] {
        let mut state = State::start(&policy, START);
        assert_eq!(
            answered(&mut state, &policy, &batch(status), None, START, 0.0).unwrap(),
            10,
            "{status}"
        );
        assert_eq!(state.last_status.as_deref(), Some(status));
    }
    let mut state = State::start(&policy, START);
    assert_eq!(
        answered(&mut state, &policy, &batch("ended"), Some(ms(5)), START, 0.0),
        Err(Step::Done)
    );
}

#[test]
fn a_wait_is_cut_to_the_deadline_and_the_look_at_the_deadline_is_the_last() {
    let policy = policy(1000, 1000, Some(2500));
    let mut state = State::start(&policy, START);
    let running = batch("in_progress");
    assert_eq!(answered(&mut state, &policy, &running, None, START, 0.0).unwrap(), 1000);
    assert_eq!(
        answered(&mut state, &policy, &running, None, START + 1000.0, 0.0).unwrap(),
        1000
    );
    assert_eq!(
        answered(&mut state, &policy, &running, None, START + 2000.0, 0.9).unwrap(),
        500
    );
    assert_eq!(
        failed(&mut state, &policy, true, Some(ms(9000)), START + 2400.0, 0.9).unwrap(),
        100
    );
    let last = answered(&mut state, &policy, &running, None, START + 2499.99, 0.9);
    assert_eq!(last, Ok(0), "a hundredth of a millisecond");
    assert!(state.wait() > Duration::ZERO && state.wait() < Duration::from_micros(11));
    assert_eq!(
        answered(&mut state, &policy, &running, None, START + 2500.0, 0.0),
        Err(Step::TimedOut)
    );
    assert_eq!(
        failed(&mut state, &policy, true, None, START + 9999.0, 0.0),
        Err(Step::TimedOut)
    );
    assert_eq!(
        answered(&mut state, &policy, &batch("ended"), None, START + 9999.0, 0.0),
        Err(Step::Done)
    );
    assert_eq!(
        failed(&mut state, &policy, false, None, START + 9999.0, 0.0),
        Err(Step::Done)
    );
}

#[test]
fn a_look_may_take_what_the_deadline_leaves_but_at_least_a_second() {
    let limit = Duration::from_secs(600);
    let deadline = policy(10, 10, Some(5000));
    let state = State::start(&deadline, START);
    for (elapsed, expected) in [(0.0, 5000), (3000.0, 2000), (4500.0, 1000), (9000.0, 1000)] {
        assert_eq!(state.call_limit(&deadline, limit, START + elapsed), ms(expected));
    }
    assert_eq!(
        state.call_limit(&deadline, ms(70), START),
        ms(70),
        "the call's own limit if that is shorter"
    );
    assert_eq!(state.call_limit(&policy(10, 10, None), limit, START), limit);
}

#[test]
fn transient_failures_are_waited_out_for_ever_once_the_batch_was_seen() {
    let policy = policy(10, 40, None);
    let mut state = State::start(&policy, START);
    let _ = answered(&mut state, &policy, &batch("in_progress"), None, START, 0.0);
    let waits: Vec<u64> = (0..50)
        .map(|_| failed(&mut state, &policy, true, None, START, 0.0).unwrap())
        .collect();
    assert_eq!(waits[..5], [15, 23, 34, 40, 40]);
    assert_eq!(waits[49], 40);
    assert_eq!(state.last_status.as_deref(), Some("in_progress"));
    let _ = answered(&mut state, &policy, &batch("canceling"), None, START, 0.0);
    assert_eq!((state.last_status.as_deref(), state.failures), (Some("canceling"), 0));
}

#[test]
fn ten_failures_in_a_row_before_the_first_answer_are_reported() {
    let policy = policy(10, 10, None);
    let mut state = State::start(&policy, START);
    for _ in 0..9 {
        assert_eq!(failed(&mut state, &policy, true, None, START, 0.0).unwrap(), 10);
    }
    assert_eq!(failed(&mut state, &policy, true, None, START, 0.0), Err(Step::Done));
}

#[test]
fn a_failure_that_is_not_transient_is_reported_at_once() {
    let policy = policy(10, 10, None);
    let mut state = State::start(&policy, START);
    assert_eq!(failed(&mut state, &policy, false, None, START, 0.0), Err(Step::Done));
    let mut state = State::start(&policy, START);
    let _ = answered(&mut state, &policy, &batch("in_progress"), None, START, 0.0);
    assert_eq!(
        failed(&mut state, &policy, false, Some(ms(5)), START, 0.0),
        Err(Step::Done)
    );
}

#[test]
fn after_a_failure_a_hint_never_makes_us_ask_sooner() {
    // Hint, wait.
    for (hint, expected) in [
        (None, 1000),
        (Some(1), 1000),
        (Some(3_000), 3_000),
        (Some(90_000), 6_000),
    ] {
        let policy = policy(1000, 6000, None);
        let mut state = State::start(&policy, START);
        assert_eq!(
            failed(&mut state, &policy, true, hint.map(ms), START, 0.0).unwrap(),
            expected,
            "{hint:?}"
        );
    }
}

#[test]
fn a_state_that_was_kept_under_another_policy_goes_on_without_harm() {
    let slow = policy(60_000, 600_000, None);
    let quick = policy(10, 20, Some(100));
    let mut state = State::start(&slow, START);
    let _ = answered(&mut state, &slow, &batch("in_progress"), None, START, 0.0);
    assert_eq!(
        answered(&mut state, &quick, &batch("in_progress"), Some(ms(50)), START, 0.0).unwrap(),
        20
    );
    assert_eq!(failed(&mut state, &quick, true, Some(ms(50)), START, 0.0).unwrap(), 20);
    let mut state = State {
        next_interval_ms: 1e308,
        ..State::start(&slow, START)
    };
    assert_eq!(
        answered(&mut state, &quick, &batch("in_progress"), None, START, 0.0).unwrap(),
        20
    );
    assert_eq!(failed(&mut state, &quick, true, None, START, 0.0).unwrap(), 20);
}

#[test]
fn a_state_that_is_no_number_does_no_harm() {
    let policy = policy(10, 20, Some(100));
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN] {
        let mut state = State {
            started_ms: number,
            next_interval_ms: number,
            failures: u32::MAX,
            last_status: Some("in_progress".into()),
            wait_ms: number,
        };
        assert!(state.call_limit(&policy, ms(50), START) <= ms(50), "{number}");
        let running = batch("in_progress");
        let steps = [
            answered(&mut state, &policy, &running, Some(Duration::MAX), START, 0.9),
            failed(&mut state, &policy, true, None, START, 0.9),
            failed(&mut state, &policy, true, Some(Duration::MAX), number, 0.9),
        ];
        for step in steps {
            // The longest interval and a tenth.
            assert!(
                step.is_err_and(|step| step == Step::TimedOut) || step.is_ok_and(|wait| wait <= 22),
                "{number}: {step:?}"
            );
        }
        assert!(
            state.wait() <= ms(22) || state.wait_ms == number,
            "{number}: {:?}",
            state.wait()
        );
    }
}

#[test]
fn a_clock_that_jumps_back_only_makes_the_wait_longer() {
    let policy = policy(1000, 1000, Some(2500));
    let mut state = State::start(&policy, START);
    assert_eq!(
        answered(&mut state, &policy, &batch("in_progress"), None, START - 60_000.0, 0.0).unwrap(),
        1000
    );
}

#[test]
fn the_result_of_a_retrieve_is_reported_unless_the_failure_is_temporary() {
    let policy = policy(10, 10, Some(100));
    let running = batch("in_progress");
    let ended = batch("ended");
    let busy = Error::Api(Box::new(ApiError {
        status: 503,
        ..ApiError::default()
    }));
    let cases = [
        // The outcome of a look, its time after the start, the next step.
        (PollEvent::Batch(&running, None), 0.0, Step::Report),
        (PollEvent::Batch(&running, None), 99.0, Step::Report),
        (PollEvent::Batch(&running, None), 100.0, Step::TimedOut),
        (PollEvent::Batch(&ended, None), 0.0, Step::Done),
        (PollEvent::Batch(&ended, None), 100.0, Step::Done),
        (PollEvent::Failure(Some(&busy)), 0.0, Step::Continue),
        (PollEvent::Failure(Some(&busy)), 100.0, Step::TimedOut),
        (PollEvent::Failure(Some(&Error::MissingKey)), 0.0, Step::Done),
        // The caller's own value, such as the reason of an abort.
        (PollEvent::Failure(None), 0.0, Step::Done),
        (PollEvent::Failure(None), 100.0, Step::Done),
    ];
    for (look, elapsed, step) in cases {
        let mut state = State::start(&policy, START);
        assert_eq!(
            state.decide(&policy, look, START + elapsed, 0.0),
            step,
            "{look:?} after {elapsed}"
        );
    }
}

#[test]
fn the_failure_at_the_deadline_says_how_long_and_what_was_seen_last() {
    let policy = policy(10, 10, Some(100));
    let mut state = State::start(&policy, START);
    assert_eq!(
        state.timeout(&policy, "b".into()).to_string(),
        "Message Batch b could not be read within 100 ms of polling."
    );
    answered(&mut state, &policy, &batch("canceling"), None, START, 0.0).unwrap();
    assert_eq!(
        state.timeout(&policy, "b".into()).to_string(),
        "Message Batch b was still canceling after 100 ms of polling. The batch keeps running: poll again later."
    );
}

#[test]
fn a_new_poll_looks_at_once_and_an_ended_one_keeps_no_wait() {
    let policy = policy(1000, 1000, None);
    let mut state = State::start(&policy, START);
    assert_eq!(state.wait(), Duration::ZERO);
    answered(&mut state, &policy, &batch("in_progress"), None, START, 0.0).unwrap();
    assert_eq!(state.wait(), ms(1000));
    let end = answered(&mut state, &policy, &batch("ended"), None, START, 0.0);
    assert_eq!((end, state.wait()), (Err(Step::Done), Duration::ZERO));
}
