//! A job and a clock, moved by the test.

use message_batches::jobs::{
    Action, Ambiguity, Batch, BatchStatus, CreateFailure, Event, Job, Listing, Now, Policy, Shard, ShardState, Step,
};

pub const START: u64 = 1_800_000_000_000;
pub const MINUTE: u64 = 60_000;

/// A job and a clock.
pub struct Bench {
    pub job: Job,
    pub ms: u64,
}

impl Bench {
    pub fn new(policy: Policy, requests: &[u64]) -> Bench {
        let shards = requests
            .iter()
            .map(|requests| Shard::new(*requests, 1000, String::from("hash")))
            .collect();
        Bench {
            job: Job::new(String::from("job"), policy, shards),
            ms: START,
        }
    }

    /// A job whose first creates have been sent.
    pub fn sent(policy: Policy, requests: &[u64]) -> Bench {
        let mut bench = Bench::new(policy, requests);
        bench.apply(Event::Resumed { scope: None });
        bench.list(&[]);
        bench
    }

    pub fn apply(&mut self, event: Event) -> Step {
        let now = Now {
            ms: self.ms,
            random: 0.0,
        };
        self.job.apply(event, now)
    }

    /// Advances the clock until the job requests a listing, and answers it.
    pub fn list(&mut self, batches: &[Batch]) -> Vec<Action> {
        self.list_at(None, batches)
    }

    /// As `list`, with a peer that remembers keys until a time.
    pub fn list_at(&mut self, remembered_until_ms: Option<u64>, batches: &[Batch]) -> Vec<Action> {
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

    pub fn fail(&mut self, shard: usize, failure: CreateFailure) -> Step {
        self.apply(Event::CreateFailed { shard, failure })
    }

    pub fn state(&self, shard: usize) -> &ShardState {
        &self.job.shards[shard].state
    }
}

pub fn batch(id: &str, requests: u64, status: BatchStatus) -> Batch {
    Batch {
        id: id.to_owned(),
        requests,
        created_ms: START + 11 * MINUTE,
        status,
        ended_ms: None,
    }
}

pub fn retrieved(id: &str, batch: Option<Batch>) -> Event {
    Event::Retrieved {
        id: id.to_owned(),
        batch,
        after_ms: 0,
    }
}

pub fn asks() -> Policy {
    Policy {
        ambiguity: Ambiguity::Ask,
        ..Policy::default()
    }
}

pub fn create(shard: usize, attempt: u32) -> Action {
    Action::Create {
        shard,
        key: format!("job-{shard}-{attempt}"),
    }
}

pub fn lists(step: &Step) -> bool {
    matches!(step.actions.as_slice(), [Action::List { .. }])
}
