//! What a job does next, and when: creates within its limits, looks that grow rarer, results as soon as they are there.

use crate::jobs::event::{Action, Now};
use crate::jobs::fault::{self, Fault};
use crate::jobs::state::{Intent, Job, Phase, ShardState};

/// The first wait between two looks.
const FIRST_LOOK_MS: u64 = 10_000;
/// Each wait is longer than the one before by a half, up to this one.
const LONGEST_LOOK_MS: u64 = 300_000;
/// While a create is uncertain, the waits grow up to this one.
const LONGEST_UNCERTAIN_LOOK_MS: u64 = 60_000;
/// Later than every batch, and a number that JavaScript has: a listing since then shows the clock of the server alone.
const NEVER_MS: u64 = (1 << 53) - 1;
/// Results that are read at the same time: each holds the ids of its shard.
const MOST_READS: usize = 3;
/// Up to so much of a wait is added by chance.
const JITTER: f64 = 0.1;

impl Job {
    /// Sends what may be sent.
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
        // Before the first create, a listing says what time it is on the server.
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
            let remembered_until_ms = self.remembered_until_ms;
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

    /// Whether a shard may be created now.
    fn may_send(&self, index: usize, now: Now) -> bool {
        let Some(ShardState::Waiting { not_before_ms, .. }) = self.shards.get(index).map(|shard| &shard.state) else {
            return false;
        };
        let creating = |shard: &&crate::jobs::state::Shard| matches!(shard.state, ShardState::Creating { .. });
        let creates = self.shards.iter().filter(creating).count() as u32;
        let is_free = creates < self.policy.concurrency.max(1) || fault::is(Fault::IgnoresConcurrency);
        *not_before_ms <= now.ms && is_free && self.has_room(index)
    }

    /// Whether neither the queue nor the primer holds a shard up.
    pub(super) fn has_room(&self, index: usize) -> bool {
        self.running() < self.most_running && self.is_primed(index)
    }

    /// Whether the primer, if there is one, has ended. A batch that was only found by its looks may be another's.
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

    /// Looks at the batches when it is time: by one listing where that takes fewer calls, else one by one.
    pub(super) fn plan_looks(&mut self, now: Now, actions: &mut Vec<Action>) {
        let unlisted = std::mem::take(&mut self.under_way.unlisted);
        self.retrieve(unlisted, actions);
        if self.look_ms > now.ms || self.under_way.listing.is_some() || self.is_done() {
            return;
        }
        let failed = std::mem::take(&mut self.under_way.failed_cancels);
        self.under_way.cancels.retain(|batch| !failed.contains(batch));
        let running: Vec<(String, u64)> = self.running_batches().collect();
        let is_listing = self.needs_listing() || running.len() as u64 > u64::from(self.pages);
        if is_listing {
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
        self.quiet_looks = self.quiet_looks.saturating_add(1);
        self.plan_look(now, 0);
    }

    fn retrieve(&mut self, batches: Vec<String>, actions: &mut Vec<Action>) {
        for batch in batches {
            if !self.under_way.retrieves.contains(&batch) {
                self.under_way.retrieves.push(batch.clone());
                actions.push(Action::Retrieve { batch });
            }
        }
    }

    /// Plans the next look, not before `after_ms` from now.
    pub(super) fn plan_look(&mut self, now: Now, after_ms: u64) {
        let is_uncertain =
            |shard: &crate::jobs::state::Shard| matches!(shard.state, ShardState::Uncertain { is_asked: false, .. });
        let longest = if self.shards.iter().any(is_uncertain) {
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
        let wait = grown.min(longest as f64) * (1.0 + JITTER * now.random);
        self.look_ms = now.ms + (wait as u64).max(after_ms);
    }

    /// Only a listing says what time it is on the server, and what became of an uncertain create.
    fn needs_listing(&self) -> bool {
        // A batch that was found by its looks may turn out to be one of several.
        let is_uncertain = |shard: &crate::jobs::state::Shard| {
            matches!(
                shard.state,
                ShardState::Uncertain { .. } | ShardState::Running { intent: Some(_), .. }
            )
        };
        self.server_ms.is_none() || self.shards.iter().any(is_uncertain)
    }

    /// Batches that have not ended, with the time at which each was created.
    pub(super) fn running_batches(&self) -> impl Iterator<Item = (String, u64)> {
        self.shards.iter().filter_map(|shard| match &shard.state {
            ShardState::Running { batch, created_ms, .. } => Some((batch.clone(), *created_ms)),
            _ => None,
        })
    }

    /// How far back a listing has to go.
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

    /// Reads the results of what has ended.
    pub(super) fn plan_reads(&mut self, now: Now, actions: &mut Vec<Action>) {
        if !self.is_visible() {
            return;
        }
        for (shard, state) in self.shards.iter().map(|shard| &shard.state).enumerate() {
            let under_way = &mut self.under_way.reads;
            // Those that failed wait for a listing.
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

    /// Cancels what runs of a job that is canceled. A batch that was only found by its looks may be another's.
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

    /// The next planned time.
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
        // While a listing is under way, its answer plans the next look.
        let look = self.under_way.listing.is_none().then_some(self.look_ms);
        times.filter(|ms| *ms > now.ms).chain(look).min()
    }
}
