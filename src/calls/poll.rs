//! How often a batch is asked about: a state that is fed what happened and says what to do next.
//!
//! The state is plain data, so the caller keeps it between steps. The wait after an answer is the server's own hint if it
//! gave one (`retry-after` comes on successful polls of an unfinished batch), else an interval that starts at
//! `intervalMs` and grows by a half each time up to `maxIntervalMs`, with up to a tenth of it at random on top, so that
//! many waiting clients spread out.

use std::time::Duration;

use crate::calls::batch::MessageBatch;

/// First interval when the caller does not say: what the API's own hint was seen to be.
const INTERVAL_MS: f64 = 10_000.0;
/// The longest interval, as a multiple of the first, when the caller does not say: a minute by default.
const GROWN: f64 = 6.0;
const GROWTH: f64 = 1.5;
const JITTER: f64 = 0.1;
/// No hint of the server makes us ask more often than this, unless the caller's own interval is shorter.
const SHORTEST_HINT_MS: f64 = 1_000.0;
/// Until the batch was seen once, so many failures in a row mean that something is set up wrongly.
const FAILURES_BEFORE_FIRST: u32 = 10;

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
        let ms = |duration: Duration| duration.as_secs_f64() * 1000.0;
        let interval_ms = match (interval, max_interval) {
            (Some(interval), _) => ms(interval),
            (None, Some(max)) => INTERVAL_MS.min(ms(max)),
            (None, None) => INTERVAL_MS,
        };
        let max_interval_ms = max_interval.map_or(interval_ms * GROWN, ms).max(interval_ms);
        Policy {
            interval_ms,
            max_interval_ms,
            limit_ms: limit.map(ms),
        }
    }

    /// The deadline, from the start.
    pub fn limit(&self) -> Option<Duration> {
        self.limit_ms.map(|ms| Duration::from_secs_f64(ms / 1000.0))
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
    /// The status that was last seen.
    pub seen: Option<String>,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// Ask (again) after this long.
    Wait(Duration),
    /// The batch has ended.
    Ended,
    /// The caller's deadline has passed.
    TimedOut,
    /// The failure is to be reported.
    Failed,
}

impl State {
    /// Starts polling at `now_ms`.
    pub fn start(policy: &Policy, now_ms: f64) -> State {
        State {
            started_ms: now_ms,
            next_interval_ms: policy.interval_ms,
            failures: 0,
            seen: None,
        }
    }

    /// The batch was read; `hint` is the answer's `retry-after`.
    pub fn answered(
        &mut self,
        policy: &Policy,
        batch: &MessageBatch,
        hint: Option<Duration>,
        now_ms: f64,
        random: f64,
    ) -> Step {
        self.failures = 0;
        self.seen = Some(batch.processing_status.as_str().to_string());
        if batch.has_ended() {
            return Step::Ended;
        }
        let wait = match hint {
            Some(hint) => {
                let shortest = SHORTEST_HINT_MS.min(policy.interval_ms);
                (hint.as_secs_f64() * 1000.0).max(shortest).min(policy.max_interval_ms)
            }
            None => self.grow(policy),
        };
        self.wait(policy, wait * (1.0 + JITTER * random), now_ms)
    }

    /// The batch could not be read. Whether that was `transient`, retry.rs says; transient failures are waited out.
    pub fn failed(
        &mut self,
        policy: &Policy,
        transient: bool,
        hint: Option<Duration>,
        now_ms: f64,
        random: f64,
    ) -> Step {
        self.failures = self.failures.saturating_add(1);
        if !transient || (self.seen.is_none() && self.failures >= FAILURES_BEFORE_FIRST) {
            return Step::Failed;
        }
        let interval = self.grow(policy);
        let wait = hint.map_or(interval, |hint| {
            (hint.as_secs_f64() * 1000.0).max(interval).min(policy.max_interval_ms)
        });
        self.wait(policy, wait * (1.0 + JITTER * random), now_ms)
    }

    /// How long one look may take: no longer than the deadline leaves, but long enough for an answer to arrive.
    pub fn call_limit(&self, policy: &Policy, limit: Duration, now_ms: f64) -> Duration {
        match policy.limit_ms {
            Some(limit_ms) => {
                let left = (self.started_ms + limit_ms - now_ms).max(LAST_LOOK_MS);
                Duration::try_from_secs_f64(left / 1000.0).map_or(limit, |left| limit.min(left))
            }
            None => limit,
        }
    }

    fn grow(&mut self, policy: &Policy) -> f64 {
        // The state may have been kept under another policy.
        let interval = self.next_interval_ms.min(policy.max_interval_ms);
        self.next_interval_ms = (interval * GROWTH).min(policy.max_interval_ms);
        interval
    }

    /// A wait that would pass the deadline is cut to it, so that the last look happens at the deadline, not before.
    fn wait(&self, policy: &Policy, wait_ms: f64, now_ms: f64) -> Step {
        let wait_ms = match policy.limit_ms {
            Some(limit_ms) => {
                let left = self.started_ms + limit_ms - now_ms;
                if left <= 0.0 {
                    return Step::TimedOut;
                }
                wait_ms.min(left)
            }
            None => wait_ms,
        };
        Step::Wait(Duration::from_secs_f64(wait_ms.max(0.0) / 1000.0))
    }
}
