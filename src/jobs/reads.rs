//! Applies the outcome of reading the results of a batch.

use crate::jobs::event::Now;
use crate::jobs::fault::{self, Fault};
use crate::jobs::state::{Job, ShardState};
use crate::jobs::waits::backoff_ms;

/// Maximum wait after results could not be read.
const LONGEST_READ_WAIT_MS: u64 = 300_000;

impl Job {
    pub(super) fn compared(&mut self, index: usize, batch: &str, is_ours: Option<bool>) {
        self.read_ended(index, batch);
        let Some(shard) = self.shards.get_mut(index) else {
            return;
        };
        let ShardState::Uncertain { candidates, .. } = &mut shard.state else {
            return;
        };
        match is_ours {
            Some(true) => {
                shard.state = ShardState::ended(batch.to_owned(), None);
                self.saw_batch();
            }
            Some(false) => {
                candidates.retain(|candidate| candidate.batch != batch);
                shard.exclude(batch);
            }
            None => {
                shard.was_unreadable = true;
                for candidate in candidates.iter_mut().filter(|candidate| candidate.batch == batch) {
                    candidate.is_unreadable = true;
                }
            }
        }
        self.look_ms = 0;
    }

    pub(super) fn collected(&mut self, index: usize, batch: String, is_ours: bool) {
        self.read_ended(index, &batch);
        let Some(shard) = self.shards.get_mut(index) else {
            return;
        };
        let ShardState::Ended { batch: own, intent, .. } = &shard.state else {
            return;
        };
        if *own != batch {
            return;
        }
        match intent {
            Some(intent) if !is_ours && !fault::is(Fault::SkipsOwnership) => {
                let intent = intent.clone();
                shard.exclude(&batch);
                let state = self.uncertain(intent);
                self.set(index, state);
                self.look_ms = 0;
            }
            _ => {
                shard.state = ShardState::Collected { batch };
                self.saw_batch();
            }
        }
    }

    /// Records that results cannot be read now.
    pub(super) fn read_failed(&mut self, index: usize, batch: &str, why: Option<String>, now: Now) {
        if self.fails_as_candidate(index, batch) {
            return;
        }
        if let Some(ShardState::Ended {
            batch: own,
            failures,
            not_before_ms,
            reason,
            failing_since_ms,
            ..
        }) = self.shards.get_mut(index).map(|shard| &mut shard.state)
            && own == batch
        {
            *not_before_ms = now.ms + backoff_ms(*failures, now.random, LONGEST_READ_WAIT_MS);
            *failures += 1;
            if why.is_some() {
                *reason = why;
                failing_since_ms.get_or_insert(now.ms);
            }
        }
    }

    /// Records that results can never be read again.
    pub(super) fn results_gone(&mut self, index: usize, batch: &str, why: &str) {
        if self.fails_as_candidate(index, batch) {
            return;
        }
        let own = self.shards.get(index).map(|shard| &shard.state);
        if matches!(own, Some(ShardState::Ended { batch: own, .. }) if own == batch) {
            self.lost(index, batch, why);
        }
    }

    /// Returns whether the batch of a failed read is one of several candidates. Otherwise, ends the read.
    fn fails_as_candidate(&mut self, index: usize, batch: &str) -> bool {
        let state = self.shards.get(index).map(|shard| &shard.state);
        let is_candidate = matches!(state, Some(ShardState::Uncertain { .. }));
        if is_candidate {
            // The next listing starts the comparison again.
            self.under_way.failed_reads.push((index, batch.to_owned()));
        } else if !fault::is(Fault::ForgetsFailedCollection) {
            self.read_ended(index, batch);
        }
        is_candidate
    }

    /// Applies that the results of a batch are permanently gone. An unconfirmed batch may have belonged to others, and its ids
    /// can no longer be compared, so the user must decide.
    pub(super) fn lost(&mut self, index: usize, batch: &str, reason: &str) {
        let Some(shard) = self.shards.get(index) else { return };
        let state = match &shard.state {
            ShardState::Running {
                intent: Some(intent), ..
            }
            | ShardState::Ended {
                intent: Some(intent), ..
            } => self.uncertain(intent.clone()),
            _ => ShardState::Lost {
                batch: batch.to_owned(),
                reason: reason.to_owned(),
            },
        };
        if let Some(shard) = self.shards.get_mut(index) {
            if matches!(state, ShardState::Uncertain { .. }) {
                shard.exclude(batch);
                shard.was_unreadable = true;
            }
            shard.state = state;
        }
    }

    /// Records that reading the results of a batch has ended.
    fn read_ended(&mut self, index: usize, batch: &str) {
        self.under_way
            .reads
            .retain(|(shard, other)| *shard != index || other != batch);
    }
}
