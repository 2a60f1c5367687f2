//! Applies events to a job.

use crate::jobs::event::{Batch, BatchStatus, CreateFailure, Decision, Event, Now, Step};
use crate::jobs::fault::{self, Fault};
use crate::jobs::state::{Job, Phase, Shard, ShardState, UnderWay};
use crate::jobs::waits::LONGEST_WAIT_MS;

impl Job {
    /// Applies an event. The driver must store the job, and then perform the actions.
    pub fn apply(&mut self, event: Event, now: Now) -> Step {
        self.record(event, now);
        self.next_step(now)
    }

    /// Applies an event without beginning any action, for a driver that is about to stop.
    pub fn record(&mut self, event: Event, now: Now) {
        self.clamp_planned_times(now);
        match event {
            Event::Resumed { scope } => self.resume(scope),
            Event::Tick => {}
            Event::Round => self.look_together(now),
            Event::Busy { after_ms } => self.others_failed(now, after_ms),
            Event::Online => self.look_ms = 0,
            Event::Watched { is_watched } => self.watched(is_watched),
            Event::Created { shard, batch } => self.created(shard, batch, now),
            Event::CreateFailed { shard, failure } => self.create_failed(shard, failure, now),
            Event::CreateThrew { shard, error } => self.create_failed(shard, CreateFailure::of(error), now),
            Event::Listed(listing) => self.listed(listing, now),
            Event::ListFailed { after_ms } => {
                self.under_way.listing = None;
                self.looked(now, after_ms);
            }
            Event::Retrieved { id, batch, after_ms } => self.retrieved(&id, batch, after_ms, now),
            Event::RetrieveFailed { id, after_ms } => {
                self.under_way.retrieves.retain(|other| *other != id);
                self.hold_looks(now, after_ms);
            }
            Event::Compared { shard, batch, is_ours } => self.compared(shard, &batch, is_ours),
            Event::Collected { shard, batch, is_ours } => self.collected(shard, batch, is_ours),
            Event::ReadFailed {
                shard,
                batch,
                gone: Some(reason),
                ..
            } => self.results_gone(shard, &batch, &reason),
            Event::ReadFailed {
                shard, batch, reason, ..
            } => self.read_failed(shard, &batch, reason, now),
            Event::CancelSent { batch } => {
                self.under_way.cancels.retain(|other| *other != batch);
                self.under_way.canceled.push(batch);
            }
            Event::CancelFailed { batch } => self.under_way.failed_cancels.push(batch),
            Event::Decided { shard, decision } => self.decided(shard, decision),
            Event::Pause { reason } => self.pause(reason),
            Event::Continue => {
                if matches!(self.phase, Phase::Paused { .. }) {
                    self.phase = Phase::Running;
                }
            }
            Event::Concurrency { most } => self.policy.concurrency = most,
            Event::Cancel => self.cancel(),
        }
    }

    /// Treats all calls in progress as if they may have happened.
    fn resume(&mut self, scope: Option<String>) {
        self.under_way = UnderWay {
            scope,
            ..UnderWay::default()
        };
        self.look_ms = 0;
        self.quiet_looks = 0;
        for index in 0..self.shards.len() {
            let Some(ShardState::Creating { intent, .. }) = self.shards.get(index).map(|shard| &shard.state) else {
                continue;
            };
            let state = if fault::is(Fault::ResumeForgetsCreates) {
                ShardState::waiting(0)
            } else {
                self.uncertain(intent.clone())
            };
            self.set(index, state);
        }
        self.is_hidden = false;
        if self.running_batches().next().is_none() {
            self.look_again();
        }
    }

    /// Applies the result of a retrieve: the batch, or that it no longer exists.
    fn retrieved(&mut self, id: &str, batch: Option<Batch>, after_ms: u64, now: Now) {
        self.under_way.retrieves.retain(|other| other != id);
        match batch {
            Some(batch) => {
                // An ended batch shows nothing more.
                if batch.status == BatchStatus::Running {
                    self.hold_looks(now, after_ms);
                }
                if self.is_witness(&batch.id) {
                    self.saw_batch();
                }
                self.look_at(&batch, now);
            }
            None if fault::is(Fault::IgnoresLost) => {}
            None => self.not_found(id, now),
        }
    }

    /// Ends the shard if its batch has ended.
    pub(super) fn look_at(&mut self, batch: &Batch, now: Now) {
        self.saw_time(batch.created_ms);
        if batch.status != BatchStatus::Ended {
            return;
        }
        if self.owns(&batch.id) && self.phase != Phase::Canceling {
            self.learn(batch);
        }
        for index in 0..self.shards.len() {
            let Some(shard) = self.shards.get(index).filter(|shard| shard.is_running(&batch.id)) else {
                continue;
            };
            let ShardState::Running { intent, .. } = &shard.state else {
                continue;
            };
            let (id, intent) = (batch.id.clone(), intent.clone());
            let state = if fault::is(Fault::SkipsCollection) {
                ShardState::Collected { batch: id }
            } else {
                ShardState::ended(id, intent)
            };
            self.set(index, state);
            self.most_running = self.most_running.saturating_add(1);
            self.changed(now);
        }
    }

    fn decided(&mut self, index: usize, decision: Decision) {
        let is_canceling = self.phase == Phase::Canceling;
        let Some(shard) = self.shards.get_mut(index) else {
            return;
        };
        let is_uncertain = matches!(shard.state, ShardState::Uncertain { .. });
        if !is_uncertain && !fault::is(Fault::DecidesAnytime) {
            return;
        }
        if let Some(intent) = shard.state.intent() {
            self.scope = self.scope.take().or_else(|| intent.scope.clone());
        }
        shard.state = match decision {
            Decision::Adopt(batch) => ShardState::running(batch, None),
            Decision::Create if is_canceling => ShardState::Dropped,
            Decision::Create => ShardState::waiting(0),
        };
        shard.was_unreadable = false;
        self.look_ms = 0;
        if self.is_hidden {
            self.look_again();
        }
    }

    pub(super) fn pause(&mut self, reason: String) {
        if self.phase == Phase::Running {
            self.phase = Phase::Paused { reason };
        }
    }

    fn cancel(&mut self) {
        self.phase = Phase::Canceling;
        self.look_ms = 0;
        if self.is_hidden {
            self.look_again();
        }
        for shard in &mut self.shards {
            let is_dropped = match shard.state {
                ShardState::Waiting { .. } => true,
                ShardState::Uncertain { .. } => fault::is(Fault::DropsUncertainOnCancel),
                _ => false,
            };
            if is_dropped {
                shard.state = ShardState::Dropped;
            }
        }
    }

    /// Records a change, which makes the next looks more frequent.
    pub(super) fn changed(&mut self, now: Now) {
        self.quiet_looks = 0;
        self.plan_look(now);
    }

    /// Records that the server's clock shows at least this time.
    pub(super) fn saw_time(&mut self, server_ms: u64) {
        self.server_ms = self.server_ms.max(Some(server_ms));
    }

    pub(super) fn set(&mut self, index: usize, state: ShardState) {
        if let Some(shard) = self.shards.get_mut(index) {
            shard.state = state;
        }
    }

    /// Limits planned times, because a clock that jumped back must not keep the job from acting.
    fn clamp_planned_times(&mut self, now: Now) {
        if fault::is(Fault::TrustsPlannedTimes) {
            return;
        }
        let latest = now.ms + LONGEST_WAIT_MS;
        self.look_ms = self.look_ms.min(latest);
        let held = &mut self.under_way.hold_looks_until_ms;
        *held = (*held).min(latest);
        for shard in &mut self.shards {
            if let ShardState::Waiting { not_before_ms }
            | ShardState::Uncertain { not_before_ms, .. }
            | ShardState::Ended { not_before_ms, .. } = &mut shard.state
            {
                *not_before_ms = (*not_before_ms).min(latest);
            }
        }
    }

    /// Returns the actions to perform now, and the time of the next step.
    fn next_step(&mut self, now: Now) -> Step {
        let mut actions = Vec::new();
        self.plan_creates(now, &mut actions);
        self.plan_looks(now, &mut actions);
        self.plan_reads(now, &mut actions);
        self.plan_cancels(&mut actions);
        Step {
            actions,
            wake_ms: self.wake_ms(now),
        }
    }

    /// Returns the number of batches in progress, including creates that may have made one.
    pub(super) fn running(&self) -> u32 {
        use ShardState::{Creating, Running, Uncertain};
        let is_running = |shard: &&Shard| matches!(shard.state, Creating { .. } | Uncertain { .. } | Running { .. });
        self.shards.iter().filter(is_running).count() as u32
    }
}

impl Shard {
    pub(super) fn is_running(&self, id: &str) -> bool {
        matches!(&self.state, ShardState::Running { batch, .. } if batch == id)
    }

    pub(super) fn exclude(&mut self, batch: &str) {
        if !fault::is(Fault::ForgetsExclusion) {
            self.excluded.push(batch.to_owned());
        }
    }
}
