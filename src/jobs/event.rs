//! What happens to a job, and what it wants done.

use serde::{Deserialize, Serialize};

/// The driver's clock and a number by chance.
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
    /// A driver took the job. What the last one had under way is unknown.
    Resumed {
        /// Names the base URL and the credentials of its calls, without showing them; `None` if it is not known.
        scope: Option<String>,
    },
    /// Time passed.
    Tick,
    /// Jobs that are driven with the same credentials look together, by one listing.
    Round,
    /// A look of another job with the same credentials failed.
    Busy {
        /// The server wants no look before this many milliseconds passed.
        after_ms: u64,
    },
    /// A connection to the network is there again.
    Online,
    /// Whether somebody sees what the job shows: in a page that is hidden, nobody does.
    Watched {
        /// Whether anybody does.
        is_watched: bool,
    },
    /// The API answered a create with a batch.
    Created {
        /// Index of the shard.
        shard: usize,
        /// The new batch.
        batch: Batch,
    },
    /// A create made no batch, or nobody knows.
    CreateFailed {
        /// Index of the shard.
        shard: usize,
        /// What is known.
        failure: CreateFailure,
    },
    /// A create ended with an error of the package, whose code says what is known.
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
        /// The server wants no look before this many milliseconds passed.
        after_ms: u64,
    },
    /// A batch was retrieved, or is gone.
    Retrieved {
        /// Its id.
        id: String,
        /// The batch; `None` if the API has it no more.
        batch: Option<Batch>,
        /// The server wants no look before this many milliseconds passed.
        after_ms: u64,
    },
    /// A batch could not be retrieved now.
    RetrieveFailed {
        /// Its id.
        id: String,
        /// The server wants no look before this many milliseconds passed.
        after_ms: u64,
    },
    /// The ids in the results of a candidate were compared.
    Compared {
        /// Index of the shard.
        shard: usize,
        /// The candidate.
        batch: String,
        /// Whether it is this shard's; `None` if it cannot be known any more.
        is_ours: Option<bool>,
    },
    /// The results of a batch were read to their end and kept.
    Collected {
        /// Index of the shard.
        shard: usize,
        /// The batch.
        batch: String,
        /// Whether the ids were the shard's.
        is_ours: bool,
    },
    /// The results of a batch, or the ids in them, could not be read.
    ReadFailed {
        /// Index of the shard.
        shard: usize,
        /// The batch.
        batch: String,
        /// Why, for people, if they are gone for good.
        gone: Option<String>,
        /// Why, for people, if they may be read later.
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
    /// A person decided about an uncertain create.
    Decided {
        /// Index of the shard.
        shard: usize,
        /// What to do.
        decision: Decision,
    },
    /// A person wants the job to stop creating.
    Pause {
        /// Why, for people.
        reason: String,
    },
    /// A person wants a paused job to go on.
    Continue,
    /// A person wants another number of creates at the same time.
    Concurrency {
        /// As in [`Policy::concurrency`](crate::jobs::Policy::concurrency).
        most: u32,
    },
    /// A person wants the job to end.
    Cancel,
}

/// What a person decided about an uncertain create.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// This batch is the shard's.
    Adopt(Batch),
    /// There is no batch: create one.
    Create,
}

/// What is known of a create that gave no batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CreateFailure {
    /// No connection was made, or the server was busy: nothing was stored, try again.
    NotStored {
        /// The wait that the server asks for.
        after_ms: Option<u64>,
    },
    /// The queue of the workspace is full; nothing was stored.
    QueueFull {
        /// The wait that the server asks for.
        after_ms: Option<u64>,
    },
    /// Nothing was stored, and no other create would be: a spend limit, a wrong key.
    Blocked {
        /// Why, for people.
        reason: String,
    },
    /// The API refuses this body for good.
    Refused {
        /// Why, for people.
        reason: String,
    },
    /// A batch may have been stored.
    Unknown,
    /// The same, and the peer that remembers keys does not know it either.
    Undecided,
    /// The server failed in a way that usually stores nothing, and proves nothing.
    ServerError,
}

/// An error of the package that ended a create.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallError {
    /// Its code; empty for a value that is no error of the package.
    pub code: String,
    /// Whether the batch may exist; `None` if the server answered that it does not.
    pub outcome: Option<String>,
    /// Its message, for people.
    pub message: String,
    /// The wait that the server asks for.
    pub after_ms: Option<u64>,
}

/// All batches of a workspace that are not older than a time.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Listing {
    /// The number that [`Action::List`] had.
    pub number: u64,
    /// The batches.
    pub batches: Vec<Batch>,
    /// When the server answered the first page, by its own clock (`date`).
    pub server_ms: Option<u64>,
    /// Pages that were read.
    pub pages: u32,
    /// Until when the peer remembers the key of a create that is sent now, if it remembers keys.
    pub remembered_until_ms: Option<u64>,
    /// The server wants no look before this many milliseconds passed.
    pub after_ms: Option<u64>,
}

/// What decisions depend on of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Batch {
    /// Its id.
    pub id: String,
    /// Requests in it.
    pub requests: u64,
    /// When it was created, by the server's clock.
    pub created_ms: u64,
    /// Where it is in its life.
    pub status: BatchStatus,
    /// When it ended, by the server's clock, if it has.
    #[serde(default)]
    pub ended_ms: Option<u64>,
}

/// Where a batch is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchStatus {
    /// Not ended, in any status that the API may have.
    Running,
    /// Nothing will change any more.
    Ended,
}

/// Something to do. A driver stores the state first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "action", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Action {
    /// Send the body of a shard. Never to be repeated by the driver.
    Create {
        /// Index of the shard.
        shard: usize,
        /// The idempotency key.
        key: String,
    },
    /// List all batches that are not older than `since_ms`, on all pages.
    List {
        /// To be repeated in [`Listing::number`].
        number: u64,
        /// By the server's clock.
        since_ms: u64,
    },
    /// Retrieve a batch.
    Retrieve {
        /// Its id.
        batch: String,
    },
    /// Read ids of the results of an ended batch and compare them with those of the shard.
    Compare {
        /// Index of the shard.
        shard: usize,
        /// The batch.
        batch: String,
    },
    /// Read and keep all results of an ended batch, and compare the ids with those of the shard.
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

/// What comes of an event.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// What to do, once the state is stored.
    pub actions: Vec<Action>,
    /// When to apply [`Event::Tick`] at the latest, by the driver's clock; `None` if nothing is planned.
    pub wake_ms: Option<u64>,
}
