//! The limits of one batch, and the number of batches of an input.

use crate::catalog::limits::{MAX_BODY_BYTES, MAX_BODY_BYTES_LOOSE, MAX_REQUESTS};

/// The limits of one batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Maximum number of requests.
    pub requests: usize,
    /// Maximum size of the create body in bytes.
    pub bytes: u64,
    /// Whether the first batch contains a single request, which fills the prompt cache for the others. Requests of one batch do
    /// not read what other requests of that batch have cached.
    pub primer: bool,
    /// Whether shards have different numbers of requests where possible, to distinguish them in a list of batches, which shows
    /// little else. No shard becomes smaller by more than about a tenth. The last one takes the rest.
    pub distinct: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            requests: MAX_REQUESTS,
            bytes: MAX_BODY_BYTES,
            primer: false,
            distinct: false,
        }
    }
}

impl Limits {
    /// The largest limits that a caller may set.
    pub const LARGEST: Limits = Limits {
        requests: MAX_REQUESTS,
        bytes: MAX_BODY_BYTES_LOOSE,
        primer: false,
        distinct: false,
    };
}

/// The number of batches for the requests of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Batches {
    /// One, so that the limits of a batch apply to the whole input.
    One,
    /// As many as the limits require, for any form of input.
    Divided,
    /// One for a create body; as many as the limits require for any other form.
    #[default]
    ByForm,
}

impl Batches {
    /// Returns whether all requests belong to one batch.
    pub(crate) fn is_one(self, is_body: bool) -> bool {
        match self {
            Batches::One => true,
            Batches::Divided => false,
            Batches::ByForm => is_body,
        }
    }
}
