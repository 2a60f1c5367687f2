//! Polling: a state machine that takes the result of each retrieve and decides what to do next.
//!
//! The state is plain data, so the caller can keep it between steps. The wait after a response is the server's hint if there is
//! one (successful polls of an unfinished batch may have a `retry-after`). Otherwise it is an interval that starts at
//! `intervalMs` and grows by half each time, up to `maxIntervalMs`. Up to a tenth is added at random, so that many waiting
//! clients spread out.

use std::time::Duration;

use crate::calls::batch::MessageBatch;
use crate::calls::error::Error;
use crate::calls::retry;
use crate::calls::time::{from_ms, to_ms};

/// Default first interval: the hint that the API was observed to send.
const INTERVAL_MS: f64 = 10_000.0;
/// Default longest interval, as a multiple of the first: a minute by default.
const MAX_INTERVAL_FACTOR: f64 = 6.0;
const GROWTH: f64 = 1.5;
const JITTER: f64 = 0.1;
/// A server hint never makes polling more frequent than this, unless the caller's interval is shorter.
const MIN_HINT_MS: f64 = 1_000.0;
/// After this many consecutive failures before the first response, the setup is considered wrong.
const MAX_FAILURES_BEFORE_FIRST: u32 = 10;
/// Time limit of the last retrieve, at the deadline.
const LAST_LOOK_MS: f64 = 1_000.0;

/// Limits that the caller sets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Policy {
    interval_ms: f64,
    max_interval_ms: f64,
    limit_ms: Option<f64>,
}

impl Policy {
    /// Creates a policy, with defaults for absent limits.
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

    /// Returns the deadline, relative to the start.
    pub fn limit(&self) -> Option<Duration> {
        self.limit_ms.map(from_ms)
    }
}

/// The state of polling.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// Start of polling, in milliseconds since 1970.
    pub started_ms: f64,
    /// The next wait if the server gives no hint.
    pub next_interval_ms: f64,
    /// Number of failures since the last successful response.
    pub failures: u32,
    /// The status in the last successful response.
    pub last_status: Option<String>,
    /// The wait before the next retrieve.
    pub wait_ms: f64,
}

/// The result of a retrieve.
#[derive(Debug, Clone, Copy)]
pub enum PollEvent<'a> {
    /// The batch, and the wait that the response asks for.
    Batch(&'a MessageBatch, Option<Duration>),
    /// The batch could not be read; `None` for an error that is not ours, such as an abort.
    Failure(Option<&'a Error>),
}

/// The next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Wait and retrieve again. This failure is not reported.
    Continue,
    /// Report the batch and keep polling.
    Report,
    /// Report the batch or the failure, and stop.
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

    /// Returns the wait before the next retrieve.
    pub fn wait(&self) -> Duration {
        from_ms(self.wait_ms)
    }

    /// Returns the time limit of the next retrieve: within the deadline, but long enough for a response.
    pub fn call_limit(&self, policy: &Policy, limit: Duration, now_ms: f64) -> Duration {
        match policy.limit_ms {
            Some(limit_ms) => {
                let left = (self.started_ms + limit_ms - now_ms).max(LAST_LOOK_MS);
                limit.min(from_ms(left))
            }
            None => limit,
        }
    }

    /// Decides what to do after a retrieve. `random` is in 0..1.
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
        // A wait beyond the deadline is shortened, so that the last retrieve happens at the deadline and not earlier.
        self.wait_ms = wait_ms.min(left_ms).max(0.0);
        step
    }

    /// Returns the error for a deadline that passed.
    pub fn timeout(&self, policy: &Policy, id: String) -> Error {
        Error::PollTimeout {
            limit: policy.limit().unwrap_or_default(),
            status: self.last_status.clone(),
            id,
        }
    }

    fn grow(&mut self, policy: &Policy) -> f64 {
        // The state may come from another policy.
        let interval = self.next_interval_ms.min(policy.max_interval_ms);
        self.next_interval_ms = (interval * GROWTH).min(policy.max_interval_ms);
        interval
    }
}
