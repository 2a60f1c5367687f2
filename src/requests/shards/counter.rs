//! The one place where requests and bytes are counted against the limits of a batch.

use crate::requests::shards::body::{BETWEEN, EMPTY};
use crate::requests::shards::limits::Limits;

/// Counts requests and bytes into shards, each of which fits in one batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ShardCounter {
    limits: Limits,
    shards: u64,
    requests: u64,
    bytes: u64,
    /// Requests and bytes of the current shard.
    shard_requests: usize,
    shard_bytes: u64,
}

impl ShardCounter {
    /// A counter under these limits.
    pub fn new(limits: Limits) -> ShardCounter {
        ShardCounter {
            limits,
            ..ShardCounter::default()
        }
    }

    /// Adds a request whose text has this many bytes; returns whether it starts a new shard. A request that is too
    /// large for any batch gets its own shard; the checks report it.
    pub fn add(&mut self, bytes: usize) -> bool {
        let bytes = bytes as u64;
        let separator = BETWEEN.len() as u64;
        let grown = self.shard_bytes + separator + bytes;
        let starts = self.shards == 0 || self.shard_requests >= self.most_requests() || grown > self.limits.bytes;
        self.requests += 1;
        if starts {
            self.shards += 1;
            self.shard_requests = 1;
            self.shard_bytes = EMPTY + bytes;
            self.bytes += EMPTY + bytes;
        } else {
            self.shard_requests += 1;
            self.shard_bytes = grown;
            self.bytes += separator + bytes;
        }
        starts
    }

    /// Returns how many requests the current shard may have.
    fn most_requests(&self) -> usize {
        match self.limits.primer && self.shards == 1 {
            true => 1,
            false => self.limits.requests,
        }
    }

    /// The limits that it counts by.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Requests so far.
    pub fn requests(&self) -> u64 {
        self.requests
    }

    /// Shards so far.
    pub fn shards(&self) -> u64 {
        self.shards
    }

    /// Bytes of the one create body that would hold all requests.
    pub fn bytes_as_one(&self) -> u64 {
        self.bytes - self.shards.saturating_sub(1) * (EMPTY - BETWEEN.len() as u64)
    }

    /// Bytes of all create bodies together.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}
