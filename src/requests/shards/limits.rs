//! How many requests and bytes one batch takes, and when one body is full.

use crate::catalog::limits::{MAX_BODY_BYTES, MAX_REQUESTS};

/// What a create body starts with.
pub const OPEN: &[u8] = b"{\"requests\":[";
/// What stands between two requests.
pub const BETWEEN: &[u8] = b",";
/// What a create body ends with.
pub const CLOSE: &[u8] = b"]}";
/// Bytes of a create body without requests.
pub const EMPTY: u64 = (OPEN.len() + CLOSE.len()) as u64;

/// What one batch takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Requests.
    pub requests: usize,
    /// Bytes of the create body.
    pub bytes: u64,
    /// The first batch takes one request alone: it fills the prompt cache for the others, which inside one batch do not
    /// see each other's cache.
    pub primer: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            requests: MAX_REQUESTS,
            bytes: MAX_BODY_BYTES,
            primer: false,
        }
    }
}

impl Limits {
    /// Everything goes into one body, whatever its size.
    pub const NONE: Limits = Limits {
        requests: usize::MAX,
        bytes: u64::MAX,
        primer: false,
    };
}

/// Counts requests and bytes into shards, each of which fits in one batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Plan {
    limits: Limits,
    shards: u64,
    requests: usize,
    body_bytes: u64,
    all_bytes: u64,
}

impl Plan {
    /// A plan under these limits.
    pub fn new(limits: Limits) -> Plan {
        Plan {
            limits,
            ..Plan::default()
        }
    }

    /// Adds a request whose text has this many bytes; says whether it starts a new shard. A request that is too large even
    /// alone gets a shard of its own; the checks report it.
    pub fn add(&mut self, bytes: usize) -> bool {
        let bytes = bytes as u64;
        let grown = self.body_bytes + BETWEEN.len() as u64 + bytes;
        let starts = self.shards == 0 || self.requests >= self.room() || grown > self.limits.bytes;
        if starts {
            self.shards += 1;
            self.requests = 1;
            self.body_bytes = EMPTY + bytes;
            self.all_bytes += EMPTY + bytes;
        } else {
            self.requests += 1;
            self.body_bytes = grown;
            self.all_bytes += BETWEEN.len() as u64 + bytes;
        }
        starts
    }

    /// Requests that the shard under way may have.
    fn room(&self) -> usize {
        match self.limits.primer && self.shards == 1 {
            true => 1,
            false => self.limits.requests,
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
