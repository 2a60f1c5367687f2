//! Finds the batch of a create whose outcome is unknown in a listing.
//!
//! In a listing, batches differ only by their time and their number of requests. The ids of the requests are only in the results.
//! So a batch that matches by time and number of requests is *unconfirmed* until it has ended and its ids were compared.

use crate::jobs::event::{Batch, BatchStatus, Listing, Now};
use crate::jobs::fault::{self, Fault};
use crate::jobs::state::{Ambiguity, Candidate, Intent, Job, Phase, ShardState};

/// Two clocks of the server may differ by this: the one of `date` and the one of `created_at`.
pub(super) const CLOCK_SLACK_MS: u64 = 60_000;
/// `date` has whole seconds.
const DATE_SLACK_MS: u64 = 1_000;
/// A key is not used if the peer forgets it within this time.
const KEY_SLACK_MS: u64 = 3_600_000;

/// The conclusion from a listing about an uncertain create.
enum Verdict {
    /// The peer remembers the key: repeat the create.
    Repeat,
    /// Exactly one batch matches it, and no other create.
    Adopt(Batch),
    /// Several batches match it, or one that also matches another create.
    Several(Vec<Candidate>),
    /// No batch matches it, but a later listing may still show one.
    NotYet,
    /// No batch matches it, and none will.
    Never,
}

impl Job {
    pub(super) fn listed(&mut self, listing: Listing, now: Now) {
        if self.under_way.listing != Some(listing.number) {
            return;
        }
        self.under_way.listing = None;
        self.pages = listing.pages;
        let failed = std::mem::take(&mut self.under_way.failed_reads);
        self.under_way.reads.retain(|read| !failed.contains(read));
        if let Some(server_ms) = listing.server_ms {
            self.saw_time(server_ms);
        }
        self.remembered_until_ms = listing.remembered_until_ms;
        if listing.batches.iter().any(|batch| self.is_witness(&batch.id)) {
            self.saw_batch();
        }
        for batch in &listing.batches {
            self.saw_time(batch.created_ms);
            if !fault::is(Fault::IgnoresEnded) {
                self.look_at(batch, now);
            }
        }
        self.server_ms = self.server_ms.or(Some(0));
        let is_listed = |id: &String| listing.batches.iter().any(|batch| batch.id == *id);
        self.under_way.unlisted = self
            .running_batches()
            .map(|(id, _)| id)
            .filter(|id| !is_listed(id))
            .collect();
        self.seek_witness();
        self.note_earlier(&listing);
        let shards = if self.is_visible() { self.shards.len() } else { 0 };
        for index in 0..shards {
            self.settle(index, &listing, now);
            self.doubt(index, &listing);
        }
        self.looked(now, listing.after_ms.unwrap_or_default());
    }

    /// Makes a shard with an unconfirmed batch uncertain again if the listing contains another match.
    fn doubt(&mut self, index: usize, listing: &Listing) {
        let Some(shard) = self.shards.get(index) else { return };
        let (ShardState::Running {
            batch,
            intent: Some(intent),
            ..
        }
        | ShardState::Ended {
            batch,
            intent: Some(intent),
            ..
        }) = &shard.state
        else {
            return;
        };
        let own = listing.batches.iter().find(|other| other.id == *batch);
        let others = listing.batches.iter().filter(|other| self.may_be(index, intent, other));
        let candidates: Vec<Candidate> = others.chain(own).map(|batch| self.candidate(index, batch)).collect();
        if own.is_none() || candidates.len() < 2 {
            return;
        }
        let mut state = self.uncertain(intent.clone());
        if let ShardState::Uncertain { candidates: old, .. } = &mut state {
            *old = candidates;
        }
        self.set(index, state);
    }

    /// Applies a listing to one shard.
    fn settle(&mut self, index: usize, listing: &Listing, now: Now) {
        let listed_ms = match listing.server_ms {
            Some(server_ms) if !fault::is(Fault::SettlesByOwnClock) => server_ms,
            _ => now.ms,
        };
        let Some(shard) = self.shards.get_mut(index) else {
            return;
        };
        let ShardState::Uncertain {
            intent,
            first_listing,
            first_listed_ms,
            not_before_ms,
            ..
        } = &mut shard.state
        else {
            return;
        };
        if listing.number < *first_listing {
            return;
        }
        let since_ms = *first_listed_ms.get_or_insert(listed_ms);
        let may_repeat = *not_before_ms <= now.ms;
        let intent = intent.clone();
        let settle_ms = match self.policy.settle_ms {
            _ if fault::is(Fault::SettlesAtOnce) => 0,
            settle_ms if fault::is(Fault::SettlesEarly) => settle_ms / 2,
            settle_ms => settle_ms + DATE_SLACK_MS,
        };
        let is_settled = listed_ms >= since_ms.saturating_add(settle_ms);
        match self.verdict(index, &intent, listing, is_settled) {
            Verdict::Repeat if may_repeat => self.repeat(index, intent),
            Verdict::Repeat => {}
            Verdict::Adopt(batch) => {
                let intent = (!fault::is(Fault::SkipsOwnership)).then_some(intent);
                self.set(index, ShardState::running(batch.clone(), intent));
                self.look_at(&batch, now);
            }
            Verdict::Several(found) => {
                let is_hopeless = found.iter().all(|candidate| candidate.is_unreadable);
                self.update(index, found, is_hopeless);
            }
            Verdict::NotYet => self.update(index, Vec::new(), false),
            Verdict::Never => self.nothing_was_stored(index),
        }
    }

    fn verdict(&self, index: usize, intent: &Intent, listing: &Listing, is_settled: bool) -> Verdict {
        // A job may be resumed at another peer, or with another token of the same peer, where this key is new.
        let is_same = intent.scope == self.under_way.scope || fault::is(Fault::RepeatsElsewhere);
        let is_remembered = is_same
            && listing.remembered_until_ms.is_some()
            && intent.remembered_until_ms.is_some_and(|until_ms| {
                let is_before = |server_ms: u64| server_ms.saturating_add(KEY_SLACK_MS) < until_ms;
                listing.server_ms.is_some_and(is_before)
            });
        let repeats = is_remembered && self.phase == Phase::Running;
        let mut matches: Vec<&Batch> = listing
            .batches
            .iter()
            .filter(|batch| self.may_be(index, intent, batch))
            .collect();
        let gone = self.gone(index, listing);
        if !gone.is_empty() && !repeats {
            let listed = matches.into_iter().map(|batch| self.candidate(index, batch));
            return Verdict::Several(listed.chain(gone).collect());
        }
        match matches.as_slice() {
            [] if repeats => Verdict::Repeat,
            [] if is_settled => Verdict::Never,
            [] => Verdict::NotYet,
            [batch] if !self.may_be_of_others(index, batch) => Verdict::Adopt(matches.remove(0).clone()),
            _ => Verdict::Several(matches.into_iter().map(|batch| self.candidate(index, batch)).collect()),
        }
    }

    /// Returns whether a batch matches this create.
    fn may_be(&self, index: usize, intent: &Intent, batch: &Batch) -> bool {
        let is_excluded = |shard: &crate::jobs::state::Shard| shard.excluded.contains(&batch.id);
        batch.requests == intent.requests
            && batch.created_ms.saturating_add(CLOCK_SLACK_MS) >= intent.since_ms
            && !self.shards.get(index).is_some_and(is_excluded)
            && !self.is_earlier(intent, &batch.id)
            && !self.owns(&batch.id)
    }

    /// Returns whether a batch also matches another create of this job.
    fn may_be_of_others(&self, index: usize, batch: &Batch) -> bool {
        self.shards.iter().enumerate().any(|(other, shard)| match &shard.state {
            ShardState::Uncertain { intent, .. }
            | ShardState::Creating { intent, .. }
            // An unconfirmed batch may turn out to belong to another create, and this batch to that shard.
            | ShardState::Running {
                intent: Some(intent), ..
            }
            | ShardState::Ended {
                intent: Some(intent), ..
            } => other != index && self.may_be(other, intent, batch),
            _ => false,
        })
    }

    fn candidate(&self, index: usize, batch: &Batch) -> Candidate {
        let before = match self.shards.get(index).map(|shard| &shard.state) {
            Some(ShardState::Uncertain { candidates, .. }) => candidates.as_slice(),
            _ => &[],
        };
        Candidate {
            batch: batch.id.clone(),
            created_ms: batch.created_ms,
            status: batch.status,
            is_unreadable: before.iter().any(|old| old.batch == batch.id && old.is_unreadable),
        }
    }

    /// Returns candidates that are no longer listed: they were deleted, so their ids can never be compared.
    fn gone(&self, index: usize, listing: &Listing) -> Vec<Candidate> {
        let Some(ShardState::Uncertain { candidates, .. }) = self.shards.get(index).map(|shard| &shard.state) else {
            return Vec::new();
        };
        let is_gone = |candidate: &&Candidate| {
            !self.owns(&candidate.batch) && listing.batches.iter().all(|batch| batch.id != candidate.batch)
        };
        let unreadable = |candidate: &Candidate| Candidate {
            is_unreadable: true,
            ..candidate.clone()
        };
        candidates.iter().filter(is_gone).map(unreadable).collect()
    }

    fn update(&mut self, index: usize, found: Vec<Candidate>, is_hopeless: bool) {
        let Some(shard) = self.shards.get_mut(index) else {
            return;
        };
        shard.was_unreadable |= found.iter().any(|candidate| candidate.is_unreadable);
        if let ShardState::Uncertain {
            candidates, is_asked, ..
        } = &mut shard.state
        {
            *is_asked |= is_hopeless && !found.is_empty();
            *candidates = found;
        }
    }

    fn repeat(&mut self, index: usize, mut intent: Intent) {
        if fault::is(Fault::RepeatsWithNewKey) {
            intent.key.push('x');
        }
        let is_repeat = true;
        self.set(index, ShardState::Creating { intent, is_repeat });
        self.under_way.repeats.push(index);
    }

    /// Applies the conclusion that nothing was stored.
    fn nothing_was_stored(&mut self, index: usize) {
        let is_canceling = self.phase == Phase::Canceling && !fault::is(Fault::CreatesAfterCancel);
        // A batch that could not be compared may have belonged to this shard, independently of the policy.
        let was_unreadable = self.shards.get(index).is_some_and(|shard| shard.was_unreadable);
        let asks = (self.policy.ambiguity == Ambiguity::Ask || was_unreadable) && !fault::is(Fault::NeverAsks);
        let Some(shard) = self.shards.get_mut(index) else {
            return;
        };
        if is_canceling {
            shard.state = ShardState::Dropped;
        } else if !asks {
            shard.state = ShardState::waiting(0);
        } else if let ShardState::Uncertain {
            candidates, is_asked, ..
        } = &mut shard.state
        {
            candidates.clear();
            *is_asked = true;
        }
    }
}

impl Candidate {
    /// Returns whether its ids can be compared now.
    pub(super) fn is_readable(&self) -> bool {
        self.status == BatchStatus::Ended && !self.is_unreadable
    }
}
