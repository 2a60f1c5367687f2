//! The limits of one batch, and how many batches an input becomes.

use crate::catalog::limits::{MAX_BODY_BYTES, MAX_BODY_BYTES_LOOSE, MAX_REQUESTS};

/// The limits of one batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Requests.
    pub requests: usize,
    /// Bytes of the create body.
    pub bytes: u64,
    /// The first batch takes one request alone: it fills the prompt cache for the others. Inside one batch, no request
    /// reads what another has cached.
    pub primer: bool,
    /// Shards have different numbers of requests where possible, so that a list of batches, which shows little but these
    /// numbers, distinguishes them. No shard becomes smaller by more than about a tenth. The last one takes what is left.
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
    /// The largest limits that a caller may ask for.
    pub const LARGEST: Limits = Limits {
        requests: MAX_REQUESTS,
        bytes: MAX_BODY_BYTES_LOOSE,
        primer: false,
        distinct: false,
    };
}

/// How many batches the requests of an input go into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Batches {
    /// Into one, so that the limits of a batch are limits of the input.
    One,
    /// Into as many as the limits require, for any form of input.
    Divided,
    /// A create body goes into one; requests in any other form go into as many as the limits require.
    #[default]
    ByForm,
}

impl Batches {
    /// Whether all requests go into one batch.
    pub(crate) fn is_one(self, is_body: bool) -> bool {
        match self {
            Batches::One => true,
            Batches::Divided => false,
            Batches::ByForm => is_body,
        }
    }
}
