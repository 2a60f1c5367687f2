//! Plans the next actions of a job: creates within its limits, and reading results as soon as they are available.

use crate::jobs::event::{Action, Now};
use crate::jobs::fault::{self, Fault};
use crate::jobs::state::{Intent, Job, Phase, ShardState};

/// Maximum number of simultaneous reads of results. Each read holds the ids of its shard in memory.
const MOST_READS: usize = 3;

impl Job {
    /// Plans all creates that are allowed now.
    pub(super) fn plan_creates(&mut self, now: Now, actions: &mut Vec<Action>) {
        for index in std::mem::take(&mut self.under_way.repeats) {
            self.send(index, actions);
        }
        if fault::is(Fault::EmitsTwice) {
            for index in 0..self.shards.len() {
                self.send(index, actions);
            }
        }
        let is_running = match self.phase {
            _ if !self.is_visible() => false,
            Phase::Running => true,
            Phase::Paused { .. } => fault::is(Fault::CreatesWhilePaused),
            Phase::Canceling => fault::is(Fault::CreatesAfterCancel),
        };
        // Before the first create, a listing shows the server's time.
        let Some(server_ms) = self.server_ms.filter(|_| is_running) else {
            return;
        };
        let since_ms = if fault::is(Fault::SinceByOwnClock) {
            now.ms
        } else {
            server_ms
        };
        for index in 0..self.shards.len() {
            if !self.may_send(index, now) {
                continue;
            }
            let (remembered_until_ms, after_listing) = (self.remembered_until_ms, self.last_listing());
            let (id, scope) = (self.id.clone(), self.under_way.scope.clone());
            let Some(shard) = self.shards.get_mut(index) else {
                continue;
            };
            shard.attempts += 1;
            let intent = Intent {
                key: format!("{id}-{index}-{}", shard.attempts),
                requests: shard.requests,
                since_ms,
                remembered_until_ms,
                after_listing,
                scope,
            };
            let is_repeat = false;
            shard.state = ShardState::Creating { intent, is_repeat };
            self.send(index, actions);
        }
    }

    fn send(&self, shard: usize, actions: &mut Vec<Action>) {
        if let Some(ShardState::Creating { intent, .. }) = self.shards.get(shard).map(|shard| &shard.state) {
            let key = intent.key.clone();
            actions.push(Action::Create { shard, key });
        }
    }

    /// Returns whether a shard may be created now.
    fn may_send(&self, index: usize, now: Now) -> bool {
        let Some(ShardState::Waiting { not_before_ms, .. }) = self.shards.get(index).map(|shard| &shard.state) else {
            return false;
        };
        let creating = |shard: &&crate::jobs::state::Shard| matches!(shard.state, ShardState::Creating { .. });
        let creates = self.shards.iter().filter(creating).count() as u32;
        let is_free = creates < self.policy.concurrency.max(1) || fault::is(Fault::IgnoresConcurrency);
        *not_before_ms <= now.ms && is_free && self.has_room(index)
    }

    /// Returns whether neither the queue nor the primer blocks a shard.
    pub(super) fn has_room(&self, index: usize) -> bool {
        self.running() < self.most_running && self.is_primed(index)
    }

    /// Returns whether the primer, if there is one, has ended. An unconfirmed batch does not count, because it may belong to
    /// others.
    fn is_primed(&self, index: usize) -> bool {
        use ShardState::{Creating, Ended, Running, Uncertain, Waiting};
        let primer = self.shards.first().map(|shard| &shard.state);
        let is_found = matches!(primer, Some(Ended { intent: Some(_), .. }));
        let runs = matches!(
            primer,
            Some(Waiting { .. } | Creating { .. } | Uncertain { .. } | Running { .. })
        ) || is_found;
        !self.policy.primer || index == 0 || !runs || fault::is(Fault::SkipsPrimer)
    }

    /// Plans reading the results of ended batches.
    pub(super) fn plan_reads(&mut self, now: Now, actions: &mut Vec<Action>) {
        if !self.is_visible() {
            return;
        }
        for (shard, state) in self.shards.iter().map(|shard| &shard.state).enumerate() {
            let under_way = &mut self.under_way.reads;
            // Failed reads wait for a listing.
            let most = MOST_READS + self.under_way.failed_reads.len();
            let mut starts = |batch: &String| {
                let read = (shard, batch.clone());
                let is_new = !under_way.contains(&read) && under_way.len() < most;
                if is_new {
                    under_way.push(read);
                }
                is_new
            };
            match state {
                ShardState::Ended {
                    batch, not_before_ms, ..
                } if *not_before_ms <= now.ms && starts(batch) => {
                    let batch = batch.clone();
                    actions.push(Action::Collect { shard, batch });
                }
                ShardState::Uncertain { candidates, .. } => {
                    for candidate in candidates.iter().filter(|candidate| candidate.is_readable()) {
                        if starts(&candidate.batch) {
                            let batch = candidate.batch.clone();
                            actions.push(Action::Compare { shard, batch });
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// Plans cancels of the running batches of a canceled job. Unconfirmed batches are not canceled, because they may belong to
    /// others.
    pub(super) fn plan_cancels(&mut self, actions: &mut Vec<Action>) {
        if self.phase != Phase::Canceling || !self.is_visible() {
            return;
        }
        let is_proven = |state: &ShardState| matches!(state, ShardState::Running { intent: None, .. });
        let shards = self.shards.iter().filter(|shard| is_proven(&shard.state));
        let running: Vec<String> = shards.filter_map(|shard| shard.batch()).map(String::from).collect();
        for batch in running {
            let is_known = self.under_way.cancels.contains(&batch) || self.under_way.canceled.contains(&batch);
            if !is_known {
                self.under_way.cancels.push(batch.clone());
                actions.push(Action::Cancel { batch });
            }
        }
    }

    /// Returns the next planned time.
    pub(super) fn wake_ms(&self, now: Now) -> Option<u64> {
        if self.is_done() {
            return None;
        }
        let times = self.shards.iter().filter_map(|shard| match shard.state {
            ShardState::Waiting { not_before_ms }
            | ShardState::Uncertain { not_before_ms, .. }
            | ShardState::Ended { not_before_ms, .. } => Some(not_before_ms),
            _ => None,
        });
        // While a listing is in progress, its result plans the next look.
        let look = self.under_way.listing.is_none().then(|| self.next_look_ms());
        times.filter(|ms| *ms > now.ms).chain(look).min()
    }
}
