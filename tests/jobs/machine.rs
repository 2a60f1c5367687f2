//! The state machine without a simulation: each test covers one question.

use message_batches::jobs::{Action, BatchStatus, CreateFailure, Event, Job, Now, Phase, Policy, ShardState};

use crate::bench::{Bench, MINUTE, START, batch, create, lists, retrieved};

#[test]
fn a_job_lists_the_batches_before_its_first_create() {
    let mut bench = Bench::new(Policy::default(), &[5]);
    let listing = Action::List {
        number: 1,
        since_ms: (1 << 53) - 1,
    };
    assert_eq!(bench.apply(Event::Resumed { scope: None }).actions, [listing]);
    assert_eq!(bench.list(&[]), [create(0, 1)]);
}

#[test]
fn a_new_state_says_that_a_create_may_have_been_sent_before_it_is_sent() {
    let bench = Bench::sent(Policy::default(), &[5]);
    let ShardState::Creating { intent, is_repeat } = bench.state(0) else {
        panic!("{:?}", bench.state(0));
    };
    assert_eq!(
        (intent.key.as_str(), intent.requests, is_repeat),
        ("job-0-1", 5, &false)
    );
    assert_eq!(intent.since_ms, START + 10 * MINUTE);
}

#[test]
fn a_create_that_stored_nothing_is_repeated_after_the_wait_that_the_server_wants() {
    let mut bench = Bench::sent(Policy::default(), &[5]);
    let after_ms = Some(42_000);
    let step = bench.fail(0, CreateFailure::NotStored { after_ms });
    assert_eq!(step.actions, []);
    bench.ms += 41_999;
    assert_eq!(bench.apply(Event::Tick).actions, []);
    bench.ms += 1;
    assert_eq!(bench.apply(Event::Tick).actions, [create(0, 2)]);
}

#[test]
fn a_spend_limit_pauses_the_job_until_it_is_continued() {
    let mut bench = Bench::sent(Policy::default(), &[5, 6, 7]);
    let reason = String::from("429 spend limit");
    bench.fail(0, CreateFailure::Blocked { reason: reason.clone() });
    assert_eq!(bench.job.phase, Phase::Paused { reason });
    let created = batch("b", 6, BatchStatus::Running);
    assert_eq!(
        bench
            .apply(Event::Created {
                shard: 1,
                batch: created
            })
            .actions,
        []
    );
    assert_eq!(bench.apply(Event::Continue).actions, [create(0, 2), create(2, 1)]);
}

#[test]
fn a_full_queue_lowers_what_is_in_flight_until_a_batch_ends() {
    let mut bench = Bench::sent(Policy::default(), &[5, 6]);
    let created = batch("a", 5, BatchStatus::Running);
    bench.apply(Event::Created {
        shard: 0,
        batch: created,
    });
    let retrieve = Action::Retrieve {
        batch: String::from("a"),
    };
    assert_eq!(
        bench.fail(1, CreateFailure::QueueFull { after_ms: None }).actions,
        [retrieve]
    );
    assert_eq!(bench.job.most_running, 1);
    bench.ms += 30 * MINUTE;
    assert_eq!(
        bench.apply(Event::Tick).actions,
        [],
        "a minute has passed, and there is still no room"
    );
    let ended = Some(batch("a", 5, BatchStatus::Ended));
    let id = String::from("a");
    let actions = bench.apply(retrieved(&id, ended)).actions;
    assert_eq!(actions.first(), Some(&create(1, 2)));
}

#[test]
fn the_state_is_json_that_a_later_version_reads() {
    let mut bench = Bench::sent(Policy::default(), &[5, 6, 7]);
    bench.fail(0, CreateFailure::Unknown);
    let created = batch("b", 6, BatchStatus::Running);
    bench.apply(Event::Created {
        shard: 1,
        batch: created,
    });
    let text = serde_json::to_string_pretty(&bench.job).unwrap();
    if std::env::var_os("JOBS_RECORD").is_some() {
        std::fs::write("tests/jobs/fixtures/state-1.json", format!("{text}\n")).unwrap();
    }
    let recorded = include_str!("fixtures/state-1.json");
    assert_eq!(text, recorded.trim_end());
    let read: Job = serde_json::from_str(recorded).unwrap();
    assert_eq!(serde_json::to_string_pretty(&read).unwrap(), text);
    // States of before 2026-11-30 know of no earlier batches.
    let old: Job = serde_json::from_str(include_str!("fixtures/state-1-before-earlier.json")).unwrap();
    assert!(old.earlier.is_empty());
    assert_eq!(old.shards.len(), read.shards.len());
}

#[test]
fn a_batch_that_was_listed_before_a_create_is_not_what_came_of_it() {
    let twin = batch("twin", 5, BatchStatus::Running);
    let own = batch("own", 5, BatchStatus::Running);
    let mut bench = Bench::new(Policy::default(), &[5, 5]);
    bench.apply(Event::Resumed { scope: None });
    bench.list(&[twin.clone(), batch("other", 6, BatchStatus::Running)]);
    assert_eq!(
        bench.job.earlier.len(),
        1,
        "only batches of the size of a shard are noted"
    );
    bench.apply(Event::Created {
        shard: 1,
        batch: batch("b", 5, BatchStatus::Running),
    });
    bench.fail(0, CreateFailure::Unknown);
    bench.list(std::slice::from_ref(&twin));
    assert!(matches!(bench.state(0), ShardState::Uncertain { candidates, .. } if candidates.is_empty()));
    bench.list(&[twin, own]);
    assert!(matches!(bench.state(0), ShardState::Running { batch, .. } if batch == "own"));
    bench.apply(retrieved("own", Some(batch("own", 5, BatchStatus::Ended))));
    bench.apply(Event::Compared {
        shard: 0,
        batch: String::from("own"),
        is_ours: Some(true),
    });
}

#[test]
fn a_listing_that_was_under_way_when_a_create_was_sent_says_nothing_of_earlier_batches() {
    let policy = Policy {
        concurrency: 3,
        ..Policy::default()
    };
    let mut bench = Bench::sent(policy, &[5, 6, 7]);
    for (shard, requests) in [(1, 6), (2, 7)] {
        let batch = batch(&format!("b-{requests}"), requests, BatchStatus::Running);
        bench.apply(Event::Created { shard, batch });
    }
    let after_ms = Some(20 * MINUTE);
    assert!(lists(&bench.fail(0, CreateFailure::NotStored { after_ms })));
    bench.ms += 25 * MINUTE;
    assert_eq!(bench.apply(Event::Tick).actions, [create(0, 2)]);
    let ShardState::Creating { intent, .. } = bench.state(0) else {
        panic!("{:?}", bench.state(0));
    };
    assert_eq!(
        (bench.job.listings, intent.after_listing),
        (2, 1),
        "its batch may be in the second listing"
    );
}

#[test]
fn a_driver_that_stops_records_a_create_and_begins_nothing() {
    let mut bench = Bench::sent(Policy::default(), &[5, 6, 7]);
    let now = Now {
        ms: bench.ms,
        random: 0.0,
    };
    let batch = batch("msgbatch_1", 5, BatchStatus::Running);
    bench.job.record(Event::Created { shard: 0, batch }, now);
    assert!(matches!(bench.state(0), ShardState::Running { batch, .. } if batch == "msgbatch_1"));
    assert!(matches!(bench.state(1), ShardState::Creating { .. }));
    assert!(matches!(bench.state(2), ShardState::Waiting { .. }));
}

#[test]
fn a_cancel_that_failed_is_repeated_at_the_next_look_and_not_at_once() {
    let mut bench = Bench::sent(Policy::default(), &[5]);
    bench.apply(Event::Created {
        shard: 0,
        batch: batch("a", 5, BatchStatus::Running),
    });
    let cancel = Action::Cancel { batch: "a".into() };
    assert!(bench.apply(Event::Cancel).actions.contains(&cancel));
    let failed = bench.apply(Event::CancelFailed { batch: "a".into() });
    assert_eq!(failed.actions, []);
    let wake_ms = failed.wake_ms.unwrap();
    assert!(wake_ms > bench.ms, "{wake_ms}");
    bench.ms = wake_ms;
    assert!(bench.apply(Event::Tick).actions.contains(&cancel));
}

#[test]
fn results_that_cannot_be_read_have_the_last_reason_and_the_time_of_the_first_failure() {
    let mut bench = Bench::sent(Policy::default(), &[5]);
    let ended = batch("a", 5, BatchStatus::Ended);
    bench.apply(Event::Created {
        shard: 0,
        batch: batch("a", 5, BatchStatus::Running),
    });
    bench.apply(retrieved("a", Some(ended)));
    let start = bench.ms;
    for reason in ["500", "the connection broke"] {
        bench.apply(Event::ReadFailed {
            shard: 0,
            batch: String::from("a"),
            gone: None,
            reason: Some(String::from(reason)),
        });
        bench.ms += 10 * MINUTE;
    }
    let ShardState::Ended {
        reason,
        failing_since_ms,
        failures,
        ..
    } = bench.state(0)
    else {
        panic!("{:?}", bench.state(0));
    };
    assert_eq!(
        (reason.as_deref(), *failing_since_ms, *failures),
        (Some("the connection broke"), Some(start), 2)
    );
}
