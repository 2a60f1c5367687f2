//! What a record means for the caller: a first cut by result type, stop reason and inner error type.
//! Sources: API reference 2026-09-02 (stop reasons, error types), batch guide 2026-10-08 (what is worth repeating).

use crate::record::{Record, ResultType};

/// What to do about a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A complete answer.
    Done,
    /// The answer was cut by `max_tokens` or the context window.
    Truncated,
    /// The model refused; billed, and counted as a success by the API.
    Refused,
    /// A server tool ran long: send the answer back as the assistant's turn to go on.
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

    /// Judges a record. A result type that this version does not know needs a look before it is repeated.
    pub fn of(record: &Record<'_>) -> Outcome {
        match &record.result_type {
            ResultType::Succeeded => match record.stop_reason.as_deref() {
                Some("max_tokens" | "model_context_window_exceeded") => Outcome::Truncated,
                Some("refusal") => Outcome::Refused,
                Some("pause_turn") => Outcome::Paused,
                Some("tool_use") => Outcome::ToolUse,
                _ => Outcome::Done,
            },
            ResultType::Errored => match record.error_type.as_deref() {
                Some("api_error" | "overloaded_error" | "rate_limit_error" | "timeout_error") => Outcome::RetryAsIs,
                _ => Outcome::FixAndRetry,
            },
            ResultType::Canceled => Outcome::Canceled,
            ResultType::Expired => Outcome::Expired,
            ResultType::Other(_) => Outcome::FixAndRetry,
        }
    }
}
