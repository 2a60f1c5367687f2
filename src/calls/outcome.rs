//! The outcome of a create.

/// What is known about a create that got no usable response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The API may have stored the batch. Sending again may bill it twice.
    Unknown,
    /// There is no batch: the call cannot have reached the API, or the API refused it.
    NotSent,
}

impl Outcome {
    /// Returns the word that JavaScript sees.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Unknown => "unknown",
            Outcome::NotSent => "not_sent",
        }
    }

    /// Returns advice to follow before another create. Every such error ends with it, so that the create is not repeated
    /// without thought.
    pub(super) fn advice(self) -> &'static str {
        match self {
            Outcome::Unknown => {
                " The batch may exist: list recent batches before creating it again, or it may be billed twice."
            }
            Outcome::NotSent => " No batch was created: creating it again is safe.",
        }
    }
}
