//! The events of a job, and the actions that it requests.

use serde::{Deserialize, Serialize};

/// The driver's clock and a random number.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// Milliseconds since 1970, by a clock that may be wrong and may jump.
    pub ms: u64,
    /// In 0..1.
    pub random: f64,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A driver took over the job. The outcome of the last driver's calls in progress is unknown.
    Resumed {
        /// Identifies the base URL and the credentials of its calls without revealing them; `None` if unknown.
        scope: Option<String>,
    },
    /// Time passed.
    Tick,
    /// Jobs that are driven with the same credentials look together, with one listing.
    Round,
    /// A look of another job with the same credentials failed.
    Busy {
        /// The server accepts no look for this many milliseconds.
        after_ms: u64,
    },
    /// The network connection is back.
    Online,
    /// The visibility of the page that shows the job has changed.
    Watched {
        /// Whether it is visible.
        is_watched: bool,
    },
    /// The API answered a create with a batch.
    Created {
        /// Index of the shard.
        shard: usize,
        /// The new batch.
        batch: Batch,
    },
    /// A create made no batch, or its outcome is unknown.
    CreateFailed {
        /// Index of the shard.
        shard: usize,
        /// The facts about the failure.
        failure: CreateFailure,
    },
    /// A create ended with an error of the package. Its code determines what is known.
    CreateThrew {
        /// Index of the shard.
        shard: usize,
        /// The error.
        error: CallError,
    },
    /// A listing is complete.
    Listed(Listing),
    /// A listing failed.
    ListFailed {
        /// The server accepts no look for this many milliseconds.
        after_ms: u64,
    },
    /// A batch was retrieved, or no longer exists.
    Retrieved {
        /// Its id.
        id: String,
        /// The batch; `None` if the API no longer has it.
        batch: Option<Batch>,
        /// The server accepts no look for this many milliseconds.
        after_ms: u64,
    },
    /// A batch could not be retrieved this time.
    RetrieveFailed {
        /// Its id.
        id: String,
        /// The server accepts no look for this many milliseconds.
        after_ms: u64,
    },
    /// The ids in the results of a candidate were compared.
    Compared {
        /// Index of the shard.
        shard: usize,
        /// The candidate.
        batch: String,
        /// Whether it belongs to this shard; `None` if that can no longer be determined.
        is_ours: Option<bool>,
    },
    /// The results of a batch were read completely and stored.
    Collected {
        /// Index of the shard.
        shard: usize,
        /// The batch.
        batch: String,
        /// Whether the ids are those of the shard.
        is_ours: bool,
    },
    /// The results of a batch, or the ids in them, could not be read.
    ReadFailed {
        /// Index of the shard.
        shard: usize,
        /// The batch.
        batch: String,
        /// Reason for users, if they are permanently gone.
        gone: Option<String>,
        /// Reason for users, if they may be readable later.
        reason: Option<String>,
    },
    /// A batch is being canceled, or has ended.
    CancelSent {
        /// The batch.
        batch: String,
    },
    /// A cancel failed and may be repeated.
    CancelFailed {
        /// The batch.
        batch: String,
    },
    /// The user decided about an uncertain create.
    Decided {
        /// Index of the shard.
        shard: usize,
        /// The decision.
        decision: Decision,
    },
    /// The user wants the job to stop creating batches.
    Pause {
        /// Reason, for users.
        reason: String,
    },
    /// The user wants a paused job to continue.
    Continue,
    /// The user wants another number of simultaneous creates.
    Concurrency {
        /// See [`Policy::concurrency`](crate::jobs::Policy::concurrency).
        most: u32,
    },
    /// The user wants the job to end.
    Cancel,
}

/// The user's decision about an uncertain create.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// This batch belongs to the shard.
    Adopt(Batch),
    /// There is no batch: create one.
    Create,
}

/// Facts about a create that returned no batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CreateFailure {
    /// There was no connection, or the server was busy. Nothing was stored; try again.
    NotStored {
        /// The wait that the server asked for.
        after_ms: Option<u64>,
    },
    /// The queue of the workspace is full. Nothing was stored.
    QueueFull {
        /// The wait that the server asked for.
        after_ms: Option<u64>,
    },
    /// Nothing was stored, and any other create would fail too: a spend limit, a wrong key.
    Blocked {
        /// Reason, for users.
        reason: String,
    },
    /// The API refuses this body permanently.
    Refused {
        /// Reason, for users.
        reason: String,
    },
    /// A batch may have been stored.
    Unknown,
    /// A batch may have been stored, and the peer that remembers keys does not know it either.
    Undecided,
    /// A server failure that usually stores nothing, but proves nothing.
    ServerError,
}

/// An error of the package that ended a create.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallError {
    /// Its code; empty for a value that is not an error of the package.
    pub code: String,
    /// Whether the batch may exist; `None` if the server answered that it does not.
    pub outcome: Option<String>,
    /// Its message, for users.
    pub message: String,
    /// The wait that the server asked for.
    pub after_ms: Option<u64>,
}

/// All batches of a workspace that are not older than a given time.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Listing {
    /// The number of the [`Action::List`].
    pub number: u64,
    /// The batches.
    pub batches: Vec<Batch>,
    /// Time at which the server answered the first page, by its own clock (`date`).
    pub server_ms: Option<u64>,
    /// Number of pages that were read.
    pub pages: u32,
    /// Time until which the peer remembers the key of a create that is sent now, if it remembers keys.
    pub remembered_until_ms: Option<u64>,
    /// The server accepts no look for this many milliseconds.
    pub after_ms: Option<u64>,
}

/// The facts about a batch that decisions depend on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Batch {
    /// Its id.
    pub id: String,
    /// Number of its requests.
    pub requests: u64,
    /// Time of its creation, by the server's clock.
    pub created_ms: u64,
    /// Its status.
    pub status: BatchStatus,
    /// Time of its end, by the server's clock, if it has ended.
    #[serde(default)]
    pub ended_ms: Option<u64>,
}

/// The status of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchStatus {
    /// Not ended, whatever status the API reports.
    Running,
    /// Nothing changes any more.
    Ended,
}

/// An action of the driver, which must store the state first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "action", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Action {
    /// Send the body of a shard. The driver must never repeat this action.
    Create {
        /// Index of the shard.
        shard: usize,
        /// The idempotency key.
        key: String,
    },
    /// List all batches that are not older than `since_ms`, on all pages.
    List {
        /// The number to return in [`Listing::number`].
        number: u64,
        /// By the server's clock.
        since_ms: u64,
    },
    /// Retrieve a batch.
    Retrieve {
        /// Its id.
        batch: String,
    },
    /// Read ids from the results of an ended batch and compare them with those of the shard.
    Compare {
        /// Index of the shard.
        shard: usize,
        /// The batch.
        batch: String,
    },
    /// Read and store all results of an ended batch, and compare the ids with those of the shard.
    Collect {
        /// Index of the shard.
        shard: usize,
        /// The batch.
        batch: String,
    },
    /// Cancel a batch.
    Cancel {
        /// Its id.
        batch: String,
    },
}

/// The result of an event.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// The actions to perform once the state is stored.
    pub actions: Vec<Action>,
    /// Time of the next [`Event::Tick`] at the latest, by the driver's clock; `None` if nothing is planned.
    pub wake_ms: Option<u64>,
}
