//! Whether the client of a driver sees the batches of its job at all.
//!
//! With a key of another workspace, or at another base URL, each batch answers 404. That says nothing about the batch. So a batch
//! that is not found is gone only for a client that saw another one of the job; until then, nothing is created, settled or read.
//! A client without a scope, which looks like any other, is believed at once.
//!
//! A create of unknown outcome is the business of clients with its scope, and of those that saw a batch of the job: in another
//! workspace, its batch is never listed, and a batch that looks like it is another's.

use crate::jobs::event::Now;
use crate::jobs::fault::{self, Fault};
use crate::jobs::state::{Intent, Job, Phase, Shard, ShardState};

/// Why a shard has no batch any more.
const GONE: &str = "the API no longer has the batch";

impl Job {
    /// Whether this client saw a batch of the job, or there is none that it could see.
    pub(super) fn is_visible(&self) -> bool {
        let has_none = self.confirmed().next().is_none() && !self.has_foreign_creates();
        self.is_believed() || has_none || fault::is(Fault::CreatesUnseen)
    }

    /// Whether a client with another scope sent a create of which nobody knows what it came to.
    fn has_foreign_creates(&self) -> bool {
        self.foreign_creates().next().is_some()
    }

    fn foreign_creates(&self) -> impl Iterator<Item = &ShardState> {
        let own = self.under_way.scope.as_ref();
        let is_foreign = move |intent: &Intent| intent.scope.is_some() && intent.scope.as_ref() != own;
        let states = self.shards.iter().map(|shard| &shard.state);
        states.filter(move |state| state.intent().is_some_and(is_foreign))
    }

    fn is_believed(&self) -> bool {
        self.under_way.has_seen || self.under_way.scope.is_none()
    }

    /// A batch of the job was read, or created.
    pub(super) fn saw_batch(&mut self) {
        self.is_hidden = false;
        self.under_way.has_seen = true;
        self.under_way.missing.clear();
        if self.under_way.scope.is_some() {
            self.scope.clone_from(&self.under_way.scope);
        }
    }

    /// Batches that are known to be the job's. One that was found by its looks may be another's.
    fn confirmed(&self) -> impl Iterator<Item = &str> {
        self.batches_where(|state| state.intent().is_none())
    }

    /// Batches that only a client in the workspace of the job sees. With an intent of an older version, which has no scope, one
    /// may have been found anywhere.
    fn witnesses(&self) -> impl Iterator<Item = &str> {
        self.batches_where(|state| state.intent().is_none_or(|intent| intent.scope.is_some()))
    }

    fn batches_where(&self, is_wanted: impl Fn(&ShardState) -> bool) -> impl Iterator<Item = &str> {
        let is_lost = |state: &ShardState| matches!(state, ShardState::Lost { .. });
        let shards = self.shards.iter();
        let wanted = shards.filter(move |shard| !is_lost(&shard.state) && is_wanted(&shard.state));
        wanted.filter_map(|shard| shard.batch())
    }

    /// Whether a client that sees this batch sees those of the job.
    pub(super) fn is_witness(&self, id: &str) -> bool {
        self.witnesses().any(|batch| batch == id)
    }

    /// Lets the next step retrieve a batch that would show that this client sees the job's.
    pub(super) fn seek_witness(&mut self) {
        let missing = &self.under_way.missing;
        let is_new = |batch: &str| missing.iter().all(|other| other != batch);
        if self.is_visible() || self.under_way.unlisted.iter().any(|batch| is_new(batch)) {
            return;
        }
        let witness = self.witnesses().find(|batch| is_new(batch));
        self.under_way.unlisted.extend(witness.map(String::from));
    }

    /// The API says that it has no such batch.
    pub(super) fn not_found(&mut self, id: &str, now: Now) {
        if self.is_visible() || fault::is(Fault::LosesUnseen) {
            self.lost_batch(id);
            return self.changed(now);
        }
        if self.under_way.missing.iter().any(|other| other == id) {
            return;
        }
        self.under_way.missing.push(id.to_owned());
        let missing = &self.under_way.missing;
        if self.witnesses().all(|batch| missing.iter().any(|other| other == batch)) {
            self.nothing_is_visible();
            self.changed(now);
        }
        self.seek_witness();
    }

    /// What this client does not see is looked for once more.
    pub(super) fn look_again(&mut self) {
        self.under_way.missing.clear();
        self.is_hidden = !self.is_visible() && self.witnesses().next().is_none();
        self.seek_witness();
    }

    /// This client sees no batch of the job.
    fn nothing_is_visible(&mut self) {
        let open: Vec<String> = self.open_batches().map(String::from).collect();
        // Only the client that made them can know that they were deleted, and only a person that they are to be given up.
        let is_canceling = self.phase == Phase::Canceling;
        let is_own = self.scope == self.under_way.scope || (is_canceling && open.is_empty());
        if !is_own || self.has_foreign_creates() || !(open.is_empty() || is_canceling) {
            self.is_hidden = true;
            return;
        }
        self.under_way.has_seen = true;
        for batch in open {
            self.lost_batch(&batch);
        }
    }

    /// Batches that are known to be the job's, and whose results are not collected.
    fn open_batches(&self) -> impl Iterator<Item = &str> {
        self.batches_where(|state| state.is_open() && state.intent().is_none())
    }

    fn lost_batch(&mut self, id: &str) {
        let is_lost = |shard: &Shard| shard.batch() == Some(id) && shard.state.is_open();
        if let Some(index) = self.shards.iter().position(is_lost) {
            self.lost(index, id, GONE);
        }
    }

    /// What a person has to do if no batch is visible.
    pub(super) fn hidden_reason(&self) -> Option<String> {
        if !self.is_hidden {
            return None;
        }
        let nothing = "Nothing was sent, and nothing counts as lost.";
        let count = self.confirmed().count();
        let found = match count {
            0 => {
                return Some(format!(
                    "nobody knows whether its creates stored a batch, and a client with another base URL or key sent them. \
                     {nothing} Use the base URL and the key of that client. Without them, decide with job.decide what becomes of \
                     an uncertain shard, or remove the job with forgetJob and force."
                ));
            }
            1 => String::from("its batch is not"),
            count => format!("none of its {count} batches is"),
        };
        Some(format!(
            "{found} visible to this client. {nothing} Use the base URL and a key of the workspace that the job was submitted \
             with. If somebody deleted the batches, cancel the job with the base URL and the key that it was driven with last: \
             they then count as lost. Without that key, remove the job with forgetJob and force."
        ))
    }
}
