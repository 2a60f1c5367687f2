//! Whether and when a failed call is tried again: facts and a random number in, a wait or a stop out.
//!
//! The policy is the official SDK's (1.12.0), with one difference: a create is tried again only when the answer, or the
//! lack of a connection, proves that no batch was stored. It has no idempotency key, so anything else may bill twice.

use std::time::Duration;

use crate::backoff::backoff;
use crate::calls::call::Verb;
use crate::calls::error::{ApiError, Error, NoAnswer, Outcome};
use crate::catalog::limits::MAX_TIMER;

/// What to do after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Try again after this long.
    Wait(Duration),
    /// Report the failure.
    Stop,
}

/// Decides after attempt number `attempt` (from 0) failed. `random` is in 0..1.
pub fn decide(verb: Verb, error: &Error, attempt: u32, max_retries: u32, random: f64) -> Decision {
    if attempt >= max_retries || !may_repeat(verb, error) {
        return Decision::Stop;
    }
    let asked = match error {
        Error::Api(error) => error.retry_after,
        _ => None,
    };
    Decision::Wait(asked.unwrap_or_else(|| backoff(attempt, random)))
}

/// Whether a failure is worth another attempt at all; polling asks this too.
pub fn is_transient(error: &Error) -> bool {
    match error {
        Error::Api(error) => answered_transiently(error),
        Error::Connection { reason, .. } => *reason != NoAnswer::Cors,
        _ => false,
    }
}

fn may_repeat(verb: Verb, error: &Error) -> bool {
    if verb != Verb::Create {
        return is_transient(error);
    }
    match error {
        Error::Api(error) => matches!(error.status, 429 | 529) && answered_transiently(error),
        Error::Connection { outcome, .. } => *outcome == Some(Outcome::NotSent),
        _ => false,
    }
}

fn answered_transiently(error: &ApiError) -> bool {
    if error.is_spend_limit() {
        return false;
    }
    error
        .should_retry
        .unwrap_or(matches!(error.status, 408 | 409 | 429) || error.status >= 500)
}

/// What is known about a create whose answer did not come: `code` is the runtime's word for what happened, if it has one;
/// `is_handed_over` says whether the runtime was given the end of the body. A body without its end is not JSON, so no server
/// can have made a batch of it.
pub fn outcome(verb: Verb, code: Option<&str>, is_handed_over: bool) -> Option<Outcome> {
    match verb {
        Verb::Create if !is_handed_over || code.is_some_and(never_connected) => Some(Outcome::NotSent),
        Verb::Create => Some(Outcome::Unknown),
        _ => None,
    }
}

/// Whether an error code of a runtime's `fetch` proves that no connection was made, so that nothing was sent.
/// Node and Deno use the system's names, undici and Bun add their own.
pub fn never_connected(code: &str) -> bool {
    matches!(
        code,
        "ECONNREFUSED"
            | "ENOTFOUND"
            | "EAI_AGAIN"
            | "EHOSTUNREACH"
            | "ENETUNREACH"
            | "UND_ERR_CONNECT_TIMEOUT"
            | "ConnectionRefused"
    )
}

/// Reads `retry-after-ms` (milliseconds, may be fractional), else `retry-after` (seconds, may be fractional, or an HTTP
/// date). Values that are not positive, or too long for a timer, count as absent.
pub fn retry_after(ms: Option<&str>, seconds: Option<&str>, now_ms: f64) -> Option<Duration> {
    let longest = MAX_TIMER.as_secs_f64() * 1000.0;
    let usable = |wait: &f64| *wait > 0.0 && *wait <= longest;
    let until = |text: &str| {
        let date = httpdate::parse_http_date(text.trim()).ok()?;
        let since = date.duration_since(std::time::UNIX_EPOCH).ok()?;
        Some(since.as_secs_f64() * 1000.0 - now_ms)
    };
    let in_ms = |text: &str| decimal(text).map(|seconds| seconds * 1000.0).or_else(|| until(text));
    let wait = (ms.and_then(decimal).filter(usable)).or_else(|| seconds.and_then(in_ms).filter(usable))?;
    Some(Duration::from_secs_f64(wait / 1000.0))
}

/// Reads digits with an optional fraction, which is all that the header holds. The standard parser takes more, and takes
/// 15 kB of tables for it.
fn decimal(text: &str) -> Option<f64> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
    let digits = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| text.parse::<u64>().ok())
            .flatten()
    };
    let fraction = fraction.get(..fraction.len().min(9))?;
    Some(digits(whole)? as f64 + digits(fraction)? as f64 / 10_f64.powi(fraction.len() as i32))
}
