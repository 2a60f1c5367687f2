//! The results of creates.

use crate::jobs::event::{Batch, CreateFailure, Now};
use crate::jobs::fault::{self, Fault};
use crate::jobs::state::{Intent, Job, Phase, ShardState};
use crate::jobs::waits::{LONGEST_WAIT_MS, backoff_ms};

/// Maximum wait after a create that stored nothing.
const LONGEST_CREATE_WAIT_MS: u64 = 300_000;
/// Minimum wait before another create if the queue is full, unless one of the job's own batches ends.
const FULL_QUEUE_WAIT_MS: u64 = 60_000;

impl Job {
    pub(super) fn created(&mut self, index: usize, batch: Batch, now: Now) {
        self.saw_time(batch.created_ms);
        let Some(shard) = self.shards.get(index) else { return };
        if shard.batch().is_some() || shard.is_done() {
            return;
        }
        self.set(index, ShardState::running(batch, None));
        self.saw_batch();
        self.changed(now);
    }

    pub(super) fn create_failed(&mut self, index: usize, failure: CreateFailure, now: Now) {
        let Some(shard) = self.shards.get(index) else { return };
        let ShardState::Creating { intent, is_repeat } = &shard.state else {
            return;
        };
        let (intent, failures) = (intent.clone(), shard.failures);
        if *is_repeat && !fault::is(Fault::RepeatFailureClears) {
            return self.repeat_failed(index, intent, failure, now);
        }
        let state = self.after(failure, intent, failures, now);
        let is_canceling = self.phase == Phase::Canceling;
        if let Some(shard) = self.shards.get_mut(index) {
            let is_waiting = matches!(state, ShardState::Waiting { .. });
            shard.failures = if is_waiting { failures.saturating_add(1) } else { 0 };
            shard.state = if is_waiting && is_canceling {
                ShardState::Dropped
            } else {
                state
            };
        }
        // The search for a create of unknown outcome begins immediately.
        self.changed(now);
        self.look_ms = now.ms;
    }

    /// Returns the state of a shard after its create failed.
    fn after(&mut self, failure: CreateFailure, intent: Intent, failures: u32, now: Now) -> ShardState {
        let again = |after_ms: Option<u64>, least_ms: u64| {
            let wait = wait_ms(failures, after_ms, least_ms, now);
            ShardState::waiting(if fault::is(Fault::ForgetsBackoff) {
                0
            } else {
                now.ms + wait
            })
        };
        match failure {
            CreateFailure::Unknown if fault::is(Fault::RepeatsUnknown) => ShardState::waiting(0),
            CreateFailure::ServerError if fault::is(Fault::TrustsServerErrors) => again(None, 0),
            CreateFailure::Unknown | CreateFailure::Undecided | CreateFailure::ServerError => self.uncertain(intent),
            CreateFailure::NotStored { after_ms } => again(after_ms, 0),
            CreateFailure::QueueFull { .. } if fault::is(Fault::IgnoresFullQueue) => ShardState::waiting(0),
            CreateFailure::QueueFull { after_ms } => {
                // This create is one of those that `running` counts.
                self.most_running = self.running().saturating_sub(1).max(1);
                again(after_ms, FULL_QUEUE_WAIT_MS)
            }
            CreateFailure::Blocked { reason } => {
                self.pause(reason);
                ShardState::waiting(0)
            }
            CreateFailure::Refused { .. } if fault::is(Fault::RetriesRefused) => ShardState::waiting(0),
            CreateFailure::Refused { reason } => ShardState::Refused { reason },
        }
    }

    /// A peer that remembers keys refuses a body only if it stored nothing for the key. Any other failure of a repeat proves
    /// nothing about the first create.
    fn repeat_failed(&mut self, index: usize, mut intent: Intent, failure: CreateFailure, now: Now) {
        let after_ms = match failure {
            CreateFailure::Refused { reason } => {
                self.set(index, ShardState::Refused { reason });
                return self.changed(now);
            }
            CreateFailure::NotStored { after_ms } | CreateFailure::QueueFull { after_ms } => after_ms,
            CreateFailure::Blocked { reason } => {
                self.pause(reason);
                None
            }
            CreateFailure::Undecided => {
                // The peer does not know the outcome either, and will not perform the key again, so the listings decide.
                intent.remembered_until_ms = None;
                None
            }
            CreateFailure::Unknown | CreateFailure::ServerError => None,
        };
        let mut state = self.uncertain(intent);
        let Some(shard) = self.shards.get_mut(index) else {
            return;
        };
        let again_ms = now.ms + wait_ms(shard.failures, after_ms, 0, now);
        if let ShardState::Uncertain { not_before_ms, .. } = &mut state {
            *not_before_ms = again_ms;
        }
        shard.failures = shard.failures.saturating_add(1);
        shard.state = state;
        // The listing after this wait repeats the create again.
        self.look_ms = again_ms;
    }

    /// Returns the state after a create of unknown outcome. Only a listing that begins after now can show its batch.
    pub(super) fn uncertain(&self, intent: Intent) -> ShardState {
        let earlier = u64::from(fault::is(Fault::CountsEarlierListing));
        ShardState::Uncertain {
            intent,
            first_listing: (self.listings + 1).saturating_sub(earlier),
            first_listed_ms: None,
            candidates: Vec::new(),
            is_asked: false,
            not_before_ms: 0,
        }
    }
}

/// Returns the wait before another create: the backoff or the server's wait, whichever is longer.
fn wait_ms(failures: u32, after_ms: Option<u64>, least_ms: u64, now: Now) -> u64 {
    let own = backoff_ms(failures, now.random, LONGEST_CREATE_WAIT_MS).max(least_ms);
    after_ms.unwrap_or(0).max(own).min(LONGEST_WAIT_MS)
}
