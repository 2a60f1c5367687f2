//! Batches that were listed before a create was sent. The create did not make them, although they may have the same number of
//! requests and the same ids: those of another job over the same rows, or of a neighbor in the workspace.

use crate::jobs::event::Listing;
use crate::jobs::fault::{self, Fault};
use crate::jobs::matching::CLOCK_SLACK_MS;
use crate::jobs::state::{EarlierBatch, Intent, Job, ShardState};

/// Maximum number of noted batches. Batches beyond it can still match a create; then their ids decide.
const MOST: usize = 1_000;

/// Returns whether the state predates the version that records the last listing before a create.
pub(super) fn is_none(listing: &u64) -> bool {
    *listing == 0
}

impl Job {
    /// Returns the number of the last listing that has ended.
    pub(super) fn last_listing(&self) -> u64 {
        self.listings - u64::from(self.under_way.listing.is_some())
    }

    /// Notes the batches that could be mistaken for those of later creates, and drops those that are too old.
    pub(super) fn note_earlier(&mut self, listing: &Listing) {
        let server_ms = self.server_ms.unwrap_or_default();
        let intents = self.shards.iter().filter_map(|shard| shard.state.intent());
        let oldest_ms = intents.map(|intent| intent.since_ms).fold(server_ms, u64::min);
        let may_match = |created_ms: u64| created_ms.saturating_add(CLOCK_SLACK_MS) >= oldest_ms;
        let mut earlier = std::mem::take(&mut self.earlier);
        earlier.retain(|batch| may_match(batch.created_ms));
        let is_waiting = |requests: u64| {
            let mut shards = self.shards.iter();
            shards.any(|shard| shard.requests == requests && matches!(shard.state, ShardState::Waiting { .. }))
        };
        for batch in &listing.batches {
            let is_new = may_match(batch.created_ms) && !self.owns(&batch.id) && is_waiting(batch.requests);
            if earlier.len() < MOST && is_new && earlier.iter().all(|other| other.batch != batch.id) {
                earlier.push(EarlierBatch {
                    batch: batch.id.clone(),
                    created_ms: batch.created_ms,
                    listing: listing.number,
                });
            }
        }
        self.earlier = earlier;
    }

    /// Returns whether a batch was listed before the create was sent.
    pub(super) fn is_earlier(&self, intent: &Intent, batch: &str) -> bool {
        let is_listed = |earlier: &EarlierBatch| earlier.batch == batch && earlier.listing <= intent.after_listing;
        self.earlier.iter().any(is_listed) && !fault::is(Fault::AdoptsEarlier)
    }
}
