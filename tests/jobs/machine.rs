//! The state machine by hand: one question a test.

use message_batches::jobs::{
    Action, Ambiguity, Batch, BatchStatus, CreateFailure, Decision, Event, Halt, Job, Listing, LookCost, Now, Phase,
    Policy, Shard, ShardState, Step, is_one_listing,
};

const START: u64 = 1_800_000_000_000;
const MINUTE: u64 = 60_000;

/// A job and a clock.
struct Bench {
    job: Job,
    ms: u64,
}

impl Bench {
    fn new(policy: Policy, requests: &[u64]) -> Bench {
        let shards = requests
            .iter()
            .map(|requests| Shard::new(*requests, 1000, String::from("hash")))
            .collect();
        Bench {
            job: Job::new(String::from("job"), policy, shards),
            ms: START,
        }
    }

    /// A job whose first creates were sent.
    fn sent(policy: Policy, requests: &[u64]) -> Bench {
        let mut bench = Bench::new(policy, requests);
        bench.apply(Event::Resumed { scope: None });
        bench.list(&[]);
        bench
    }

    fn apply(&mut self, event: Event) -> Step {
        let now = Now {
            ms: self.ms,
            random: 0.0,
        };
        self.job.apply(event, now)
    }

    /// Lets time pass until a listing is asked for, and answers it.
    fn list(&mut self, batches: &[Batch]) -> Vec<Action> {
        self.list_at(None, batches)
    }

    /// The same at a peer that remembers keys until a time.
    fn list_at(&mut self, remembered_until_ms: Option<u64>, batches: &[Batch]) -> Vec<Action> {
        self.ms += 10 * MINUTE;
        self.apply(Event::Tick);
        self.apply(Event::Listed(Listing {
            number: self.job.listings,
            batches: batches.to_vec(),
            server_ms: Some(self.ms),
            pages: 1,
            remembered_until_ms,
            after_ms: None,
        }))
        .actions
    }

    fn fail(&mut self, shard: usize, failure: CreateFailure) -> Step {
        self.apply(Event::CreateFailed { shard, failure })
    }

    fn state(&self, shard: usize) -> &ShardState {
        &self.job.shards[shard].state
    }
}

fn batch(id: &str, requests: u64, status: BatchStatus) -> Batch {
    Batch {
        id: id.to_owned(),
        requests,
        created_ms: START + 11 * MINUTE,
        status,
        ended_ms: None,
    }
}

fn retrieved(id: &str, batch: Option<Batch>) -> Event {
    Event::Retrieved {
        id: id.to_owned(),
        batch,
        after_ms: 0,
    }
}

fn asks() -> Policy {
    Policy {
        ambiguity: Ambiguity::Ask,
        ..Policy::default()
    }
}

fn create(shard: usize, attempt: u32) -> Action {
    Action::Create {
        shard,
        key: format!("job-{shard}-{attempt}"),
    }
}

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

/// A job whose only batch runs, just after a look that came after a wait of 76 seconds.
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

fn lists(step: &Step) -> bool {
    matches!(step.actions.as_slice(), [Action::List { .. }])
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
        batches: vec![self::batch("a", 5, BatchStatus::Running)],
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
    // An older version wrote the create, so nobody knows whose it was.
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

/// Later than all that happens.
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
    // The listings decide, as without keys.
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

/// How a job of ten batches goes: its first shard is a primer that takes `first_ms`, the nine others take `others_ms`. What its looks
/// took after the first had ended, and how late the last was found.
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
    // Minutes of the first batch and of the others; looks at those and how late the last is found in seconds, without and with
    // what was learned of the first.
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
            // What ends early is found within a quarter of the time that was learned.
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
                        bench.apply(retrieved(&batch, Some(self::batch("b", 6, BatchStatus::Running))));
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
