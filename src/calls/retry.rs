//! Decides whether and when to retry a failed call. A pure function of facts and a random number.
//!
//! The policy is that of the official SDK (1.12.0), with one difference: a create is retried only if the response, or the lack of
//! a connection, proves that no batch was stored, or if the peer remembers its idempotency key. The API itself does not support
//! such keys, so any other retry might be billed twice.

use std::time::Duration;

use crate::backoff::backoff;
use crate::calls::call::Verb;
use crate::calls::error::{ApiError, ConnectionFailure, Error, Outcome};

/// Returns the wait after attempt number `attempt` (from 0) failed, or `None` to report the failure. `random` is in 0..1.
/// `is_keyed`: the peer remembers the key of the call.
pub fn decide(
    verb: Verb,
    error: &Error,
    attempt: u32,
    max_retries: u32,
    random: f64,
    is_keyed: bool,
) -> Option<Duration> {
    let may_repeat = attempt < max_retries && may_repeat(verb, error, is_keyed);
    may_repeat.then(|| retry_after(error).unwrap_or_else(|| backoff(attempt, random)))
}

/// Returns whether a failure may be temporary. Polling uses this too.
pub fn is_transient(error: &Error) -> bool {
    match error {
        Error::Api(error) => is_transient_answer(error),
        Error::Connection { reason, .. } => *reason != ConnectionFailure::Cors,
        _ => false,
    }
}

/// Returns the wait that the server asked for in an error response.
pub fn retry_after(error: &Error) -> Option<Duration> {
    match error {
        Error::Api(error) => error.retry_after,
        _ => None,
    }
}

fn may_repeat(verb: Verb, error: &Error, is_keyed: bool) -> bool {
    if verb != Verb::Create {
        return is_transient(error);
    }
    match error {
        Error::Api(error) => {
            matches!(error.status, 429 | 529)
                && (error.outcome != Some(Outcome::Unknown) || is_keyed)
                && is_transient_answer(error)
        }
        Error::Connection { outcome, .. } => *outcome == Some(Outcome::NotSent) || (is_keyed && is_transient(error)),
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

/// Returns the outcome of a create without a response; `None` for other calls. `is_handed_over`: whether the runtime has received
/// the end of the body. Without its end, a body is not valid JSON, so no server can have created a batch from it.
pub fn create_outcome(verb: Verb, is_not_sent: bool, is_handed_over: bool) -> Option<Outcome> {
    match verb {
        Verb::Create if is_not_sent || !is_handed_over => Some(Outcome::NotSent),
        Verb::Create => Some(Outcome::Unknown),
        _ => None,
    }
}

/// Returns whether a failure of the runtime's `fetch` proves that no connection was opened, so that nothing was sent. System
/// error codes prove it only together with the failed system call, because `read` on an open connection also returns some of
/// them.
pub fn never_connected(code: &str, syscall: Option<&str>) -> bool {
    match code {
        "ECONNREFUSED" | "ENOTFOUND" | "EAI_AGAIN" | "EHOSTUNREACH" | "ENETUNREACH" | "ETIMEDOUT" | "EADDRNOTAVAIL" => {
            matches!(syscall, Some("connect" | "getaddrinfo"))
                // Bun names no system call for this code, which only `connect` returns.
                || (code == "ECONNREFUSED" && syscall.is_none())
        }
        // undici's and Bun's own.
        "UND_ERR_CONNECT_TIMEOUT" | "ConnectionRefused" | "bad port" => true,
        _ => false,
    }
}
