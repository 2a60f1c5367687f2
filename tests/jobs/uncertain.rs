//! Creates with an unknown outcome.

use message_batches::jobs::{Action, BatchStatus, CreateFailure, Decision, Event, Halt, Policy, ShardState};

use crate::bench::{Bench, MINUTE, asks, batch, create};

#[test]
fn a_create_that_was_under_way_when_the_driver_died_is_not_repeated() {
    let mut bench = Bench::sent(Policy::default(), &[5]);
    let step = bench.apply(Event::Resumed { scope: None });
    assert!(
        matches!(step.actions.as_slice(), [Action::List { .. }]),
        "{:?}",
        step.actions
    );
    assert!(matches!(bench.state(0), ShardState::Uncertain { .. }));
}

#[test]
fn one_match_in_a_listing_is_adopted_and_compared_when_its_results_are_collected() {
    let mut bench = Bench::sent(Policy::default(), &[5]);
    bench.fail(0, CreateFailure::Unknown);
    let own = batch("own", 5, BatchStatus::Ended);
    let collect = Action::Collect {
        shard: 0,
        batch: String::from("own"),
    };
    assert_eq!(bench.list(&[own, batch("other", 6, BatchStatus::Running)]), [collect]);
    bench.apply(Event::Collected {
        shard: 0,
        batch: String::from("own"),
        is_ours: true,
    });
    assert!(bench.job.is_done());
}

#[test]
fn a_match_whose_ids_are_not_ours_is_excluded_for_good() {
    let mut bench = Bench::sent(Policy::default(), &[5]);
    bench.fail(0, CreateFailure::Unknown);
    let other = batch("other", 5, BatchStatus::Ended);
    bench.list(std::slice::from_ref(&other));
    bench.apply(Event::Collected {
        shard: 0,
        batch: String::from("other"),
        is_ours: false,
    });
    assert_eq!(bench.job.shards[0].excluded, ["other"]);
    bench.list(std::slice::from_ref(&other));
    bench.list(std::slice::from_ref(&other));
    assert_eq!(bench.list(&[other]), [create(0, 2)]);
}

#[test]
fn several_matches_are_compared_by_their_ids_when_they_have_ended() {
    let mut bench = Bench::sent(asks(), &[5]);
    bench.fail(0, CreateFailure::Unknown);
    let running = [batch("a", 5, BatchStatus::Running), batch("b", 5, BatchStatus::Running)];
    assert_eq!(bench.list(&running), []);
    let compare = Action::Compare {
        shard: 0,
        batch: String::from("b"),
    };
    assert_eq!(
        bench.list(&[running[0].clone(), batch("b", 5, BatchStatus::Ended)]),
        [compare]
    );
    bench.apply(Event::Compared {
        shard: 0,
        batch: String::from("b"),
        is_ours: Some(true),
    });
    assert_eq!(bench.job.shards[0].batch(), Some("b"));
}

#[test]
fn settle_creates_again_after_settle_ms_without_a_match_and_not_before() {
    let mut bench = Bench::sent(Policy::default(), &[5]);
    bench.fail(0, CreateFailure::Unknown);
    assert_eq!(bench.list(&[]), []);
    assert_eq!(bench.list(&[]), [], "after 10 minutes");
    assert_eq!(bench.list(&[]), [create(0, 2)], "after 20 minutes");
}

#[test]
fn ask_never_creates_again_without_a_decision() {
    let mut bench = Bench::sent(asks(), &[5]);
    bench.fail(0, CreateFailure::Unknown);
    for _ in 0..1000 {
        assert_eq!(bench.list(&[]), []);
    }
    assert_eq!(bench.job.questions().collect::<Vec<_>>(), [0]);
    let decision = Decision::Create;
    let step = bench.apply(Event::Decided { shard: 0, decision });
    assert_eq!(step.actions.first(), Some(&create(0, 2)));
}

#[test]
fn a_job_whose_shards_wait_for_a_primer_that_a_person_is_asked_about_waits_for_the_decision() {
    let policy = Policy { primer: true, ..asks() };
    let mut bench = Bench::sent(policy, &[1, 100]);
    bench.fail(0, CreateFailure::Unknown);
    assert_eq!(bench.job.halt(), None);
    bench.list(&[]);
    bench.list(&[]);
    bench.list(&[]);
    assert_eq!(bench.job.questions().collect::<Vec<_>>(), [0]);
    assert_eq!(bench.job.halt(), Some(Halt::Decision));
}

#[test]
fn a_batch_that_appears_while_a_person_is_asked_answers_the_question() {
    let mut bench = Bench::sent(asks(), &[5]);
    bench.fail(0, CreateFailure::ServerError);
    for _ in 0..10 {
        bench.list(&[]);
    }
    bench.list(&[batch("late", 5, BatchStatus::Running)]);
    assert_eq!(bench.job.questions().count(), 0);
    assert_eq!(bench.job.shards[0].batch(), Some("late"));
    let decision = Decision::Create;
    assert_eq!(bench.apply(Event::Decided { shard: 0, decision }).actions, []);
}

#[test]
fn a_cancel_leaves_a_batch_that_only_looks_like_the_one_of_an_uncertain_create() {
    let one = Policy {
        concurrency: 1,
        ..Policy::default()
    };
    let mut bench = Bench::sent(one, &[5, 6, 7]);
    bench.fail(0, CreateFailure::Unknown);
    bench.apply(Event::Cancel);
    assert_eq!(bench.state(2), &ShardState::Dropped);
    assert_eq!(bench.list(&[batch("found", 5, BatchStatus::Running)]), []);
    let collect = Action::Collect {
        shard: 0,
        batch: String::from("found"),
    };
    assert_eq!(bench.list(&[batch("found", 5, BatchStatus::Ended)]), [collect]);
}

#[test]
fn a_batch_may_be_the_one_of_a_shard_that_adopted_another_by_its_looks() {
    let mut bench = Bench::sent(Policy::default(), &[5, 5]);
    let after_ms = Some(15 * MINUTE);
    bench.fail(0, CreateFailure::NotStored { after_ms });
    bench.fail(1, CreateFailure::Unknown);
    let neighbor = batch("neighbor", 5, BatchStatus::Running);
    bench.list(std::slice::from_ref(&neighbor));
    assert!(matches!(bench.state(1), ShardState::Running { batch, .. } if batch == "neighbor"));
    bench.list(std::slice::from_ref(&neighbor));
    bench.fail(0, CreateFailure::Unknown);
    // The late batch of shard 1.
    bench.list(&[neighbor, batch("late", 5, BatchStatus::Running)]);
    for shard in [0, 1] {
        assert!(
            matches!(bench.state(shard), ShardState::Uncertain { .. }),
            "{shard}: {:?}",
            bench.state(shard)
        );
    }
}
