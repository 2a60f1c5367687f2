//! Decides whether the driver's client can see the batches of its job.
//!
//! With a key of another workspace, or at another base URL, each batch returns 404, which proves nothing about the batch. So a
//! batch that is not found counts as gone only for a client that has seen another batch of the job. Until then, nothing is
//! created, settled or read. A client without a scope cannot be distinguished from others, so its 404 counts immediately.
//!
//! A create of unknown outcome can be settled only by clients with its scope, and by clients that saw a batch of the job. In
//! another workspace, its batch is never listed, and a matching batch belongs to others.

use crate::jobs::event::Now;
use crate::jobs::fault::{self, Fault};
use crate::jobs::state::{Intent, Job, Phase, Shard, ShardState};

/// The reason why a shard no longer has a batch.
const GONE: &str = "the API no longer has the batch";

impl Job {
    /// Returns whether this client has seen a batch of the job, or there is none that it could see.
    pub(super) fn is_visible(&self) -> bool {
        let has_none = self.confirmed().next().is_none() && !self.has_foreign_creates();
        self.is_believed() || has_none || fault::is(Fault::CreatesUnseen)
    }

    /// Returns whether a client with another scope sent a create whose outcome is unknown.
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

    /// Records that a batch of the job was read or created.
    pub(super) fn saw_batch(&mut self) {
        self.is_hidden = false;
        self.under_way.has_seen = true;
        self.under_way.missing.clear();
        if self.under_way.scope.is_some() {
            self.scope.clone_from(&self.under_way.scope);
        }
    }

    /// Iterates over the confirmed batches of the job.
    fn confirmed(&self) -> impl Iterator<Item = &str> {
        self.batches_where(|state| state.intent().is_none())
    }

    /// Iterates over batches that only a client in the job's workspace can see. An unconfirmed batch of an older version, whose
    /// intent has no scope, may have been found in any workspace.
    fn witnesses(&self) -> impl Iterator<Item = &str> {
        self.batches_where(|state| state.intent().is_none_or(|intent| intent.scope.is_some()))
    }

    fn batches_where(&self, is_wanted: impl Fn(&ShardState) -> bool) -> impl Iterator<Item = &str> {
        let is_lost = |state: &ShardState| matches!(state, ShardState::Lost { .. });
        let shards = self.shards.iter();
        let wanted = shards.filter(move |shard| !is_lost(&shard.state) && is_wanted(&shard.state));
        wanted.filter_map(|shard| shard.batch())
    }

    /// Returns whether a client that sees this batch can see those of the job.
    pub(super) fn is_witness(&self, id: &str) -> bool {
        self.witnesses().any(|batch| batch == id)
    }

    /// Makes the next step retrieve a batch that would prove that this client sees those of the job.
    pub(super) fn seek_witness(&mut self) {
        let missing = &self.under_way.missing;
        let is_new = |batch: &str| missing.iter().all(|other| other != batch);
        if self.is_visible() || self.under_way.unlisted.iter().any(|batch| is_new(batch)) {
            return;
        }
        let witness = self.witnesses().find(|batch| is_new(batch));
        self.under_way.unlisted.extend(witness.map(String::from));
    }

    /// Applies that the API does not have this batch.
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

    /// Searches again for batches that this client has not seen.
    pub(super) fn look_again(&mut self) {
        self.under_way.missing.clear();
        self.is_hidden = !self.is_visible() && self.witnesses().next().is_none();
        self.seek_witness();
    }

    /// Applies that this client sees no batch of the job.
    fn nothing_is_visible(&mut self) {
        let open: Vec<String> = self.open_batches().map(String::from).collect();
        // Only the client that made the batches can find out that they were deleted, and only the user can give them up.
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

    /// Iterates over confirmed batches whose results are not collected.
    fn open_batches(&self) -> impl Iterator<Item = &str> {
        self.batches_where(|state| state.is_open() && state.intent().is_none())
    }

    fn lost_batch(&mut self, id: &str) {
        let is_lost = |shard: &Shard| shard.batch() == Some(id) && shard.state.is_open();
        if let Some(index) = self.shards.iter().position(is_lost) {
            self.lost(index, id, GONE);
        }
    }

    /// Returns what the user must do if no batch is visible.
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
