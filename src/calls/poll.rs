//! How often to look at a batch: a state that takes what a look came to and says what to do next.
//!
//! The state is plain data, so the caller keeps it between steps. The wait after an answer is the server's own hint if it
//! gave one (`retry-after` comes on successful polls of an unfinished batch), else an interval that starts at
//! `intervalMs` and grows by a half each time up to `maxIntervalMs`, with up to a tenth of it at random on top, so that
//! many waiting clients spread out.

use std::time::Duration;

use crate::calls::batch::MessageBatch;
use crate::calls::error::Error;
use crate::calls::retry;
use crate::calls::time::{from_ms, to_ms};

/// First interval when the caller does not say: the API's own hint, as observed.
const INTERVAL_MS: f64 = 10_000.0;
/// The longest interval, as a multiple of the first, when the caller does not say: a minute by default.
const MAX_INTERVAL_FACTOR: f64 = 6.0;
const GROWTH: f64 = 1.5;
const JITTER: f64 = 0.1;
/// No hint of the server makes us look more often than this, unless the caller's own interval is shorter.
const MIN_HINT_MS: f64 = 1_000.0;
/// So many failures in a row before the first answer mean that something is set up wrongly.
const MAX_FAILURES_BEFORE_FIRST: u32 = 10;
/// The look at the deadline itself may take this long.
const LAST_LOOK_MS: f64 = 1_000.0;

/// Limits that the caller sets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Policy {
    interval_ms: f64,
    max_interval_ms: f64,
    limit_ms: Option<f64>,
}

impl Policy {
    /// Fills in what the caller left open.
    pub fn new(interval: Option<Duration>, max_interval: Option<Duration>, limit: Option<Duration>) -> Policy {
        let interval_ms = match (interval, max_interval) {
            (Some(interval), _) => to_ms(interval),
            (None, Some(max)) => INTERVAL_MS.min(to_ms(max)),
            (None, None) => INTERVAL_MS,
        };
        let max_interval_ms = max_interval.map_or(interval_ms * MAX_INTERVAL_FACTOR, to_ms);
        Policy {
            interval_ms,
            max_interval_ms: max_interval_ms.max(interval_ms),
            limit_ms: limit.map(to_ms),
        }
    }

    /// The deadline, from the start.
    pub fn limit(&self) -> Option<Duration> {
        self.limit_ms.map(from_ms)
    }
}

/// Where polling stands.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// When it began, in milliseconds since 1970.
    pub started_ms: f64,
    /// What to wait when the server gives no hint.
    pub next_interval_ms: f64,
    /// Failures since the last answer.
    pub failures: u32,
    /// The status in the last answer.
    pub last_status: Option<String>,
    /// How long to wait before the next look.
    pub wait_ms: f64,
}

/// What a look at the batch came to.
#[derive(Debug, Clone, Copy)]
pub enum PollEvent<'a> {
    /// The batch, and the wait that the answer asks for.
    Batch(&'a MessageBatch, Option<Duration>),
    /// The batch could not be read; `None` if that was not an error of ours, such as an abort.
    Failure(Option<&'a Error>),
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Wait and look again; the caller hears nothing of this failure.
    Continue,
    /// Give the caller the batch; there are more looks to come.
    Report,
    /// Give the caller the batch or the failure: this look was the last.
    Done,
    /// Fail with [`State::timeout`].
    TimedOut,
}

impl State {
    /// Starts polling at `now_ms`.
    pub fn start(policy: &Policy, now_ms: f64) -> State {
        State {
            started_ms: now_ms,
            next_interval_ms: policy.interval_ms,
            failures: 0,
            last_status: None,
            wait_ms: 0.0,
        }
    }

    /// How long to wait before the next look.
    pub fn wait(&self) -> Duration {
        from_ms(self.wait_ms)
    }

    /// How long one look may take: no longer than the deadline leaves, but long enough for an answer to arrive.
    pub fn call_limit(&self, policy: &Policy, limit: Duration, now_ms: f64) -> Duration {
        match policy.limit_ms {
            Some(limit_ms) => {
                let left = (self.started_ms + limit_ms - now_ms).max(LAST_LOOK_MS);
                limit.min(from_ms(left))
            }
            None => limit,
        }
    }

    /// Decides after a look. `random` is in 0..1.
    pub fn decide(&mut self, policy: &Policy, look: PollEvent<'_>, now_ms: f64, random: f64) -> Step {
        let (wait_ms, step) = match look {
            PollEvent::Batch(batch, hint) => {
                self.failures = 0;
                self.last_status = Some(batch.processing_status.as_str().to_string());
                if batch.has_ended() {
                    self.wait_ms = 0.0;
                    return Step::Done;
                }
                let shortest = MIN_HINT_MS.min(policy.interval_ms);
                let hint = hint.map(|hint| to_ms(hint).max(shortest).min(policy.max_interval_ms));
                (hint.unwrap_or_else(|| self.grow(policy)), Step::Report)
            }
            PollEvent::Failure(error) => {
                self.failures = self.failures.saturating_add(1);
                let is_hopeless = self.last_status.is_none() && self.failures >= MAX_FAILURES_BEFORE_FIRST;
                let Some(error) = error.filter(|error| retry::is_transient(error) && !is_hopeless) else {
                    return Step::Done;
                };
                let interval = self.grow(policy);
                let hint = retry::retry_after(error);
                let wait = hint.map(|hint| to_ms(hint).max(interval).min(policy.max_interval_ms));
                (wait.unwrap_or(interval), Step::Continue)
            }
        };
        let wait_ms = wait_ms * (1.0 + JITTER * random);
        let left_ms = policy
            .limit_ms
            .map_or(f64::INFINITY, |limit_ms| self.started_ms + limit_ms - now_ms);
        if left_ms <= 0.0 {
            return Step::TimedOut;
        }
        // A wait that would pass the deadline is cut to it, so that the last look happens at the deadline, not before.
        self.wait_ms = wait_ms.min(left_ms).max(0.0);
        step
    }

    /// The failure at the deadline.
    pub fn timeout(&self, policy: &Policy, id: String) -> Error {
        Error::PollTimeout {
            limit: policy.limit().unwrap_or_default(),
            status: self.last_status.clone(),
            id,
        }
    }

    fn grow(&mut self, policy: &Policy) -> f64 {
        // The state may have been kept under another policy.
        let interval = self.next_interval_ms.min(policy.max_interval_ms);
        self.next_interval_ms = (interval * GROWTH).min(policy.max_interval_ms);
        interval
    }
}
