//! What a record means for the caller: what to do about it, and the word that says why.
//! Sources: API reference 2026-09-02 (stop reasons, error types and which are worth repeating), batch guide 2026-10-08 (types of
//! results), SDK 1.12.0 (`compaction`). All three sets are open. That an answer is empty is no word of the API: its blocks say so. The table stands in docs/results.md.

use std::borrow::Cow;

use crate::results::record::{Record, ResultType};

/// What to do about a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A complete answer.
    Done,
    /// The API counts a success and bills it, but the answer holds nothing that can be used.
    Empty,
    /// The answer was cut by `max_tokens` or the context window.
    Truncated,
    /// The model refused; billed, and counted as a success by the API.
    Refused,
    /// The turn is not over: send the answer back as the assistant's turn to go on.
    Paused,
    /// The model wants a tool to be run.
    ToolUse,
    /// Not the request's fault: the same request may succeed.
    RetryAsIs,
    /// The request is wrong: it fails again until it is changed.
    FixAndRetry,
    /// Not started before a cancel.
    Canceled,
    /// Not started within 24 hours.
    Expired,
    /// The line could not be read.
    Malformed,
}

impl Outcome {
    /// The word that JavaScript sees.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Done => "done",
            Outcome::Empty => "empty",
            Outcome::Truncated => "truncated",
            Outcome::Refused => "refused",
            Outcome::Paused => "paused",
            Outcome::ToolUse => "tool_use",
            Outcome::RetryAsIs => "retry_as_is",
            Outcome::FixAndRetry => "fix_and_retry",
            Outcome::Canceled => "canceled",
            Outcome::Expired => "expired",
            Outcome::Malformed => "malformed",
        }
    }
}

/// A judgement of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice<'a> {
    /// What to do.
    pub outcome: Outcome,
    /// The word of the API that decided: the stop reason of an answer, the type of an error, else the type of the result.
    pub reason: Cow<'a, str>,
}

impl<'a> Advice<'a> {
    /// Judges a record. An error or a result type that this version does not know needs a look before it is repeated; an
    /// unknown stop reason ends an answer like any other.
    pub fn of(record: &Record<'a>) -> Advice<'a> {
        let decider = match record.result_type {
            ResultType::Succeeded => record.stop_reason,
            ResultType::Errored => record.error_type,
            ResultType::Canceled | ResultType::Expired | ResultType::Other => None,
        };
        let reason = record.value(decider.unwrap_or(record.type_word));
        let outcome = match (record.result_type, decider.map(|_| reason.as_ref())) {
            (ResultType::Succeeded, Some(word)) => stopped(word, record),
            (ResultType::Succeeded, None) => answered(record),
            (ResultType::Errored, Some(word)) => failed(word),
            (ResultType::Errored | ResultType::Other, _) => Outcome::FixAndRetry,
            (ResultType::Canceled, _) => Outcome::Canceled,
            (ResultType::Expired, _) => Outcome::Expired,
        };
        Advice { outcome, reason }
    }
}

fn stopped(stop_reason: &str, record: &Record<'_>) -> Outcome {
    match stop_reason {
        "max_tokens" | "model_context_window_exceeded" => Outcome::Truncated,
        "refusal" => Outcome::Refused,
        "pause_turn" | "compaction" => Outcome::Paused,
        // Nobody can run a tool that no block names.
        "tool_use" if !record.calls_tool => Outcome::Empty,
        "tool_use" => Outcome::ToolUse,
        _ => answered(record),
    }
}

/// Of an answer that came to an end: whether there is something in it.
fn answered(record: &Record<'_>) -> Outcome {
    if record.has_more_than_text || record.has_text() {
        Outcome::Done
    } else {
        Outcome::Empty
    }
}

/// Whether the same request may succeed, by the type of its error. The first five are documented; the others are what
/// servers that imitate the API say, with or without `_error` at the end, where theirs is the fault.
fn failed(error_type: &str) -> Outcome {
    match error_type.strip_suffix("_error").unwrap_or(error_type) {
        "api" | "overloaded" | "rate_limit" | "timeout" | "conflict" => Outcome::RetryAsIs,
        "server"
        | "internal"
        | "internal_server"
        | "service_unavailable"
        | "unavailable"
        | "server_overloaded"
        | "engine_overloaded"
        | "server_timeout"
        | "gateway_timeout"
        | "bad_gateway"
        | "connection"
        | "rate_limit_exceeded"
        | "rate_limited"
        | "too_many_requests" => Outcome::RetryAsIs,
        _ => Outcome::FixAndRetry,
    }
}
