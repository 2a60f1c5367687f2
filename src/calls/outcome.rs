//! The outcome of a create.

/// The outcome of a create without a usable response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The API may have stored the batch. Another create may be billed twice.
    Unknown,
    /// There is no batch: the call cannot have reached the API, or the API refused it.
    NotSent,
}

impl Outcome {
    /// Returns the word in JavaScript.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Unknown => "unknown",
            Outcome::NotSent => "not_sent",
        }
    }

    /// Returns the advice before another create. Every such error ends with it, so that callers do not simply repeat the create.
    pub(super) fn advice(self) -> &'static str {
        match self {
            Outcome::Unknown => {
                " The batch may exist: list recent batches before creating it again, or it may be billed twice."
            }
            Outcome::NotSent => " No batch was created: creating it again is safe.",
        }
    }
}
