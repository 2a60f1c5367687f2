//! Plans the looks of a job: when it checks the status of its batches, and with which calls.
//!
//! The waits between two looks grow while nothing changes. Once a batch of the job has ended, the job knows how long a batch
//! takes: it looks rarely until the next one is expected to end, and then as often as after a change. No wait exceeds the
//! maximum, so a wrong expectation moves the frequent looks but does not add any.
//!
//! Jobs that are driven with the same credentials look together: one listing shows the batches of all. A job joins the look of
//! another once half of its own wait has passed, so it looks at most twice as often as alone.

use crate::jobs::event::{Action, Batch, Now};
use crate::jobs::fault::{self, Fault};
use crate::jobs::state::{Job, Shard, ShardState};

/// The first wait between two looks.
const FIRST_LOOK_MS: u64 = 10_000;
/// Each wait is longer than the previous one by half, up to this maximum.
const LONGEST_LOOK_MS: u64 = 300_000;
/// Maximum wait while a create is uncertain.
const LONGEST_UNCERTAIN_LOOK_MS: u64 = 60_000;
/// Before a batch is expected to end, the wait is at least the shortest duration of a batch divided by this.
const EARLY_SHARE: u64 = 4;
/// Later than every batch, and a number that JavaScript has: a listing since then is one page, with the clock of the server and
/// the newest batches.
const NEVER_MS: u64 = (1 << 53) - 1;
/// Maximum random addition to a wait, as a share of it.
const JITTER: f64 = 0.1;

/// The cost of one job's look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LookCost {
    /// Number of calls if the job looks alone.
    pub calls: u32,
    /// Number of pages of a listing.
    pub pages: u32,
}

/// Returns whether one listing for several jobs takes fewer calls than separate looks.
pub fn is_one_listing(costs: &[LookCost]) -> bool {
    let alone = costs.iter().fold(0, |sum: u32, cost| sum.saturating_add(cost.calls));
    costs
        .iter()
        .map(|cost| cost.pages)
        .max()
        .is_some_and(|pages| alone > pages)
}

impl Job {
    /// Returns whether a look is due.
    pub fn is_look_due(&self, now_ms: u64) -> bool {
        self.look_ms <= now_ms && self.may_look(now_ms)
    }

    /// Returns the cost of a look now, together with other jobs; `None` if it is too early for one, or if there is nothing to
    /// check.
    pub fn look_cost(&self, now_ms: u64) -> Option<LookCost> {
        let is_early = self.look_ms.saturating_sub(now_ms) > self.look_wait_ms(now_ms) / 2;
        if is_early || !self.may_look(now_ms) {
            return None;
        }
        let pages = self.pages.max(1);
        let running = u32::try_from(self.running_batches().count()).unwrap_or(u32::MAX);
        let calls = if self.needs_listing() {
            pages
        } else {
            running.min(pages)
        };
        (calls > 0).then_some(LookCost { calls, pages })
    }

    /// Looks with a listing now, unless it is too early.
    pub(super) fn look_together(&mut self, now: Now) {
        if self.look_cost(now.ms).is_some() {
            self.look_ms = self.look_ms.min(now.ms);
            self.under_way.is_together = true;
        }
    }

    /// Looks if a look is due: with one listing if that takes fewer calls, else with one retrieve per batch.
    pub(super) fn plan_looks(&mut self, now: Now, actions: &mut Vec<Action>) {
        let is_together = std::mem::take(&mut self.under_way.is_together);
        let unlisted = std::mem::take(&mut self.under_way.unlisted);
        self.retrieve(unlisted, actions);
        if !self.is_look_due(now.ms) {
            return;
        }
        let failed = std::mem::take(&mut self.under_way.failed_cancels);
        self.under_way.cancels.retain(|batch| !failed.contains(batch));
        let running: Vec<(String, u64)> = self.running_batches().collect();
        if is_together || self.needs_listing() || running.len() as u64 > u64::from(self.pages) {
            self.listings += 1;
            self.under_way.listing = Some(self.listings);
            let since_ms = self.oldest_ms(&running);
            actions.push(Action::List {
                number: self.listings,
                since_ms,
            });
            return;
        }
        self.retrieve(running.into_iter().map(|(batch, _)| batch).collect(), actions);
        self.seek_witness();
        let witness = std::mem::take(&mut self.under_way.unlisted);
        self.retrieve(witness, actions);
        self.looked(now, 0);
    }

    fn retrieve(&mut self, batches: Vec<String>, actions: &mut Vec<Action>) {
        for batch in batches {
            if !self.under_way.retrieves.contains(&batch) {
                self.under_way.retrieves.push(batch.clone());
                actions.push(Action::Retrieve { batch });
            }
        }
    }

    /// Plans the next look after one that changed nothing, or failed. The server accepts none for `after_ms`.
    pub(super) fn looked(&mut self, now: Now, after_ms: u64) {
        let is_just_expected = self.under_way.is_early && self.expected_ms(now.ms).is_none();
        self.quiet_looks = if is_just_expected {
            0
        } else {
            self.quiet_looks.saturating_add(1)
        };
        self.hold_looks(now, after_ms);
        self.plan_look(now);
    }

    /// Plans the next look.
    pub(super) fn plan_look(&mut self, now: Now) {
        let expected_ms = self.expected_ms(now.ms);
        self.under_way.is_early = expected_ms.is_some();
        let with_jitter = |wait_ms: u64| now.ms + (wait_ms as f64 * (1.0 + JITTER * now.random)) as u64;
        let left_ms = expected_ms.map_or(u64::MAX, |expected_ms| (expected_ms - now.ms).max(FIRST_LOOK_MS));
        let watched_ms = self.watched_wait_ms(now.ms).min(left_ms);
        self.under_way.watched_look_ms = with_jitter(watched_ms);
        self.look_ms = with_jitter(if self.is_at_rest() { LONGEST_LOOK_MS } else { watched_ms });
    }

    /// Records the duration of a batch.
    pub(super) fn learn(&mut self, batch: &Batch) {
        let Some(ended_ms) = batch.ended_ms else { return };
        let run_ms = ended_ms.saturating_sub(batch.created_ms);
        self.shortest_run_ms = Some(self.shortest_run_ms.map_or(run_ms, |shortest| shortest.min(run_ms)));
    }

    /// Returns the time at which the first batch should end, if it is known and not past. The clocks of the driver and of the
    /// server may differ; then the expectation is wrong, as it may be for other reasons.
    fn expected_ms(&self, now_ms: u64) -> Option<u64> {
        let oldest_ms = self.running_batches().map(|(_, created_ms)| created_ms).min()?;
        let expected_ms = oldest_ms.saturating_add(self.shortest_run_ms?);
        (expected_ms > now_ms && !self.has_question()).then_some(expected_ms)
    }

    /// Records a change of the visibility of the page that shows the job.
    pub(super) fn watched(&mut self, is_watched: bool) {
        self.under_way.is_unwatched = !is_watched;
        if is_watched {
            self.look_ms = self.look_ms.min(self.under_way.watched_look_ms);
        }
    }

    /// Records that the server accepts no look for `after_ms`.
    pub(super) fn hold_looks(&mut self, now: Now, after_ms: u64) {
        // Of a clock that jumps back, even this moment would be a wait.
        if after_ms == 0 {
            return;
        }
        let until_ms = now.ms.saturating_add(after_ms);
        self.under_way.hold_looks_until_ms = self.under_way.hold_looks_until_ms.max(until_ms);
    }

    /// Records that a look of another job with the same credentials failed, because a look of this job would fail too.
    pub(super) fn others_failed(&mut self, now: Now, after_ms: u64) {
        self.hold_looks(now, after_ms);
        self.look_ms = self.look_ms.max(now.ms + FIRST_LOOK_MS);
    }

    /// Returns the wait between two looks, without the random addition.
    fn look_wait_ms(&self, now_ms: u64) -> u64 {
        if self.is_at_rest() {
            return LONGEST_LOOK_MS;
        }
        self.watched_wait_ms(now_ms)
    }

    /// Returns whether the page is hidden, and only the collection of results depends on looks.
    fn is_at_rest(&self) -> bool {
        self.under_way.is_unwatched && !self.has_question()
    }

    fn watched_wait_ms(&self, now_ms: u64) -> u64 {
        let longest = if self.has_question() {
            LONGEST_UNCERTAIN_LOOK_MS
        } else {
            LONGEST_LOOK_MS
        };
        let steps = if fault::is(Fault::LooksTooOften) {
            0
        } else {
            self.quiet_looks.min(16)
        };
        let grown = FIRST_LOOK_MS as f64 * 1.5_f64.powi(steps as i32);
        let early = self.expected_ms(now_ms).and(self.shortest_run_ms).unwrap_or_default() / EARLY_SHARE;
        (grown as u64).max(early).min(longest)
    }

    /// Returns whether there is a create of unknown outcome that a listing may show.
    fn has_question(&self) -> bool {
        let is_open = |shard: &Shard| matches!(shard.state, ShardState::Uncertain { is_asked: false, .. });
        self.shards.iter().any(is_open)
    }

    fn may_look(&self, now_ms: u64) -> bool {
        let is_held = self.under_way.hold_looks_until_ms > now_ms && !fault::is(Fault::IgnoresHints);
        !is_held && self.under_way.listing.is_none() && !self.is_done()
    }

    pub(super) fn next_look_ms(&self) -> u64 {
        self.look_ms.max(self.under_way.hold_looks_until_ms)
    }

    /// Returns whether the look must be a listing: only a listing shows the server's time, and the batch of an uncertain create.
    fn needs_listing(&self) -> bool {
        // An unconfirmed batch may turn out to be one of several candidates.
        let is_uncertain = |shard: &Shard| {
            matches!(
                shard.state,
                ShardState::Uncertain { .. } | ShardState::Running { intent: Some(_), .. }
            )
        };
        self.server_ms.is_none() || self.shards.iter().any(is_uncertain)
    }

    /// Iterates over batches that have not ended, with the time at which each was created.
    pub(super) fn running_batches(&self) -> impl Iterator<Item = (String, u64)> {
        self.shards.iter().filter_map(|shard| match &shard.state {
            ShardState::Running { batch, created_ms, .. } => Some((batch.clone(), *created_ms)),
            _ => None,
        })
    }

    /// Returns the time from which a listing must start.
    fn oldest_ms(&self, running: &[(String, u64)]) -> u64 {
        let uncertain = self.shards.iter().filter_map(|shard| match &shard.state {
            ShardState::Uncertain { intent, .. }
            | ShardState::Running {
                intent: Some(intent), ..
            } => Some(intent.since_ms),
            _ => None,
        });
        let oldest = running.iter().map(|(_, created_ms)| *created_ms).chain(uncertain).min();
        oldest
            .or(self.server_ms)
            .map_or(NEVER_MS, |ms| ms.saturating_sub(60_000))
    }
}
