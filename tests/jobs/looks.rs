//! When a job looks at its batches.

use message_batches::jobs::{
    Action, Batch, BatchStatus, CreateFailure, Event, Listing, LookCost, Policy, is_one_listing,
};

use crate::bench::{Bench, MINUTE, START, batch, create, lists, retrieved};

#[test]
fn ten_batches_of_24_hours_take_at_most_400_looks() {
    let mut bench = Bench::sent(
        Policy {
            concurrency: 10,
            ..Policy::default()
        },
        &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    );
    let batches: Vec<Batch> = (0..10)
        .map(|shard| batch(&format!("b{shard}"), shard + 1, BatchStatus::Running))
        .collect();
    for (shard, batch) in batches.iter().cloned().enumerate() {
        bench.apply(Event::Created { shard, batch });
    }
    let (end, mut looks) = (bench.ms + 24 * 60 * MINUTE, 0);
    while bench.ms < end {
        let step = bench.apply(Event::Tick);
        if let [Action::List { number, .. }] = step.actions.as_slice() {
            looks += 1;
            bench.apply(Event::Listed(Listing {
                number: *number,
                batches: batches.clone(),
                server_ms: Some(bench.ms),
                pages: 1,
                remembered_until_ms: None,
                after_ms: None,
            }));
        }
        bench.ms = bench.apply(Event::Tick).wake_ms.unwrap();
    }
    assert!((200..=400).contains(&looks), "{looks} looks");
}

/// A job whose only batch is in progress, just after a look that followed a wait of 76 seconds.
fn quiet() -> Bench {
    let mut bench = Bench::sent(Policy::default(), &[5]);
    let shard = 0;
    let own = batch("a", 5, BatchStatus::Running);
    let mut wake_ms = bench
        .apply(Event::Created {
            shard,
            batch: own.clone(),
        })
        .wake_ms;
    for seconds in [10, 15, 22, 33, 50, 75] {
        let waited = wake_ms.unwrap() - bench.ms;
        assert_eq!(waited / 1000, seconds);
        bench.ms += waited;
        let retrieve = Action::Retrieve { batch: "a".into() };
        assert_eq!(bench.apply(Event::Tick).actions, [retrieve]);
        let batch = Some(own.clone());
        wake_ms = bench.apply(retrieved("a", batch)).wake_ms;
    }
    bench
}

#[test]
fn a_job_joins_the_look_of_others_from_half_of_its_wait_on_and_then_lists_for_one_batch() {
    let mut bench = quiet();
    // The wait is 113 seconds.
    bench.ms += 56_000;
    assert_eq!(bench.job.look_cost(bench.ms), None);
    assert_eq!(bench.apply(Event::Round).actions, []);
    bench.ms += 2_000;
    assert_eq!(bench.job.look_cost(bench.ms), Some(LookCost { calls: 1, pages: 1 }));
    assert!(lists(&bench.apply(Event::Round)));
    assert_eq!(bench.job.look_cost(bench.ms), None, "it looks already");
}

#[test]
fn one_listing_is_chosen_where_it_takes_fewer_calls_than_the_look_of_each_job() {
    let costs = |costs: &[(u32, u32)]| {
        let costs = costs.iter().map(|&(calls, pages)| LookCost { calls, pages });
        is_one_listing(&costs.collect::<Vec<_>>())
    };
    assert!(!costs(&[]));
    assert!(!costs(&[(1, 1)]));
    assert!(costs(&[(1, 1), (1, 1)]));
    assert!(!costs(&[(1, 1), (1, 2)]));
    assert!(costs(&[(1, 1), (2, 2)]));
    assert!(costs(&[(u32::MAX, 3), (u32::MAX, 3)]));
}

#[test]
fn a_job_that_waits_for_nothing_of_the_api_joins_no_look() {
    let mut bench = quiet();
    bench.ms += 60_000;
    let batch = Some(batch("a", 5, BatchStatus::Ended));
    bench.apply(retrieved("a", batch));
    bench.ms += 60_000;
    assert_eq!(bench.job.look_cost(bench.ms), None);
    assert!(!lists(&bench.apply(Event::Round)));
}

#[test]
fn a_job_looks_neither_alone_nor_with_others_before_the_time_that_the_server_wants() {
    let mut bench = quiet();
    let (start, after_ms) = (bench.ms, 10 * MINUTE);
    let held = bench.apply(Event::Busy { after_ms });
    assert_eq!((held.actions, held.wake_ms), (vec![], Some(start + after_ms)));
    bench.ms += after_ms - 1;
    for event in [Event::Tick, Event::Round, Event::Online] {
        let step = bench.apply(event);
        assert_eq!((step.actions, step.wake_ms), (vec![], Some(start + after_ms)));
    }
    bench.ms += 1;
    assert!(lists(&bench.apply(Event::Round)));
    let failed = bench.apply(Event::ListFailed { after_ms });
    assert_eq!((failed.actions, failed.wake_ms), (vec![], Some(bench.ms + after_ms)));
}

#[test]
fn a_job_looks_neither_alone_nor_with_others_before_the_time_that_an_answer_wants() {
    let mut bench = quiet();
    let (start, after_ms) = (bench.ms, 10 * MINUTE);
    let id = String::from("a");
    let batch = Some(batch("a", 5, BatchStatus::Running));
    let held = bench.apply(Event::Retrieved { id, batch, after_ms });
    assert_eq!((held.actions, held.wake_ms), (vec![], Some(start + after_ms)));
    bench.ms += after_ms - 1;
    for event in [Event::Tick, Event::Round] {
        let step = bench.apply(event);
        assert_eq!((step.actions, step.wake_ms), (vec![], Some(start + after_ms)));
    }
    bench.ms += 1;
    assert!(lists(&bench.apply(Event::Round)));
    let listed = bench.apply(Event::Listed(Listing {
        number: bench.job.listings,
        batches: vec![crate::bench::batch("a", 5, BatchStatus::Running)],
        server_ms: Some(bench.ms),
        pages: 1,
        remembered_until_ms: None,
        after_ms: Some(after_ms),
    }));
    assert_eq!((listed.actions, listed.wake_ms), (vec![], Some(bench.ms + after_ms)));
}

#[test]
fn a_short_wait_that_an_answer_wants_makes_no_look_earlier_and_that_of_an_ended_batch_means_nothing() {
    let mut bench = quiet();
    let own_ms = bench.apply(Event::Tick).wake_ms;
    let looked = |status, after_ms| Event::Retrieved {
        id: String::from("a"),
        batch: Some(batch("a", 5, status)),
        after_ms,
    };
    assert_eq!(bench.apply(looked(BatchStatus::Running, 10_000)).wake_ms, own_ms);
    let ended = bench.apply(looked(BatchStatus::Ended, 10 * MINUTE));
    assert_eq!(ended.wake_ms, Some(bench.ms + 10_000));
}

#[test]
fn looks_that_fail_make_the_next_wait_longer_and_those_of_others_come_ten_seconds_later() {
    let mut bench = Bench::new(Policy::default(), &[5]);
    bench.apply(Event::Resumed { scope: None });
    for wait_ms in [15_000, 22_500, 33_750] {
        let failed = bench.apply(Event::ListFailed { after_ms: 0 });
        assert_eq!(failed.wake_ms, Some(bench.ms + wait_ms));
        bench.ms += wait_ms;
        let busy = bench.apply(Event::Busy { after_ms: 0 });
        assert_eq!((busy.actions, busy.wake_ms), (vec![], Some(bench.ms + 10_000)));
        bench.ms += 10_000;
        assert!(lists(&bench.apply(Event::Tick)));
    }
}

#[test]
fn a_job_that_nobody_watches_looks_every_five_minutes_and_at_once_if_a_look_is_due_when_somebody_does() {
    let mut bench = Bench::sent(Policy::default(), &[5]);
    bench.apply(Event::Watched { is_watched: false });
    let batch = batch("a", 5, BatchStatus::Running);
    let created = bench.apply(Event::Created { shard: 0, batch });
    assert_eq!(created.wake_ms, Some(bench.ms + 5 * MINUTE));
    bench.ms += 9_999;
    let watched = bench.apply(Event::Watched { is_watched: true });
    assert_eq!((watched.actions, watched.wake_ms), (vec![], Some(bench.ms + 1)));
    bench.apply(Event::Watched { is_watched: false });
    bench.ms += 1;
    let retrieve = Action::Retrieve { batch: "a".into() };
    assert_eq!(bench.apply(Event::Watched { is_watched: true }).actions, [retrieve]);
}

#[test]
fn a_job_whose_network_is_there_again_looks_at_once() {
    let mut bench = quiet();
    let retrieve = Action::Retrieve { batch: "a".into() };
    assert_eq!(bench.apply(Event::Online).actions, [retrieve]);
}

/// The course of a job of ten batches: its first shard is a primer that takes `first_ms`, the other nine take `others_ms`. Has
/// the number of looks after the end of the first, and how late the last was found.
struct Course {
    looks: usize,
    late_ms: u64,
    longest_wait_ms: u64,
}

fn course(first_ms: u64, others_ms: u64, is_learned: bool) -> Course {
    let primer = Policy {
        concurrency: 10,
        primer: true,
        ..Policy::default()
    };
    let mut bench = Bench::sent(primer, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    let mut batches: Vec<(Batch, u64)> = Vec::new();
    let (mut looks, mut last_ms, mut longest_wait_ms) = (0, bench.ms, 0);
    let mut actions = vec![create(0, 1)];
    loop {
        let is_shown = |(batch, ends_ms): &(Batch, u64), ms: u64| {
            let status = if *ends_ms <= ms {
                BatchStatus::Ended
            } else {
                BatchStatus::Running
            };
            let ended_ms = (status == BatchStatus::Ended && is_learned).then_some(*ends_ms);
            Batch {
                status,
                ended_ms,
                ..batch.clone()
            }
        };
        let mut events = Vec::new();
        for action in actions.drain(..) {
            match action {
                Action::Create { shard, .. } => {
                    let created_ms = bench.ms;
                    let own = batch(&format!("b{shard}"), shard as u64 + 1, BatchStatus::Running);
                    let own = Batch { created_ms, ..own };
                    let length_ms = if shard == 0 { first_ms } else { others_ms };
                    batches.push((own.clone(), created_ms + length_ms));
                    events.push(Event::Created { shard, batch: own });
                }
                Action::List { number, .. } => {
                    events.push(Event::Listed(Listing {
                        number,
                        batches: batches.iter().map(|batch| is_shown(batch, bench.ms)).collect(),
                        server_ms: Some(bench.ms),
                        pages: 1,
                        remembered_until_ms: None,
                        after_ms: None,
                    }));
                }
                Action::Retrieve { batch } => {
                    let found = batches.iter().find(|(other, _)| other.id == batch);
                    events.push(retrieved(&batch, found.map(|found| is_shown(found, bench.ms))));
                }
                Action::Collect { shard, batch } => events.push(Event::Collected {
                    shard,
                    batch,
                    is_ours: true,
                }),
                other => panic!("{other:?}"),
            }
            if batches.len() == 10 && matches!(events.last(), Some(Event::Listed(_) | Event::Retrieved { .. })) {
                looks += 1;
                longest_wait_ms = longest_wait_ms.max(bench.ms - last_ms);
                last_ms = bench.ms;
            }
        }
        if bench.job.is_done() {
            let end_ms = batches.iter().map(|(_, ends_ms)| *ends_ms).max().unwrap();
            return Course {
                looks,
                late_ms: bench.ms - end_ms,
                longest_wait_ms,
            };
        }
        if events.is_empty() {
            let step = bench.apply(Event::Tick);
            actions = step.actions;
            if actions.is_empty() {
                bench.ms = step.wake_ms.unwrap();
            }
            continue;
        }
        for event in events {
            actions.extend(bench.apply(event).actions);
        }
        if batches.len() < 10 || last_ms < batches[9].0.created_ms {
            last_ms = bench.ms;
        }
    }
}

#[test]
fn a_job_that_knows_how_long_a_batch_takes_looks_rarely_until_then_and_often_around_it() {
    // Minutes of the first batch and of the others; the number of looks at those, and how late the last is found in seconds,
    // without and with the time learned from the first.
    for (first, others, unlearned, learned) in [
        (2, 2, (5, 11), (4, 0)),
        (10, 10, (9, 148), (4, 0)),
        (60, 60, (19, 148), (12, 0)),
        (60, 66, (20, 88), (20, 132)),
        (1400, 1440, (295, 148), (295, 148)),
    ] {
        let looks = |is_learned| {
            let course = course(first * MINUTE, others * MINUTE, is_learned);
            (course.looks, course.late_ms / 1000)
        };
        assert_eq!(
            (looks(false), looks(true)),
            (unlearned, learned),
            "{first} and {others} minutes"
        );
    }
}

#[test]
fn a_batch_that_takes_a_tenth_or_ten_times_of_what_was_learned_is_found_within_a_longest_wait_by_at_most_four_more_looks()
 {
    for first in [1, 2, 5, 10, 20, 60, 144] {
        for others in [first * MINUTE / 10, 10 * first * MINUTE, 24 * 60 * MINUTE] {
            let [unlearned, learned] = [false, true].map(|is_learned| course(first * MINUTE, others, is_learned));
            let seconds = others / 1000;
            assert!(
                learned.looks <= unlearned.looks + 4,
                "{first} min, {seconds} s: {} looks",
                learned.looks
            );
            assert!(
                learned.looks <= 400,
                "{first} min, {seconds} s: {} looks",
                learned.looks
            );
            assert!(learned.longest_wait_ms <= 5 * MINUTE, "{first} min, {seconds} s");
            // A batch that ends early is found within a quarter of the learned time.
            let is_early = others < first * MINUTE;
            assert!(
                !is_early || learned.late_ms <= first * MINUTE / 4 + 10_000,
                "{first} min, {seconds} s: {} ms",
                learned.late_ms
            );
        }
    }
}

#[test]
fn a_driver_whose_clock_is_a_day_off_looks_no_more_often_than_without_what_was_learned() {
    for skew_ms in [-24 * 60 * (MINUTE as i64), 24 * 60 * (MINUTE as i64)] {
        let mut bench = Bench::sent(Policy::default(), &[5, 6]);
        let ended = Batch {
            ended_ms: Some(START + 13 * MINUTE),
            ..batch("a", 5, BatchStatus::Ended)
        };
        for (shard, (id, requests)) in [("a", 5), ("b", 6)].into_iter().enumerate() {
            let batch = batch(id, requests, BatchStatus::Running);
            bench.apply(Event::Created { shard, batch });
        }
        bench.list(&[ended, batch("b", 6, BatchStatus::Running)]);
        assert_eq!(bench.job.shortest_run_ms, Some(2 * MINUTE));
        bench.ms = bench.ms.saturating_add_signed(skew_ms);
        let end_ms = bench.ms + 24 * 60 * MINUTE;
        let mut looks = 0;
        while bench.ms < end_ms {
            let step = bench.apply(Event::Tick);
            looks += step.actions.len();
            for action in step.actions {
                match action {
                    Action::Retrieve { batch } => {
                        bench.apply(retrieved(
                            &batch,
                            Some(crate::bench::batch("b", 6, BatchStatus::Running)),
                        ));
                    }
                    Action::Collect { shard, batch } => {
                        let is_ours = true;
                        bench.apply(Event::Collected { shard, batch, is_ours });
                    }
                    other => panic!("{other:?}"),
                }
            }
            bench.ms = bench.apply(Event::Tick).wake_ms.unwrap();
        }
        assert!(looks <= 300, "{looks} looks with a clock that is {skew_ms} ms off");
    }
}

#[test]
fn a_clock_that_jumped_back_holds_no_look_of_an_uncertain_create() {
    let mut bench = Bench::sent(Policy::default(), &[5]);
    bench.ms -= 200_000;
    assert!(lists(&bench.fail(0, CreateFailure::Unknown)));
}
