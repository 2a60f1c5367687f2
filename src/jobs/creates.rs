//! What a create came to.

use crate::jobs::event::{Batch, CreateFailure, Now};
use crate::jobs::fault::{self, Fault};
use crate::jobs::state::{Intent, Job, Phase, ShardState};
use crate::jobs::waits::{LONGEST_WAIT_MS, backoff_ms};

/// The wait after a create that stored nothing grows up to this.
const LONGEST_CREATE_WAIT_MS: u64 = 300_000;
/// Before a queue that is full is tried again, unless one of our own batches ends.
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
        // A create of unknown outcome is looked for at once.
        self.changed(now);
        self.look_ms = now.ms;
    }

    /// Where a shard is after its create failed.
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
                // This create is one of those that count.
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

    /// A peer that remembers keys refuses a body only if it stored nothing for the key. What else happens to a repeat says
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
                // The peer does not know either, and does not perform the key again: the listings decide.
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
        // The listing that follows this wait repeats it again.
        self.look_ms = again_ms;
    }

    /// A create whose outcome is not known. Only a listing that begins after now can show its batch.
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

/// The wait before another create: our own or the server's, whichever is longer.
fn wait_ms(failures: u32, after_ms: Option<u64>, least_ms: u64, now: Now) -> u64 {
    let own = backoff_ms(failures, now.random, LONGEST_CREATE_WAIT_MS).max(least_ms);
    after_ms.unwrap_or(0).max(own).min(LONGEST_WAIT_MS)
}
