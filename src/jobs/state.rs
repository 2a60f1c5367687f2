//! The state of a job: plain data that a store keeps, readable by every later version.

use serde::{Deserialize, Serialize};

use crate::jobs::event::{Batch, BatchStatus};

/// The version of the state that this code writes. A reader accepts this one and all before it.
pub const VERSION: u32 = 1;

/// The default of [`Policy::settle_ms`]: 15 minutes.
pub const SETTLE_MS: u64 = 900_000;

/// A job: the shards of an input and where each of them is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Job {
    /// [`VERSION`] of whoever wrote it.
    pub version: u32,
    /// Part of each idempotency key, so unique among all jobs.
    pub id: String,
    /// What the caller chose.
    pub policy: Policy,
    /// What the job as a whole does.
    pub phase: Phase,
    /// Its shards, in order of the input.
    pub shards: Vec<Shard>,
    /// The latest time that the server said, in milliseconds since 1970.
    pub server_ms: Option<u64>,
    /// Batches that may run at the same time; lowered when the API's queue is full.
    pub most_running: u32,
    /// Until when the peer remembers the key of a create that is sent now, by the server's clock; `None` if it remembers none.
    pub remembered_until_ms: Option<u64>,
    /// Listings asked for, in all: a listing is known by its number.
    pub listings: u64,
    /// Pages of the last complete listing.
    pub pages: u32,
    /// When to look at the batches again, by the driver's clock.
    pub look_ms: u64,
    /// Looks since something changed, which make the next wait longer.
    pub quiet_looks: u32,
    /// The shortest time that a batch of the job took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shortest_run_ms: Option<u64>,
    /// Whose calls read or created a batch of the job last, as [`Event::Resumed`](crate::jobs::Event::Resumed) says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Whether the client of the driver sees none of the batches.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_hidden: bool,
    /// Batches that look like one of a shard that is not created yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<EarlierBatch>,
    /// Calls under way. Not stored: a driver that takes over repeats them.
    #[serde(skip)]
    pub(super) under_way: UnderWay,
}

/// What the caller of a job chose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Policy {
    /// What to do with a create of unknown outcome of which no batch was found.
    pub ambiguity: Ambiguity,
    /// A batch that was stored is listed within this time of the last byte that was sent.
    pub settle_ms: u64,
    /// Creates at the same time.
    pub concurrency: u32,
    /// Whether the first shard has to end before the others start.
    pub primer: bool,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy {
            ambiguity: Ambiguity::Settle,
            settle_ms: SETTLE_MS,
            concurrency: 2,
            primer: false,
        }
    }
}

/// What to do with a create of unknown outcome of which no batch was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ambiguity {
    /// Create again once it is settled that no batch was stored.
    Settle,
    /// Never create again without a decision by a person.
    Ask,
}

/// What a job as a whole does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Creates, watches and collects.
    Running,
    /// Creates nothing until it is continued; watches and collects what was created.
    Paused {
        /// Why, for people.
        reason: String,
    },
    /// Creates nothing any more, and cancels what was created.
    Canceling,
}

/// A part of the input that becomes one batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Shard {
    /// Requests in it.
    pub requests: u64,
    /// Bytes of its create body.
    pub bytes: u64,
    /// Hash of its create body.
    pub hash: String,
    /// Creates that were begun, in all. Part of the idempotency key.
    pub attempts: u32,
    /// Creates in a row that stored nothing.
    #[serde(default)]
    pub failures: u32,
    /// Whether a batch that may have been this shard's could not be compared any more. Then only a person creates again.
    #[serde(default)]
    pub was_unreadable: bool,
    /// Batches that are known not to be this shard's, although they look like it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<String>,
    /// Where it is.
    pub state: ShardState,
}

/// Where a shard is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum ShardState {
    /// Nothing was sent, or it is certain that nothing was stored.
    Waiting {
        /// Not to be created before this time of the driver's clock.
        not_before_ms: u64,
    },
    /// A create may have been sent.
    Creating {
        /// What is known of it.
        intent: Intent,
        /// Whether an earlier create with the same key has an unknown outcome.
        is_repeat: bool,
    },
    /// A create was sent, and nobody knows whether a batch was stored.
    Uncertain {
        /// What is known of the create.
        intent: Intent,
        /// Number of the first listing that counts.
        first_listing: u64,
        /// The time of the first listing that counted.
        first_listed_ms: Option<u64>,
        /// Batches that look like it.
        candidates: Vec<Candidate>,
        /// Whether a person has to decide.
        is_asked: bool,
        /// Not to be repeated with its key before this time of the driver's clock.
        not_before_ms: u64,
    },
    /// It has a batch that has not ended.
    Running {
        /// The batch.
        batch: String,
        /// When it was created, by the server's clock.
        created_ms: u64,
        /// The create, if the batch was found by its looks: its ids have to be compared.
        intent: Option<Intent>,
    },
    /// Its batch has ended.
    Ended {
        /// The batch.
        batch: String,
        /// As for a running one.
        intent: Option<Intent>,
        /// Failed attempts to collect the results.
        failures: u32,
        /// Not to be collected before this time of the driver's clock.
        not_before_ms: u64,
        /// Why the last attempt failed, for people.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// When the first attempt failed, by the driver's clock.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        failing_since_ms: Option<u64>,
    },
    /// Every request of it is accounted for.
    Collected {
        /// The batch.
        batch: String,
    },
    /// The API refused the body for good; no batch was stored.
    Refused {
        /// Why, for people.
        reason: String,
    },
    /// Its batch, or the results, are gone.
    Lost {
        /// The batch.
        batch: String,
        /// Why, for people.
        reason: String,
    },
    /// The job was canceled before it had a batch.
    Dropped,
}

/// A batch that may be the one of an uncertain create.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    /// The batch.
    pub batch: String,
    /// When it was created, by the server's clock.
    pub created_ms: u64,
    /// Where it is in its life.
    pub status: BatchStatus,
    /// Whether its ids could not be read.
    pub is_unreadable: bool,
}

/// What is known of a create before it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Intent {
    /// The idempotency key.
    pub key: String,
    /// Requests in the body.
    pub requests: u64,
    /// No batch of it is older than this, by the server's clock.
    pub since_ms: u64,
    /// Until when the peer remembers the key, by the server's clock; `None` if it remembers none.
    pub remembered_until_ms: Option<u64>,
    /// The last listing that ended before the create was sent. What it has is older than the batch of the create.
    #[serde(default, skip_serializing_if = "crate::jobs::earlier::is_none")]
    pub after_listing: u64,
    /// Whose create it was, as [`Event::Resumed`](crate::jobs::Event::Resumed) says. A peer remembers keys for each credential.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
}

/// A batch that was listed: no create that is sent later made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EarlierBatch {
    /// Its id.
    pub batch: String,
    /// When it was created, by the server's clock.
    pub created_ms: u64,
    /// Number of the first listing that had it.
    pub listing: u64,
}

/// Calls under way in this process.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct UnderWay {
    /// Who makes the calls, as [`Event::Resumed`](crate::jobs::Event::Resumed) says.
    pub(super) scope: Option<String>,
    /// Whether these calls read or created a batch of the job.
    pub(super) has_seen: bool,
    /// Batches of the job that were not found before one was seen.
    pub(super) missing: Vec<String>,
    /// Number of the listing.
    pub(super) listing: Option<u64>,
    /// Whether the next look is one for several jobs.
    pub(super) is_together: bool,
    /// Whether the next look was planned for before a batch is expected to end.
    pub(super) is_early: bool,
    /// The server wants no look before this time of the driver's clock.
    pub(super) hold_looks_until_ms: u64,
    /// Whether nobody sees what the job shows.
    pub(super) is_unwatched: bool,
    /// When the next look would be if somebody did.
    pub(super) watched_look_ms: u64,
    /// Batches that a listing did not have.
    pub(super) unlisted: Vec<String>,
    /// Batches that are retrieved.
    pub(super) retrieves: Vec<String>,
    /// Batches whose ids are read or whose results are collected, with the shard.
    pub(super) reads: Vec<(usize, String)>,
    /// Comparisons that failed, to be tried again after the next listing.
    pub(super) failed_reads: Vec<(usize, String)>,
    /// Batches that are canceled.
    pub(super) cancels: Vec<String>,
    /// Cancels that failed, to be tried again at the next look.
    pub(super) failed_cancels: Vec<String>,
    /// Batches that a cancel call reached.
    pub(super) canceled: Vec<String>,
    /// Shards whose create is to be repeated with its key.
    pub(super) repeats: Vec<usize>,
}

impl Job {
    /// A job that has not begun.
    pub fn new(id: String, policy: Policy, shards: Vec<Shard>) -> Job {
        Job {
            version: VERSION,
            id,
            policy,
            phase: Phase::Running,
            shards,
            server_ms: None,
            most_running: u32::MAX,
            remembered_until_ms: None,
            listings: 0,
            pages: 1,
            look_ms: 0,
            quiet_looks: 0,
            shortest_run_ms: None,
            scope: None,
            is_hidden: false,
            earlier: Vec::new(),
            under_way: UnderWay::default(),
        }
    }

    /// Whether a shard of this job has the batch, or one that was found by its looks.
    pub(super) fn owns(&self, batch: &str) -> bool {
        self.shards.iter().any(|shard| shard.batch() == Some(batch))
    }
}

impl Shard {
    /// A shard of which nothing was sent.
    pub fn new(requests: u64, bytes: u64, hash: String) -> Shard {
        Shard {
            requests,
            bytes,
            hash,
            attempts: 0,
            failures: 0,
            was_unreadable: false,
            excluded: Vec::new(),
            state: ShardState::Waiting { not_before_ms: 0 },
        }
    }

    /// Whether nothing will change any more.
    pub fn is_done(&self) -> bool {
        use ShardState::{Collected, Dropped, Lost, Refused};
        matches!(self.state, Collected { .. } | Refused { .. } | Lost { .. } | Dropped)
    }

    /// The batch that it has, whether or not its ids were compared.
    pub fn batch(&self) -> Option<&str> {
        match &self.state {
            ShardState::Running { batch, .. }
            | ShardState::Ended { batch, .. }
            | ShardState::Collected { batch }
            | ShardState::Lost { batch, .. } => Some(batch),
            _ => None,
        }
    }
}

impl ShardState {
    /// The create that nobody knows the outcome of: it is under way, or its batch was only found by its looks.
    pub(super) fn intent(&self) -> Option<&Intent> {
        match self {
            ShardState::Creating { intent, .. } | ShardState::Uncertain { intent, .. } => Some(intent),
            ShardState::Running { intent, .. } | ShardState::Ended { intent, .. } => intent.as_ref(),
            _ => None,
        }
    }

    /// Whether it has a batch whose results are not collected.
    pub(super) fn is_open(&self) -> bool {
        matches!(self, ShardState::Running { .. } | ShardState::Ended { .. })
    }

    pub(super) fn waiting(not_before_ms: u64) -> ShardState {
        ShardState::Waiting { not_before_ms }
    }

    pub(super) fn running(batch: Batch, intent: Option<Intent>) -> ShardState {
        ShardState::Running {
            batch: batch.id,
            created_ms: batch.created_ms,
            intent,
        }
    }

    pub(super) fn ended(batch: String, intent: Option<Intent>) -> ShardState {
        ShardState::Ended {
            batch,
            intent,
            failures: 0,
            not_before_ms: 0,
            reason: None,
            failing_since_ms: None,
        }
    }
}
