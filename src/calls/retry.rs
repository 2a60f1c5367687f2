//! Whether and when a failed call is tried again: facts and a random number in, a wait or a stop out.
//!
//! The policy is the official SDK's (1.12.0), with one difference: a create is tried again only when the answer, or the
//! lack of a connection, proves that no batch was stored. It has no idempotency key, so anything else may bill twice.

use std::time::Duration;

use crate::backoff::backoff;
use crate::calls::call::Verb;
use crate::calls::error::{ApiError, Error, NoAnswer, Outcome};

/// Decides after attempt number `attempt` (from 0) failed: the wait before the next one, or `None` to report the failure.
/// `random` is in 0..1.
pub fn decide(verb: Verb, error: &Error, attempt: u32, max_retries: u32, random: f64) -> Option<Duration> {
    let may_repeat = attempt < max_retries && may_repeat(verb, error);
    may_repeat.then(|| retry_after(error).unwrap_or_else(|| backoff(attempt, random)))
}

/// Whether a failure is worth another attempt at all; polling asks this too.
pub fn is_transient(error: &Error) -> bool {
    match error {
        Error::Api(error) => is_transient_answer(error),
        Error::Connection { reason, .. } => *reason != NoAnswer::Cors,
        _ => false,
    }
}

/// The wait that the server asked for with an error.
pub fn retry_after(error: &Error) -> Option<Duration> {
    match error {
        Error::Api(error) => error.retry_after,
        _ => None,
    }
}

fn may_repeat(verb: Verb, error: &Error) -> bool {
    if verb != Verb::Create {
        return is_transient(error);
    }
    match error {
        Error::Api(error) => matches!(error.status, 429 | 529) && is_transient_answer(error),
        Error::Connection { outcome, .. } => *outcome == Some(Outcome::NotSent),
        _ => false,
    }
}

fn is_transient_answer(error: &ApiError) -> bool {
    if error.is_spend_limit() {
        return false;
    }
    error
        .should_retry
        .unwrap_or(matches!(error.status, 408 | 409 | 429) || error.status >= 500)
}

/// What is known about a create that got no answer; `None` for other calls. `code` is the runtime's name for the failure, if
/// it has one; `is_handed_over` says whether the runtime has the end of the body. A body without its end is not JSON, so no
/// server can have made a batch of it.
pub fn create_outcome(verb: Verb, code: Option<&str>, is_handed_over: bool) -> Option<Outcome> {
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
