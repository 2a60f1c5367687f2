//! The errors of a call, by what the caller should do next.
//!
//! Each error has a stable [`code`](Error::code) for programs. Messages contain what was found, what was expected and where, but
//! never a key, a header or a request's text.

use std::fmt;
use std::time::Duration;

use crate::calls::advice;
use crate::calls::api_error::closing_stop;
pub use crate::calls::api_error::{ApiError, BodyKind};
use crate::calls::batch::MessageBatch;
use crate::calls::call::{Call, Reply, Verb};
pub use crate::calls::outcome::Outcome;
use crate::calls::reply_body::HTML;
use crate::wording::InvalidOption;

/// The reason why there was no response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionFailure {
    /// `fetch` failed.
    Failed,
    /// `fetch` failed in the way in which it fails if a page calls the API directly.
    Cors,
    /// The time limit of the attempt passed.
    TimedOut,
    /// The connection was lost while reading the response body.
    CutOff,
}

/// The reason why results cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnavailableReason {
    /// The batch has not ended.
    NotEnded,
    /// The results are older than 29 days.
    Archived,
    /// The batch has ended but has no results URL.
    Missing,
}

/// All errors of a call.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// An argument or option is wrong: fix the program.
    Option(InvalidOption),
    /// There is no API key, and the target is the API itself.
    MissingKey,
    /// A key would be used in a web page.
    KeyInPage,
    /// The runtime may resend a create, and the server does not remember idempotency keys.
    MayResend,
    /// The API answered with an error.
    Api(Box<ApiError>),
    /// There was no response.
    Connection {
        /// The kind of failure.
        reason: ConnectionFailure,
        /// Method and URL of the call, as `GET https://host/path`.
        target: String,
        /// Number of attempts.
        attempts: u32,
        /// The time limit that passed.
        limit: Option<Duration>,
        /// For a create: its outcome.
        outcome: Option<Outcome>,
        /// The error message of `fetch`.
        detail: String,
    },
    /// The results cannot be read yet, or no longer.
    ResultsUnavailable {
        /// The reason.
        reason: UnavailableReason,
        /// The batch when it was last read.
        batch: Box<MessageBatch>,
    },
    /// The caller's deadline for polling passed.
    PollTimeout {
        /// The deadline, from the start of polling.
        limit: Duration,
        /// Status of the batch when it was last read, if it was.
        status: Option<String>,
        /// The batch's id.
        id: String,
    },
    /// The response does not have the documented form.
    Response {
        /// Method and URL of the call.
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
    /// Returns the error for an unsuccessful response, with its target and advice.
    pub fn from_api(mut error: ApiError, call: &Call) -> Error {
        error.target = call.target();
        error.advice = advice::on_error(&error, call);
        Error::Api(Box::new(error))
    }

    /// Returns the error for a response that does not have the documented form. `problem` is a sentence without its full stop.
    pub fn unexpected_response(call: &Call, reply: &Reply, problem: &str) -> Error {
        Error::Response {
            target: call.target(),
            problem: match reply.is_html() || problem.ends_with(HTML) {
                true => format!("{problem}.{}", advice::on_page(call)),
                false => format!("{problem}."),
            },
            status: reply.status,
            request_id: reply.request_id.clone(),
            outcome: (call.verb == Verb::Create).then_some(Outcome::Unknown),
        }
    }

    /// Returns the error for a redirect, which no call follows. Nothing was stored.
    pub fn redirect(call: &Call, reply: &Reply) -> Error {
        Error::Response {
            target: call.target(),
            problem: "answered with a redirect, which is not followed because it could send the key to another host."
                .into(),
            status: reply.status,
            request_id: reply.request_id.clone(),
            outcome: None,
        }
    }

    /// Returns a stable code for programs. The list is closed and documented in docs/troubleshooting.md.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Option(_) => InvalidOption::CODE,
            Error::MissingKey => "missing_api_key",
            Error::KeyInPage => "api_key_in_page",
            Error::MayResend => "needs_idempotency",
            Error::Api(error) => error.code(),
            Error::Connection { reason, .. } => match reason {
                ConnectionFailure::Failed => "connection_failed",
                ConnectionFailure::Cors => "needs_relay",
                ConnectionFailure::TimedOut => "timed_out",
                ConnectionFailure::CutOff => "connection_lost",
            },
            Error::ResultsUnavailable { reason, .. } => match reason {
                UnavailableReason::NotEnded => "results_not_ready",
                UnavailableReason::Archived => "results_archived",
                UnavailableReason::Missing => "results_missing",
            },
            Error::PollTimeout { .. } => "poll_timeout",
            Error::Response { .. } => "unexpected_response",
        }
    }

    /// Returns the name of its JavaScript class.
    pub fn class(&self) -> &'static str {
        match self {
            Error::Option(option) => option.class(),
            Error::MissingKey | Error::KeyInPage | Error::MayResend => "BatchError",
            Error::Api(_) => "ApiError",
            Error::Connection { .. } => "ConnectionError",
            Error::ResultsUnavailable { .. } => "ResultsUnavailableError",
            Error::PollTimeout { .. } => "PollTimeoutError",
            Error::Response { .. } => "ResponseError",
        }
    }

    /// For a create without a usable response, returns the outcome.
    pub fn outcome(&self) -> Option<Outcome> {
        match self {
            Error::Api(error) => error.outcome,
            Error::Connection { outcome, .. } | Error::Response { outcome, .. } => *outcome,
            Error::MayResend => Some(Outcome::NotSent),
            _ => None,
        }
    }

    /// Returns method and URL of the call, as `GET https://host/path`, if they are known.
    pub fn target(&self) -> Option<&str> {
        match self {
            Error::Api(error) => Some(&error.target),
            Error::Connection { target, .. } | Error::Response { target, .. } => Some(target),
            _ => None,
        }
    }

    /// Returns the outcome to append to the message. Not if an error response of the API stored nothing: its message explains
    /// that, and another create only helps after the request is fixed.
    fn outcome_to_add(&self) -> Option<Outcome> {
        let is_refusal = matches!(self, Error::Api(_)) && self.outcome() == Some(Outcome::NotSent);
        self.outcome().filter(|_| !is_refusal)
    }

    /// Returns whether the API's message is followed by advice.
    fn has_advice(&self) -> bool {
        matches!(self, Error::Api(error) if !error.advice.is_empty()) || self.outcome_to_add().is_some()
    }

    /// Records that a call was not retried because the server asked for a long wait.
    pub fn add_long_wait(&mut self, verb: Verb) {
        if let Error::Api(error) = self {
            let more = advice::on_long_wait(error, verb);
            error.advice.push_str(&more);
        }
    }

    /// Sets the outcome of a create: an earlier attempt may have stored the batch, or the create was not sent yet.
    #[must_use]
    pub fn with_outcome(mut self, known: Outcome) -> Error {
        match &mut self {
            Error::Api(error) => error.outcome = Some(known),
            Error::Connection { outcome, .. } | Error::Response { outcome, .. } => *outcome = Some(known),
            _ => {}
        }
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Option(option) => option.fmt(f),
            Error::MissingKey => f.write_str(MISSING_KEY),
            Error::KeyInPage => f.write_str(KEY_IN_PAGE),
            Error::MayResend => f.write_str(MAY_RESEND),
            Error::Api(error) => {
                let kind = error.kind.as_deref().unwrap_or("error");
                let stop = if self.has_advice() {
                    closing_stop(&error.message)
                } else {
                    ""
                };
                write!(f, "{} {kind}: {}{stop}{}", error.status, error.message, error.advice)
            }
            Error::Connection { .. } => self.describe_connection(f),
            Error::ResultsUnavailable { reason, batch } => reason.describe(batch, f),
            Error::PollTimeout { limit, status, id } => {
                let ms = limit.as_millis() as u64;
                match status {
                    Some(status) => write!(
                        f,
                        "Message Batch {id} was still {status} after {ms} ms of polling. The batch keeps running: poll \
                         again later."
                    ),
                    None => write!(f, "Message Batch {id} could not be read within {ms} ms of polling."),
                }
            }
            Error::Response { target, problem, .. } => write!(f, "{target}: {problem}"),
        }?;
        match self.outcome_to_add() {
            Some(outcome) => f.write_str(outcome.advice()),
            None => Ok(()),
        }
    }
}

impl Error {
    fn describe_connection(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Error::Connection {
            reason,
            target,
            attempts,
            limit,
            detail,
            ..
        } = self
        else {
            return Ok(());
        };
        write!(f, "{target}: ")?;
        match reason {
            ConnectionFailure::Failed | ConnectionFailure::Cors => f.write_str("no response")?,
            ConnectionFailure::TimedOut => {
                let ms = limit.unwrap_or_default().as_millis() as u64;
                write!(f, "no response within {ms} ms")?;
            }
            ConnectionFailure::CutOff => f.write_str("the response was cut off")?,
        }
        if *attempts > 1 && *reason != ConnectionFailure::Cors {
            write!(f, " after {attempts} attempts")?;
        }
        match reason {
            ConnectionFailure::TimedOut => f.write_str("."),
            ConnectionFailure::Failed | ConnectionFailure::CutOff => write!(f, " ({detail})."),
            ConnectionFailure::Cors => write!(
                f,
                " ({detail}). The API does not let web pages call its batch endpoints; point {{ baseURL }} at a relay \
                 on a server or edge worker."
            ),
        }
    }
}

impl UnavailableReason {
    fn describe(self, batch: &MessageBatch, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = &batch.id;
        match self {
            UnavailableReason::NotEnded => write!(
                f,
                "Message Batch {id} has no results yet: its status is {}, and results are available once it has \
                 ended. Use poll() to wait for that.",
                batch.processing_status.as_str()
            ),
            UnavailableReason::Archived => write!(
                f,
                "The results of Message Batch {id} are gone: it was archived at {}. Results are kept for 29 days after \
                 the batch was created.",
                batch.archived_at.as_deref().unwrap_or("an unknown time")
            ),
            UnavailableReason::Missing => write!(f, "Message Batch {id} has ended but has no results."),
        }
    }
}

const MISSING_KEY: &str = "No API key: pass { apiKey } to BatchClient, or set ANTHROPIC_API_KEY where the runtime has \
                           environment variables, or point { baseURL } at a relay that holds the key.";

const KEY_IN_PAGE: &str = "An API key in a web page can be read by anyone who opens it, and the batch endpoints do not \
                           answer browsers. Point { baseURL } at a relay that holds the key and pass no key, or pass \
                           { dangerouslyAllowBrowser: true } if you know that this is safe here.";

const MAY_RESEND: &str = "This runtime may resend a create on its own when a connection drops, and the server at \
                          { baseURL } does not remember idempotency keys, so the batch could be billed twice. If that \
                          server is the message-batches relay, redeploy it; if you accept the risk, pass \
                          { allowResend: true }.";

impl std::error::Error for Error {}
