//! Whether the client of a driver sees the batches of its job at all.
//!
//! With a key of another workspace, or at another base URL, each batch answers 404. That says nothing about the batch. So a batch
//! that is not found is gone only for a client that saw another one of the job; until then, nothing is created, settled or read.
//! A client without a scope, which looks like any other, is believed at once.

use crate::jobs::event::Now;
use crate::jobs::fault::{self, Fault};
use crate::jobs::state::{Job, Phase, ShardState};

/// Why a shard has no batch any more.
const GONE: &str = "the API no longer has the batch";

impl Job {
    /// Whether this client saw a batch of the job, or there is none that it could see.
    pub(super) fn is_visible(&self) -> bool {
        self.is_believed() || self.confirmed().next().is_none() || fault::is(Fault::CreatesUnseen)
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

    /// Batches that are known to be the job's.
    fn confirmed(&self) -> impl Iterator<Item = &str> {
        let is_lost = |state: &ShardState| matches!(state, ShardState::Lost { .. });
        let shards = self.shards.iter().filter(move |shard| !is_lost(&shard.state));
        shards.filter_map(|shard| shard.batch())
    }

    /// Lets the next step retrieve a batch that would show that this client sees the job's.
    pub(super) fn seek_witness(&mut self) {
        let missing = &self.under_way.missing;
        let is_new = |batch: &str| missing.iter().all(|other| other != batch);
        if self.is_visible() || self.under_way.unlisted.iter().any(|batch| is_new(batch)) {
            return;
        }
        let witness = self.confirmed().find(|batch| is_new(batch));
        self.under_way.unlisted.extend(witness.map(String::from));
    }

    /// The API says that it has no such batch.
    pub(super) fn not_found(&mut self, id: &str, now: Now) {
        if self.is_believed() || fault::is(Fault::LosesUnseen) {
            self.lost_batch(id);
            return self.changed(now);
        }
        if self.under_way.missing.iter().any(|other| other == id) {
            return;
        }
        self.under_way.missing.push(id.to_owned());
        let missing = &self.under_way.missing;
        if self.confirmed().all(|batch| missing.iter().any(|other| other == batch)) {
            self.nothing_is_visible();
            self.changed(now);
        }
        self.seek_witness();
    }

    /// A person canceled the job: what this client does not see is looked for once more, and then given up.
    pub(super) fn look_again(&mut self) {
        if self.is_hidden {
            self.is_hidden = false;
            self.under_way.missing.clear();
            self.seek_witness();
        }
    }

    /// This client sees no batch of the job.
    fn nothing_is_visible(&mut self) {
        let open: Vec<String> = self.open_batches().map(String::from).collect();
        // Only the client that made them can know that they were deleted, and only a person that they are to be given up.
        let is_elsewhere = self.scope.is_some() && self.scope != self.under_way.scope;
        if is_elsewhere || !(open.is_empty() || self.phase == Phase::Canceling) {
            self.is_hidden = true;
            return;
        }
        self.under_way.has_seen = true;
        for batch in open {
            self.lost_batch(&batch);
        }
    }

    /// Batches whose results are not collected.
    fn open_batches(&self) -> impl Iterator<Item = &str> {
        let is_open = |state: &ShardState| matches!(state, ShardState::Running { .. } | ShardState::Ended { .. });
        let shards = self.shards.iter().filter(move |shard| is_open(&shard.state));
        shards.filter_map(|shard| shard.batch())
    }

    fn lost_batch(&mut self, id: &str) {
        let is_open = |batch: &str| self.open_batches().any(|other| other == batch);
        let index = self.shards.iter().position(|shard| shard.batch() == Some(id));
        if let Some(index) = index.filter(|_| is_open(id)) {
            self.lost(index, id, GONE);
        }
    }

    /// What a person has to do if no batch is visible.
    pub(super) fn hidden_reason(&self) -> Option<String> {
        let count = self.confirmed().count();
        let found = if count == 1 {
            String::from("its batch is not")
        } else {
            format!("none of its {count} batches is")
        };
        self.is_hidden.then(|| {
            format!(
                "{found} visible to this client. Nothing was sent, and nothing counts as lost. Use the base URL and a key of the \
                 workspace that the job was submitted with. If somebody deleted the batches, cancel the job: they then count as \
                 lost."
            )
        })
    }
}
