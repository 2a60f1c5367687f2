//! Decides from the error of a create whether a batch may exist, and whether another create could succeed.

use crate::bytes::find;
use crate::jobs::event::{CallError, CreateFailure};

impl CreateFailure {
    /// Returns what the error of a create proves. An unknown error proves nothing.
    pub fn of(error: CallError) -> CreateFailure {
        let CallError {
            code,
            outcome,
            message,
            after_ms,
        } = error;
        let reason = message;
        match (code.as_str(), outcome.as_deref()) {
            ("server_error", Some("unknown")) => CreateFailure::ServerError,
            ("conflict", Some("unknown")) => CreateFailure::Undecided,
            (_, Some("unknown")) => CreateFailure::Unknown,
            // The call was impossible, and will remain so.
            (
                "missing_api_key"
                | "api_key_in_page"
                | "invalid_option"
                | "already_read"
                | "needs_idempotency"
                | "needs_relay"
                | "input_changed"
                | "load_failed"
                | "store_damaged"
                | "authentication_failed"
                | "permission_denied"
                | "billing_problem"
                | "spend_limit"
                | "not_found",
                _,
            ) => CreateFailure::Blocked { reason },
            // The input failed with an error of the caller.
            ("", Some("not_sent")) => CreateFailure::Blocked { reason },
            // The API has no separate code for a full queue.
            ("rate_limited", _) if find(&reason, "queue").is_some() => CreateFailure::QueueFull { after_ms },
            ("invalid_request" | "request_too_large" | "validation_failed", _) => CreateFailure::Refused { reason },
            (_, Some("not_sent")) => CreateFailure::NotStored { after_ms },
            ("rate_limited" | "overloaded", _) => CreateFailure::NotStored { after_ms },
            _ => CreateFailure::Unknown,
        }
    }
}
