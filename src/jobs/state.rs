//! The state of a job: plain data in a store, which every later version can read.

use serde::{Deserialize, Serialize};

use crate::jobs::event::{Batch, BatchStatus};

/// The version of the state that this code writes. Readers accept this version and all earlier ones.
pub const VERSION: u32 = 1;

/// The default of [`Policy::settle_ms`]: 15 minutes.
pub const SETTLE_MS: u64 = 900_000;

/// A job: the shards of an input, and the state of each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Job {
    /// [`VERSION`] of the writer.
    pub version: u32,
    /// Part of each idempotency key, so unique among all jobs.
    pub id: String,
    /// The caller's choices.
    pub policy: Policy,
    /// The phase of the whole job.
    pub phase: Phase,
    /// Its shards, in input order.
    pub shards: Vec<Shard>,
    /// The latest time that the server reported, in milliseconds since 1970.
    pub server_ms: Option<u64>,
    /// Maximum number of batches in progress; lowered when the API's queue is full.
    pub most_running: u32,
    /// Time until which the peer remembers the key of a create that is sent now, by the server's clock; `None` if it remembers
    /// none.
    pub remembered_until_ms: Option<u64>,
    /// Total number of requested listings. Each listing is identified by its number.
    pub listings: u64,
    /// Number of pages of the last complete listing.
    pub pages: u32,
    /// Time of the next look, by the driver's clock.
    pub look_ms: u64,
    /// Number of looks since the last change, which lengthens the next wait.
    pub quiet_looks: u32,
    /// The shortest duration of a batch of the job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shortest_run_ms: Option<u64>,
    /// The scope of the client that last read or created a batch of the job: see [`Event::Resumed`](crate::jobs::Event::Resumed).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Whether the driver's client sees none of the batches.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_hidden: bool,
    /// Batches that look like one of a shard that is not created yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<EarlierBatch>,
    /// Calls under way. Not stored: a driver that takes over repeats them.
    #[serde(skip)]
    pub(super) under_way: UnderWay,
}

/// The caller's choices.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Policy {
    /// What to do about a create of unknown outcome if no batch was found.
    pub ambiguity: Ambiguity,
    /// Time after the last byte was sent within which a stored batch is listed.
    pub settle_ms: u64,
    /// Maximum number of simultaneous creates.
    pub concurrency: u32,
    /// Whether the first shard must end before the others start.
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

/// What to do about a create of unknown outcome if no batch was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ambiguity {
    /// Create again once it is certain enough that no batch was stored.
    Settle,
    /// Never create again without the user's decision.
    Ask,
}

/// The phase of a whole job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Creates, watches and collects.
    Running,
    /// Creates nothing until it is resumed, but watches and collects the existing batches.
    Paused {
        /// Reason, for users.
        reason: String,
    },
    /// Creates nothing more, and cancels the existing batches.
    Canceling,
}

/// A part of the input that becomes one batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Shard {
    /// Number of its requests.
    pub requests: u64,
    /// Size of its create body in bytes.
    pub bytes: u64,
    /// Hash of its create body.
    pub hash: String,
    /// Total number of creates that were begun. Part of the idempotency key.
    pub attempts: u32,
    /// Number of consecutive creates that stored nothing.
    #[serde(default)]
    pub failures: u32,
    /// Whether a batch that may have belonged to this shard could no longer be compared. If so, only the user can decide to
    /// create again.
    #[serde(default)]
    pub was_unreadable: bool,
    /// Batches that match this shard but do not belong to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<String>,
    /// Its state.
    pub state: ShardState,
}

/// The state of a shard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum ShardState {
    /// Nothing was sent, or it is certain that nothing was stored.
    Waiting {
        /// Time before which it must not be created, by the driver's clock.
        not_before_ms: u64,
    },
    /// A create may have been sent.
    Creating {
        /// The facts about the create.
        intent: Intent,
        /// Whether an earlier create with the same key has an unknown outcome.
        is_repeat: bool,
    },
    /// A create was sent, and it is unknown whether a batch was stored.
    Uncertain {
        /// The facts about the create.
        intent: Intent,
        /// Number of the first listing that counts.
        first_listing: u64,
        /// The time of the first listing that counted.
        first_listed_ms: Option<u64>,
        /// Batches that match it.
        candidates: Vec<Candidate>,
        /// Whether the user must decide.
        is_asked: bool,
        /// Time before which it must not be repeated with its key, by the driver's clock.
        not_before_ms: u64,
    },
    /// It has a batch that has not ended.
    Running {
        /// The batch.
        batch: String,
        /// Time of its creation, by the server's clock.
        created_ms: u64,
        /// The create, if the batch is unconfirmed: its ids must be compared.
        intent: Option<Intent>,
    },
    /// Its batch has ended.
    Ended {
        /// The batch.
        batch: String,
        /// See `Running`.
        intent: Option<Intent>,
        /// Number of failed attempts to collect the results.
        failures: u32,
        /// Time before which it must not be collected, by the driver's clock.
        not_before_ms: u64,
        /// Why the last attempt failed, for users.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// Time of the first failed attempt, by the driver's clock.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        failing_since_ms: Option<u64>,
    },
    /// Each of its requests is accounted for.
    Collected {
        /// The batch.
        batch: String,
    },
    /// The API refused the body permanently; no batch was stored.
    Refused {
        /// Reason, for users.
        reason: String,
    },
    /// Its batch or the results no longer exist.
    Lost {
        /// The batch.
        batch: String,
        /// Reason, for users.
        reason: String,
    },
    /// The job was canceled before it had a batch.
    Dropped,
}

/// A batch that may belong to an uncertain create.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    /// The batch.
    pub batch: String,
    /// Time of its creation, by the server's clock.
    pub created_ms: u64,
    /// Its status.
    pub status: BatchStatus,
    /// Whether its ids could not be read.
    pub is_unreadable: bool,
}

/// Facts about a create, recorded before it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Intent {
    /// The idempotency key.
    pub key: String,
    /// Number of requests in the body.
    pub requests: u64,
    /// Its batch is not older than this, by the server's clock.
    pub since_ms: u64,
    /// Time until which the peer remembers the key, by the server's clock; `None` if it remembers none.
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
    /// The scope of the calls: see [`Event::Resumed`](crate::jobs::Event::Resumed).
    pub(super) scope: Option<String>,
    /// Whether these calls have read or created a batch of the job.
    pub(super) has_seen: bool,
    /// Batches of the job that were not found before any was seen.
    pub(super) missing: Vec<String>,
    /// Number of the listing in progress.
    pub(super) listing: Option<u64>,
    /// Whether the next look is shared by several jobs.
    pub(super) is_together: bool,
    /// Whether the next look was planned before a batch is expected to end.
    pub(super) is_early: bool,
    /// The server accepts no look before this time of the driver's clock.
    pub(super) hold_looks_until_ms: u64,
    /// Whether the page that shows the job is hidden.
    pub(super) is_unwatched: bool,
    /// Time of the next look if the page were visible.
    pub(super) watched_look_ms: u64,
    /// Batches that were missing from a listing.
    pub(super) unlisted: Vec<String>,
    /// Batches that are being retrieved.
    pub(super) retrieves: Vec<String>,
    /// Batches whose ids or results are being read, with the shard.
    pub(super) reads: Vec<(usize, String)>,
    /// Failed comparisons, which are repeated after the next listing.
    pub(super) failed_reads: Vec<(usize, String)>,
    /// Batches that are being canceled.
    pub(super) cancels: Vec<String>,
    /// Failed cancels, which are repeated at the next look.
    pub(super) failed_cancels: Vec<String>,
    /// Batches that were canceled.
    pub(super) canceled: Vec<String>,
    /// Shards whose create must be repeated with its key.
    pub(super) repeats: Vec<usize>,
}

impl Job {
    /// Makes a job that has not begun.
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

    /// Returns whether a shard of this job has the batch, confirmed or not.
    pub(super) fn owns(&self, batch: &str) -> bool {
        self.shards.iter().any(|shard| shard.batch() == Some(batch))
    }
}

impl Shard {
    /// Makes a shard of which nothing was sent.
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

    /// Returns whether nothing changes any more.
    pub fn is_done(&self) -> bool {
        use ShardState::{Collected, Dropped, Lost, Refused};
        matches!(self.state, Collected { .. } | Refused { .. } | Lost { .. } | Dropped)
    }

    /// Returns its batch, confirmed or not.
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
    /// Returns the create whose outcome is unknown: it is in progress, or its batch is unconfirmed.
    pub(super) fn intent(&self) -> Option<&Intent> {
        match self {
            ShardState::Creating { intent, .. } | ShardState::Uncertain { intent, .. } => Some(intent),
            ShardState::Running { intent, .. } | ShardState::Ended { intent, .. } => intent.as_ref(),
            _ => None,
        }
    }

    /// Returns whether it has a batch whose results are not collected.
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
