//! The identity of the client that drives a job: what another client sees, and what it may repeat.

use message_batches::jobs::{Action, BatchStatus, CreateFailure, Decision, Event, Halt, Phase, Policy, ShardState};

use crate::bench::{Bench, MINUTE, START, batch, create, retrieved};

fn scope(name: &str) -> Option<String> {
    Some(String::from(name))
}

const ELSEWHERE: &str = "nobody knows whether its creates stored a batch, and a client with another base URL or key sent them. \
     Nothing was sent, and nothing counts as lost. Use the base URL and the key of that client. Without them, decide with \
     job.decide what becomes of an uncertain shard, or remove the job with forgetJob and force.";

#[test]
fn a_create_of_unknown_outcome_is_neither_settled_nor_adopted_by_another_client() {
    let mut bench = Bench::new(Policy::default(), &[5]);
    bench.apply(Event::Resumed { scope: scope("home") });
    bench.list(&[]);
    bench.apply(Event::Resumed { scope: scope("away") });
    assert_eq!(bench.job.halt(), Some(Halt::Hidden));
    assert_eq!(bench.job.reason().as_deref(), Some(ELSEWHERE));
    for _ in 0..5 {
        assert_eq!(bench.list(&[]), []);
    }
    assert_eq!(bench.list(&[batch("a neighbour's", 5, BatchStatus::Running)]), []);
    assert!(
        matches!(bench.state(0), ShardState::Uncertain { .. }),
        "{:?}",
        bench.state(0)
    );
    bench.apply(Event::Resumed { scope: scope("home") });
    assert_eq!(bench.job.halt(), None);
    bench.list(&[batch("own", 5, BatchStatus::Running)]);
    assert!(matches!(bench.state(0), ShardState::Running { batch, .. } if batch == "own"));
}

#[test]
fn a_client_whose_key_is_gone_for_good_goes_on_after_a_decision() {
    let mut bench = Bench::new(Policy::default(), &[5]);
    bench.apply(Event::Resumed { scope: scope("old") });
    bench.list(&[]);
    bench.apply(Event::Resumed { scope: scope("new") });
    assert_eq!(bench.job.halt(), Some(Halt::Hidden));
    let decision = Decision::Create;
    bench.apply(Event::Decided { shard: 0, decision });
    assert_eq!(bench.job.halt(), None);
    assert!(
        matches!(bench.state(0), ShardState::Creating { .. }),
        "{:?}",
        bench.state(0)
    );
}

#[test]
fn a_batch_that_was_adopted_by_its_looks_does_not_show_that_a_client_sees_the_job() {
    // An older version recorded the create, so its client is unknown.
    let mut bench = Bench::sent(Policy::default(), &[5]);
    bench.apply(Event::Resumed { scope: scope("away") });
    bench.list(&[batch("a neighbour's", 5, BatchStatus::Running)]);
    assert_eq!(bench.job.scope, None);
    bench.apply(Event::Resumed { scope: scope("home") });
    bench.list(&[batch("own", 5, BatchStatus::Ended)]);
    let id = String::from("a neighbour's");
    bench.apply(retrieved(&id, None));
    assert_eq!(bench.job.halt(), None);
    bench.list(&[batch("own", 5, BatchStatus::Ended)]);
    bench.apply(Event::Collected {
        shard: 0,
        batch: String::from("own"),
        is_ours: true,
    });
    let own = String::from("own");
    assert_eq!(bench.state(0), &ShardState::Collected { batch: own });
    assert_eq!(bench.job.scope, scope("home"));
}

#[test]
fn a_cancel_by_a_client_that_sees_no_batch_loses_none_that_an_older_version_created() {
    let mut bench = Bench::sent(Policy::default(), &[5]);
    let own = batch("own", 5, BatchStatus::Running);
    bench.apply(Event::Created { shard: 0, batch: own });
    let missing = || retrieved("own", None);
    bench.apply(Event::Resumed { scope: scope("away") });
    bench.ms += 10 * MINUTE;
    bench.apply(Event::Tick);
    bench.apply(missing());
    assert_eq!(bench.job.halt(), Some(Halt::Hidden));
    bench.apply(Event::Cancel);
    bench.apply(missing());
    assert_eq!(bench.job.halt(), Some(Halt::Hidden));
    assert!(
        matches!(bench.state(0), ShardState::Running { .. }),
        "{:?}",
        bench.state(0)
    );
}

#[test]
fn a_canceled_job_whose_last_batch_was_found_by_its_looks_and_deleted_is_ended_by_the_client_that_sent_the_create() {
    let mut bench = Bench::new(Policy::default(), &[5, 6]);
    bench.apply(Event::Resumed { scope: scope("own") });
    bench.list(&[]);
    let own = |status| batch("a", 5, status);
    bench.apply(Event::Created {
        shard: 0,
        batch: own(BatchStatus::Running),
    });
    bench.fail(1, CreateFailure::Unknown);
    bench.apply(Event::Resumed { scope: scope("other") });
    let found = || batch("found", 6, BatchStatus::Running);
    bench.list(&[own(BatchStatus::Running), found()]);
    bench.list(&[own(BatchStatus::Ended), found()]);
    bench.apply(Event::Collected {
        shard: 0,
        batch: "a".into(),
        is_ours: true,
    });
    bench.apply(Event::Cancel);
    bench.apply(Event::Resumed { scope: scope("own") });
    bench.list(&[]);
    for id in ["found", "a"] {
        let id = String::from(id);
        bench.apply(retrieved(&id, None));
    }
    assert_eq!(bench.job.halt(), None);
    let retrieve = Action::Retrieve { batch: "found".into() };
    assert_eq!(bench.list(&[]), [retrieve]);
    let id = String::from("found");
    bench.apply(retrieved(&id, None));
    for _ in 0..3 {
        bench.list(&[]);
    }
    assert_eq!(bench.state(1), &ShardState::Dropped);
}

/// Later than every event.
const REMEMBERED: Option<u64> = Some(START + 10_000 * MINUTE);

fn with_key() -> Bench {
    let mut bench = Bench::new(Policy::default(), &[5]);
    bench.apply(Event::Resumed { scope: None });
    bench.list_at(REMEMBERED, &[]);
    bench.fail(0, CreateFailure::Unknown);
    bench
}

#[test]
fn a_key_is_not_repeated_at_a_peer_that_remembers_none_nor_beside_a_batch_that_matches() {
    let repeat = create(0, 1);
    assert!(with_key().list_at(REMEMBERED, &[]).contains(&repeat));
    assert!(!with_key().list(&[]).contains(&repeat));
    let mut bench = with_key();
    let actions = bench.list_at(REMEMBERED, &[batch("found", 5, BatchStatus::Running)]);
    assert!(!actions.contains(&repeat), "{actions:?}");
    assert!(matches!(bench.state(0), ShardState::Running { batch, .. } if batch == "found"));
}

#[test]
fn a_key_is_not_repeated_with_the_token_of_another_client() {
    let repeats = |before: Option<String>, now: Option<String>| {
        let mut bench = Bench::new(Policy::default(), &[5]);
        bench.apply(Event::Resumed { scope: before });
        bench.list_at(REMEMBERED, &[]);
        bench.apply(Event::Resumed { scope: now });
        let actions = bench.list_at(REMEMBERED, &[]);
        actions.contains(&create(0, 1))
    };
    assert!(repeats(scope("a"), scope("a")));
    assert!(!repeats(scope("a"), scope("b")));
    assert!(!repeats(scope("a"), None));
    assert!(!repeats(None, scope("b")), "a state that an older version wrote");
    assert!(repeats(None, None), "nobody knows more, as in older versions");
}

#[test]
fn a_peer_that_does_not_know_the_outcome_either_is_not_asked_again() {
    let mut bench = with_key();
    bench.list_at(REMEMBERED, &[]);
    bench.fail(0, CreateFailure::Undecided);
    assert_eq!(bench.list_at(REMEMBERED, &[]), []);
    // The listings decide, as they do without keys.
    assert!(
        bench.list_at(REMEMBERED, &[]).contains(&create(0, 2))
            || bench.list_at(REMEMBERED, &[]).contains(&create(0, 2))
    );
}

#[test]
fn a_repeat_that_is_blocked_pauses_the_job_and_a_paused_job_repeats_nothing() {
    let mut bench = with_key();
    bench.list_at(REMEMBERED, &[]);
    let reason = String::from("spend limit");
    bench.fail(0, CreateFailure::Blocked { reason: reason.clone() });
    assert_eq!(bench.job.phase, Phase::Paused { reason });
    assert_eq!(bench.list_at(REMEMBERED, &[]), []);
    bench.apply(Event::Continue);
    assert!(bench.list_at(REMEMBERED, &[]).contains(&create(0, 1)));
}
