//! What became of a create.

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

    /// What to do before another create, said wherever the outcome is known, so that nobody sends it again by reflex.
    pub(super) fn advice(self) -> &'static str {
        match self {
            Outcome::Unknown => {
                " The batch may exist: list recent batches before creating it again, or it may be billed twice."
            }
            Outcome::NotSent => " No batch was created: creating it again is safe.",
        }
    }
}
