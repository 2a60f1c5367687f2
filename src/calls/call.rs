//! HTTP exchanges as plain values: the request to send, and the response.

use std::fmt;
use std::time::Duration;

use crate::calls::create;
use crate::calls::create::KeyState;
use crate::calls::key::KeySource;
use crate::calls::retry_after;

/// The six operations on batches, and one on a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Create a batch. The only operation that must not be repeated blindly.
    Create,
    /// Read a batch.
    Retrieve,
    /// Read a page of batches.
    List,
    /// Cancel a batch: requests that have not started will not run.
    Cancel,
    /// Remove an ended batch and its results.
    Delete,
    /// Read the results of an ended batch.
    Results,
    /// Count the input tokens of one request.
    CountTokens,
}

impl Verb {
    /// Parses the operation's name.
    pub fn parse(name: &str) -> Option<Verb> {
        [
            Verb::Create,
            Verb::Retrieve,
            Verb::List,
            Verb::Cancel,
            Verb::Delete,
            Verb::Results,
            Verb::CountTokens,
        ]
        .into_iter()
        .find(|verb| verb.as_str() == name)
    }

    /// Returns the operation's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Verb::Create => "create",
            Verb::Retrieve => "retrieve",
            Verb::List => "list",
            Verb::Cancel => "cancel",
            Verb::Delete => "delete",
            Verb::Results => "results",
            Verb::CountTokens => "countTokens",
        }
    }
}

/// A call to make.
#[derive(Clone, PartialEq, Eq)]
pub struct Call {
    /// The operation.
    pub verb: Verb,
    /// HTTP method.
    pub method: &'static str,
    /// Absolute URL.
    pub url: String,
    /// Header names in lower case, and values. One of them is a secret.
    pub headers: Vec<(String, String)>,
    /// The source of the secret.
    pub key: KeySource,
}

impl Call {
    /// Returns whether the call has an idempotency key.
    pub fn carries_key(&self) -> bool {
        self.headers.iter().any(|(name, _)| name == create::KEY_HEADER)
    }

    /// Returns the method and the URL without its query, for messages.
    pub fn target(&self) -> String {
        let end = self.url.bytes().position(|byte| matches!(byte, b'?' | b'#'));
        let path = end.and_then(|end| self.url.get(..end)).unwrap_or(&self.url);
        format!("{} {path}", self.method)
    }
}

/// Formats header names, but no values.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Call")
            .field("verb", &self.verb)
            .field("target", &self.target())
            .field("headers", &names)
            .finish()
    }
}

/// The parts of a response that decisions depend on, without the body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// `request-id`.
    pub request_id: Option<String>,
    /// `retry-after-ms`, else `retry-after`, as a wait from now. Successful polls may have one too.
    pub retry_after: Option<Duration>,
    /// `x-should-retry`.
    pub should_retry: Option<bool>,
    /// `content-type`.
    pub content_type: Option<String>,
    /// Whether the peer remembers idempotency keys.
    pub remembers_keys: bool,
    /// The state of the call's key at the peer.
    pub key_state: Option<KeyState>,
}

impl Reply {
    /// Reads the headers; `now_ms` is the time since 1970, for a `retry-after` that is a date.
    pub fn read(status: u16, now_ms: f64, header: impl Fn(&str) -> Option<String>) -> Reply {
        Reply {
            status,
            request_id: header("request-id"),
            retry_after: retry_after::parse(
                header("retry-after-ms").as_deref(),
                header("retry-after").as_deref(),
                now_ms,
            ),
            should_retry: match header("x-should-retry").as_deref() {
                Some("true") => Some(true),
                Some("false") => Some(false),
                _ => None,
            },
            content_type: header("content-type"),
            remembers_keys: header(create::REMEMBERS_HEADER).is_some(),
            key_state: header(create::KEY_STATE_HEADER).and_then(|word| KeyState::parse(&word)),
        }
    }

    /// Returns whether it is a redirect, or the status 0 that a browser reports instead.
    pub fn is_redirect(&self) -> bool {
        self.status == 0 || (300..400).contains(&self.status)
    }

    /// Returns whether the content type is HTML.
    pub fn is_html(&self) -> bool {
        let kind = self.content_type.as_deref().and_then(|value| value.split(';').next());
        kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case("text/html"))
    }

    /// Returns whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}
