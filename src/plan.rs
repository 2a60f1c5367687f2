//! How requests are laid out in create bodies, and when one body is full.

use crate::limits::{MAX_BODY_BYTES, MAX_REQUESTS};

/// What a create body starts with.
pub const OPEN: &[u8] = b"{\"requests\":[";
/// What stands between two requests.
pub const BETWEEN: &[u8] = b",";
/// What a create body ends with.
pub const CLOSE: &[u8] = b"]}";

/// Counts requests and bytes into shards, each of which fits in one batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    shards: u64,
    requests: usize,
    body_bytes: u64,
    all_bytes: u64,
}

impl Default for Plan {
    fn default() -> Self {
        Plan {
            shards: 0,
            requests: 0,
            body_bytes: EMPTY,
            all_bytes: 0,
        }
    }
}

/// Bytes of a create body without requests.
pub const EMPTY: u64 = (OPEN.len() + CLOSE.len()) as u64;

impl Plan {
    /// Adds a request whose text has this many bytes. A request that is too large even alone gets a shard of its own;
    /// the checks report it.
    pub fn add(&mut self, bytes: usize) {
        let bytes = bytes as u64;
        let grown = self.body_bytes + BETWEEN.len() as u64 + bytes;
        if self.shards == 0 || self.requests == MAX_REQUESTS || (self.requests > 0 && grown > MAX_BODY_BYTES) {
            self.shards += 1;
            self.requests = 1;
            self.body_bytes = EMPTY + bytes;
            self.all_bytes += EMPTY + bytes;
        } else {
            self.requests += 1;
            self.body_bytes = grown;
            self.all_bytes += BETWEEN.len() as u64 + bytes;
        }
    }

    /// Shards so far.
    pub fn shards(&self) -> u64 {
        self.shards
    }

    /// Bytes of the one create body that would hold all requests.
    pub fn bytes_as_one(&self) -> u64 {
        self.all_bytes - self.shards.saturating_sub(1) * (EMPTY - BETWEEN.len() as u64)
    }

    /// Bytes of all create bodies together.
    pub fn bytes(&self) -> u64 {
        self.all_bytes
    }
}
