//! An error response of the API, or of a proxy in front of it.

use std::time::Duration;

use crate::calls::outcome::Outcome;

/// The kind of an error's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BodyKind {
    /// The API's own envelope, with all its characteristics.
    Api,
    /// An object with an `error` like the API's, but without its other characteristics: from another service, or an
    /// API-compatible one.
    Compatible,
    /// Text that looks like an HTML page.
    Html,
    /// Anything else.
    #[default]
    Other,
}

/// An error response.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ApiError {
    /// Method and URL of the call, as `GET https://host/path`.
    pub target: String,
    /// HTTP status.
    pub status: u16,
    /// The kind of the body.
    pub body_kind: BodyKind,
    /// `error.type` of the body, or a string `error` that is a single word.
    pub kind: Option<String>,
    /// `error.details.error_code` of the body.
    pub error_code: Option<String>,
    /// The server's text, or a description of a body without one.
    pub message: String,
    /// Advice: sentences that each begin with a space.
    pub advice: String,
    /// The request id, from the body or the `request-id` header.
    pub request_id: Option<String>,
    /// The wait that the server asked for.
    pub retry_after: Option<Duration>,
    /// `x-should-retry`, the server's statement on retrying.
    pub should_retry: Option<bool>,
    /// For a create: whether the API may have stored the batch despite the error.
    pub outcome: Option<Outcome>,
}

/// Returns the full stop that a quoted message lacks before the next sentence.
pub(super) fn closing_stop(quoted: &str) -> &'static str {
    match quoted.trim_end().chars().next_back() {
        None | Some('.' | '!' | '?' | '…' | ':' | ';') => "",
        Some(_) => ".",
    }
}

impl ApiError {
    /// Shortens the server's texts to `most` characters each; those of the API have at most a few hundred.
    pub fn shorten(&mut self, most: usize) {
        shorten(&mut self.message, most);
        let words = [&mut self.kind, &mut self.error_code, &mut self.request_id];
        words.into_iter().flatten().for_each(|word| shorten(word, most));
    }

    /// Returns the code of the error by its status. Spend limits have their own code because retrying them is futile.
    pub fn code(&self) -> &'static str {
        if self.is_spend_limit() {
            return "spend_limit";
        }
        if self.status == 400
            && let Some(code) = self.account_problem()
        {
            return code;
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

    /// Returns the code of a 400 that says nothing about the request: the account, the workspace or the key is the problem.
    fn account_problem(&self) -> Option<&'static str> {
        const KEY_OR_ACCOUNT: [&str; 5] = [
            "organization_on_hold",
            "claude_code_key_creator_not_member",
            "cmek_key_disabled",
            "cmek_key_network_blocked",
            "workspace_human_review_disabled",
        ];
        let code = self.error_code.as_deref().unwrap_or_default();
        match () {
            () if KEY_OR_ACCOUNT.contains(&code) => Some("permission_denied"),
            () if self.says(b"credit balance is too low") => Some("billing_problem"),
            () => None,
        }
    }

    fn says(&self, words: &[u8]) -> bool {
        self.message.as_bytes().windows(words.len()).any(|part| part == words)
    }

    /// Returns whether a spend limit is reached, for which no retry helps before the date in its message: a 429 with its own code
    /// for the caps of the API, a 400 without one for a limit that the user has set.
    pub fn is_spend_limit(&self) -> bool {
        let code = self.error_code.as_deref();
        matches!(
            code,
            Some("enforced_spend_limit_reached" | "contract_spend_limit_reached")
        ) || (matches!(self.status, 400 | 429) && self.says(b" API usage limits"))
    }
}

fn shorten(text: &mut String, most: usize) {
    let Some((end, _)) = text.char_indices().nth(most) else {
        return;
    };
    if let Some((kept, rest)) = text.split_at_checked(end) {
        *text = format!("{kept}… ({} more characters)", rest.chars().count());
    }
}
