//! Classifies a record by what the caller should do about it, and why.
//! Sources: API reference 2026-09-02 (stop reasons, error types, and which of them are temporary), batch guide 2026-10-08 (types
//! of results), SDK 1.12.0 (`compaction`). All three sets are open. The API has no word for an empty answer, so it is detected
//! from the blocks. The table is in docs/results.md.

use std::borrow::Cow;

use crate::results::content_facts::ContentFacts;
use crate::results::fault_words::may_pass;
use crate::results::record::{Record, ResultType};

/// What the caller should do about a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A complete answer.
    Done,
    /// The API counts and bills it as a success, but the answer contains nothing usable.
    Empty,
    /// The answer was cut by `max_tokens` or the context window.
    Truncated,
    /// The model refused. Billed, and counted as a success by the API.
    Refused,
    /// The turn is incomplete: send the answer back as the assistant's turn to continue.
    Paused,
    /// The model requests a tool call.
    ToolUse,
    /// The request did not cause the failure: the same request may succeed.
    RetryAsIs,
    /// The request is invalid: it fails again unless it is changed.
    FixAndRetry,
    /// The request had not started before a cancel.
    Canceled,
    /// The request did not start within 24 hours.
    Expired,
    /// The line could not be read.
    Malformed,
}

impl Outcome {
    /// Returns the word in JavaScript.
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

/// Stop reasons that decide. Those after the API's are words of other vendors, for servers which answer for their models.
const STOPS: [(&str, Outcome); 26] = [
    ("max_tokens", Outcome::Truncated),
    ("model_context_window_exceeded", Outcome::Truncated),
    ("refusal", Outcome::Refused),
    ("pause_turn", Outcome::Paused),
    ("compaction", Outcome::Paused),
    ("tool_use", Outcome::ToolUse),
    ("length", Outcome::Truncated),
    ("max_output_tokens", Outcome::Truncated),
    ("model_length", Outcome::Truncated),
    ("content_filter", Outcome::Refused),
    ("content_filtered", Outcome::Refused),
    ("guardrail_intervened", Outcome::Refused),
    ("safety", Outcome::Refused),
    ("recitation", Outcome::Refused),
    ("blocklist", Outcome::Refused),
    ("prohibited_content", Outcome::Refused),
    ("spii", Outcome::Refused),
    ("error_limit", Outcome::Truncated),
    ("error_toxic", Outcome::Refused),
    ("tool_calls", Outcome::ToolUse),
    ("incomplete", Outcome::Truncated),
    ("error", Outcome::Truncated),
    ("timeout", Outcome::Truncated),
    ("aborted", Outcome::Truncated),
    ("cancelled", Outcome::Truncated),
    ("canceled", Outcome::Truncated),
];

/// Whether a word is a name: without case, and with hyphens for `_`.
fn is_name(word: &str, name: &str) -> bool {
    let folded = word.bytes().map(|byte| match byte {
        b'-' => b'_',
        byte => byte.to_ascii_lowercase(),
    });
    folded.eq(name.bytes())
}

/// The classification of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice<'a> {
    /// The outcome.
    pub outcome: Outcome,
    /// The API's word that determined the outcome: the stop reason of an answer, the type or code of an error, else the type of
    /// the result.
    pub reason: Cow<'a, str>,
}

impl<'a> Advice<'a> {
    /// Classifies a record. An unknown error or result type is `FixAndRetry`, so that it is examined before a retry; an
    /// unknown stop reason counts as a normal end.
    pub fn of(record: &Record<'a>) -> Advice<'a> {
        let decider = match record.result_type {
            ResultType::Succeeded => record.stop_reason,
            ResultType::Errored => record.error_code.or(record.error_type),
            ResultType::Canceled | ResultType::Expired | ResultType::Other => None,
        };
        let reason = decider.map_or_else(|| record.kind(), |word| record.value(word));
        let decided = decider.map(|_| reason.as_ref());
        let outcome = match (record.result_type, decided) {
            (ResultType::Succeeded, stop_reason) => stopped(stop_reason, record.facts),
            (ResultType::Errored, Some(word)) if may_pass(word) == Some(true) => Outcome::RetryAsIs,
            (ResultType::Errored | ResultType::Other, _) => Outcome::FixAndRetry,
            (ResultType::Canceled, _) => Outcome::Canceled,
            (ResultType::Expired, _) => Outcome::Expired,
        };
        Advice { outcome, reason }
    }
}

/// Returns the outcome of an answer.
pub(super) fn stopped(stop_reason: Option<&str>, content: ContentFacts) -> Outcome {
    let named = stop_reason.and_then(|word| STOPS.iter().find(|(name, _)| is_name(word, name)));
    match named {
        // Without such a block there is no tool to run.
        Some((_, Outcome::ToolUse)) if !content.calls_tool => Outcome::Empty,
        Some((_, outcome)) => *outcome,
        // Some servers use the same word for every end.
        _ if content.calls_tool && !content.has_text => Outcome::ToolUse,
        // The answer is finished: it is empty if it has no content.
        _ if content.has_more_than_text || content.has_text => Outcome::Done,
        _ => Outcome::Empty,
    }
}
