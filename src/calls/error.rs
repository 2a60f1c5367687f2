//! What can go wrong with a call, by what the caller does next.
//!
//! Each has a stable [`code`](Error::code) for programs. Messages say what was found, what was expected and where; they
//! never hold a key, a header or a request's text.

use std::fmt;
use std::time::Duration;

use super::batch::MessageBatch;
use crate::wording::InvalidOption;

/// What is known about a create call that got no usable answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The API may have stored the batch. Sending again may bill it twice.
    Unknown,
    /// The call cannot have reached the API.
    NotSent,
}

impl Outcome {
    /// The word that JavaScript sees.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Unknown => "unknown",
            Outcome::NotSent => "not_sent",
        }
    }
}

/// An error that the API answered with.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ApiError {
    /// HTTP status.
    pub status: u16,
    /// `error.type` of the body, if the body is the API's envelope.
    pub kind: Option<String>,
    /// `error.details.error_code` of the body.
    pub error_code: Option<String>,
    /// The server's text, or a description of a body that is not the API's envelope.
    pub message: String,
    /// The request id, from the body or the `request-id` header.
    pub request_id: Option<String>,
    /// What the server asked to wait.
    pub retry_after: Option<Duration>,
    /// `x-should-retry`, the server's own word on retrying.
    pub should_retry: Option<bool>,
    /// For a create: set if the API may have stored the batch all the same.
    pub outcome: Option<Outcome>,
}

/// Why there was no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAnswer {
    /// `fetch` failed.
    Failed,
    /// `fetch` failed in the way it does when a page calls the API directly.
    Cors,
    /// The call's own time limit passed.
    TimedOut,
    /// The answer broke off while its body was read.
    BrokeOff,
}

/// Why results cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoResults {
    /// The batch has not ended.
    NotEnded,
    /// The results are past their 29 days.
    Archived,
    /// The batch has ended but names no results.
    Missing,
}

/// Everything that can go wrong with a call.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// An argument or option is wrong: correct the program.
    Option(InvalidOption),
    /// No API key, and the target is the API itself.
    MissingKey,
    /// A key would be used in a web page.
    KeyInPage,
    /// The API answered with an error.
    Api(Box<ApiError>),
    /// There was no answer.
    Connection {
        /// How it failed.
        reason: NoAnswer,
        /// What was called, as `GET https://host/path`.
        target: String,
        /// Attempts made.
        attempts: u32,
        /// The time limit that passed.
        limit: Option<Duration>,
        /// For a create: what is known.
        outcome: Option<Outcome>,
        /// What `fetch` said.
        detail: String,
    },
    /// The results cannot be read (yet, or any more).
    ResultsUnavailable {
        /// Why.
        reason: NoResults,
        /// The batch as last seen.
        batch: Box<MessageBatch>,
    },
    /// The caller's own deadline for polling passed.
    PollTimeout {
        /// The deadline, from the start of polling.
        limit: Duration,
        /// Status of the batch when last seen, if it was seen.
        status: Option<String>,
        /// The batch's id.
        id: String,
    },
    /// The answer is not what the API promises.
    Response {
        /// What was called.
        target: String,
        /// What was found and what was expected.
        problem: String,
        /// HTTP status.
        status: u16,
        /// The `request-id` header.
        request_id: Option<String>,
        /// For a create: the batch may exist.
        outcome: Option<Outcome>,
    },
}

impl From<InvalidOption> for Error {
    fn from(option: InvalidOption) -> Self {
        Error::Option(option)
    }
}

impl Error {
    /// A stable name of what happened, for programs. The list is closed and documented in the README.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Option(_) => InvalidOption::CODE,
            Error::MissingKey => "missing_api_key",
            Error::KeyInPage => "api_key_in_page",
            Error::Api(error) => error.code(),
            Error::Connection { reason, .. } => match reason {
                NoAnswer::Failed => "connection_failed",
                NoAnswer::Cors => "needs_relay",
                NoAnswer::TimedOut => "timed_out",
                NoAnswer::BrokeOff => "connection_lost",
            },
            Error::ResultsUnavailable { reason, .. } => match reason {
                NoResults::NotEnded => "results_not_ready",
                NoResults::Archived => "results_archived",
                NoResults::Missing => "results_missing",
            },
            Error::PollTimeout { .. } => "poll_timeout",
            Error::Response { .. } => "unexpected_response",
        }
    }

    /// The JavaScript class that it becomes.
    pub fn class(&self) -> &'static str {
        match self {
            Error::Option(option) => option.class(),
            Error::MissingKey | Error::KeyInPage => "BatchError",
            Error::Api(_) => "ApiError",
            Error::Connection { .. } => "ConnectionError",
            Error::ResultsUnavailable { .. } => "ResultsUnavailableError",
            Error::PollTimeout { .. } => "PollTimeoutError",
            Error::Response { .. } => "ResponseError",
        }
    }

    /// For a create without a usable answer: what is known about the batch.
    pub fn outcome(&self) -> Option<Outcome> {
        match self {
            Error::Api(error) => error.outcome,
            Error::Connection { outcome, .. } | Error::Response { outcome, .. } => *outcome,
            _ => None,
        }
    }
}

impl ApiError {
    /// The code of an answered error, by its status; spend limits have their own because retrying them is futile.
    pub fn code(&self) -> &'static str {
        if self.is_spend_limit() {
            return "spend_limit";
        }
        match self.status {
            401 => "authentication_failed",
            402 => "billing_problem",
            403 => "permission_denied",
            404 => "not_found",
            408 | 504 => "server_timeout",
            409 => "conflict",
            413 => "request_too_large",
            429 => "rate_limited",
            503 | 529 => "overloaded",
            400..=499 => "invalid_request",
            _ => "server_error",
        }
    }

    /// A monthly or contract cap: it comes as a 429 but no retry helps before the date in its text.
    pub fn is_spend_limit(&self) -> bool {
        matches!(
            self.error_code.as_deref(),
            Some("enforced_spend_limit_reached" | "contract_spend_limit_reached")
        )
    }
}

/// Said wherever a create may have been stored, so that nobody sends it again by reflex.
const UNKNOWN: &str = "The batch may exist: list recent batches before creating it again, or it may be billed twice.";

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Option(option) => option.fmt(f),
            Error::MissingKey => f.write_str(
                "No API key: pass { apiKey } to BatchClient, or set ANTHROPIC_API_KEY where the runtime has environment \
                 variables, or point { baseURL } at a relay that holds the key.",
            ),
            Error::KeyInPage => f.write_str(
                "An API key in a web page can be read by anyone who opens it, and the batch endpoints do not answer \
                 browsers. Point { baseURL } at a relay that holds the key, or pass { dangerouslyAllowBrowser: true } if \
                 you know that this is safe here.",
            ),
            Error::Api(error) => {
                write!(f, "{} {}: {}", error.status, error.kind.as_deref().unwrap_or("error"), error.message)?;
                match error.outcome {
                    Some(Outcome::Unknown) => write!(f, " {UNKNOWN}"),
                    _ => Ok(()),
                }
            }
            Error::Connection { reason, target, attempts, limit, outcome, detail } => {
                let tries = if *attempts > 1 { format!(" after {attempts} attempts") } else { String::new() };
                match reason {
                    NoAnswer::Failed => write!(f, "{target}: no answer{tries} ({detail}).")?,
                    NoAnswer::Cors => write!(
                        f,
                        "{target}: no answer ({detail}). The API does not let web pages call its batch endpoints; point \
                         {{ baseURL }} at a relay on a server or edge worker."
                    )?,
                    NoAnswer::TimedOut => {
                        let ms = limit.map_or(0, |limit| limit.as_millis());
                        write!(f, "{target}: no answer within {ms} ms{tries}.")?;
                    }
                    NoAnswer::BrokeOff => write!(f, "{target}: the answer broke off{tries} ({detail}).")?,
                }
                match outcome {
                    Some(Outcome::Unknown) => write!(f, " {UNKNOWN}"),
                    Some(Outcome::NotSent) => f.write_str(" No batch was made: creating it again is safe."),
                    None => Ok(()),
                }
            }
            Error::ResultsUnavailable { reason, batch } => {
                let id = &batch.id;
                match reason {
                    NoResults::NotEnded => write!(
                        f,
                        "Message Batch {id} has no results yet: it is {}, and results come when it has ended. Use poll() \
                         to wait for that.",
                        batch.processing_status.as_str()
                    ),
                    NoResults::Archived => write!(
                        f,
                        "The results of Message Batch {id} are gone: it was archived at {}. Results are kept for 29 days \
                         after the batch was created.",
                        batch.archived_at.as_deref().unwrap_or("an unknown time")
                    ),
                    NoResults::Missing => write!(f, "Message Batch {id} has ended but has no results."),
                }
            }
            Error::PollTimeout { limit, status, id } => match status {
                Some(status) => write!(
                    f,
                    "Message Batch {id} was still {status} after {} ms of polling. It goes on without you: poll again \
                     later.",
                    limit.as_millis()
                ),
                None => write!(f, "Message Batch {id} could not be read within {} ms of polling.", limit.as_millis()),
            },
            Error::Response { target, problem, outcome, .. } => {
                write!(f, "{target}: {problem}")?;
                match outcome {
                    Some(Outcome::Unknown) => write!(f, " {UNKNOWN}"),
                    _ => Ok(()),
                }
            }
        }
    }
}

impl std::error::Error for Error {}
