//! The only place that counts requests and bytes against the limits of a batch.

use crate::requests::shards::body::{BETWEEN, EMPTY};
use crate::requests::shards::counts::Counts;
use crate::requests::shards::limits::Limits;

const SEPARATOR: u64 = BETWEEN.len() as u64;

/// Counts requests and bytes into shards, each of which fits in one batch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShardCounter {
    limits: Limits,
    shards: u64,
    requests: u64,
    bytes: u64,
    /// Number of requests and bytes of the current shard.
    shard_requests: usize,
    shard_bytes: u64,
    /// Size of the largest request of the current shard in bytes.
    shard_largest: u64,
    /// Numbers of requests of the previous shards; empty unless they should be distinct.
    complete: Counts,
}

impl ShardCounter {
    /// Makes a counter with these limits.
    pub fn new(limits: Limits) -> ShardCounter {
        ShardCounter {
            limits,
            ..ShardCounter::default()
        }
    }

    /// Adds a request whose text has this many bytes. Returns whether it starts a new shard. A request that is too large for any
    /// batch gets its own shard; the checks report it.
    pub fn add(&mut self, bytes: usize) -> bool {
        let bytes = bytes as u64;
        let grown = self.shard_bytes + SEPARATOR + bytes;
        let starts = self.shards == 0
            || self.shard_requests >= self.most_requests()
            || grown > self.limits.bytes
            || (self.limits.distinct && self.ends_early(bytes));
        self.requests += 1;
        if starts {
            if self.limits.distinct && self.shards > 0 {
                self.complete.insert(self.shard_requests);
            }
            self.shards += 1;
            self.shard_requests = 1;
            self.shard_bytes = EMPTY + bytes;
            self.shard_largest = bytes;
            self.bytes += EMPTY + bytes;
        } else {
            self.shard_requests += 1;
            self.shard_bytes = grown;
            self.shard_largest = self.shard_largest.max(bytes);
            self.bytes += SEPARATOR + bytes;
        }
        starts
    }

    /// Returns whether the current shard ends before the next request, of this many bytes, although it fits: no previous shard
    /// has its current number of requests, and with more requests it might only reach numbers that others have.
    fn ends_early(&self, bytes: u64) -> bool {
        let count = self.shard_requests;
        let more = count + 1;
        // All but a few requests return here.
        if !self.complete.contains(more) || self.complete.contains(count) {
            return false;
        }
        let most = self.most_requests();
        let room = self.limits.bytes.saturating_sub(self.shard_bytes);
        // The shard certainly reaches this number if no request is larger than those so far. With the average instead, shards of
        // unequal requests would often be full just before the number that they should reach.
        let largest = SEPARATOR + self.shard_largest.max(bytes);
        let certain = add_up_to(count, room / largest, most).max(more);
        if !self.complete.contains_all(more..=certain) {
            return false;
        }
        // It probably reaches this number with requests of average size. At least nine tenths of this number are used.
        let taken = self.shard_bytes - EMPTY + SEPARATOR;
        let full = add_up_to(count, room.saturating_mul(count as u64) / taken, most).max(more);
        count >= full - full / 10
    }

    /// Returns the maximum number of requests in the current shard.
    fn most_requests(&self) -> usize {
        match self.limits.primer && self.shards == 1 {
            true => 1,
            false => self.limits.requests,
        }
    }

    /// Returns its limits.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Returns the number of requests so far.
    pub fn requests(&self) -> u64 {
        self.requests
    }

    /// Returns the number of shards so far.
    pub fn shards(&self) -> u64 {
        self.shards
    }

    /// Returns the size of a single create body with all requests.
    pub fn bytes_as_one(&self) -> u64 {
        self.bytes - self.shards.saturating_sub(1) * (EMPTY - SEPARATOR)
    }

    /// Returns the total size of all create bodies.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}

/// Adds to a number of requests, up to `most`.
fn add_up_to(count: usize, added: u64, most: usize) -> usize {
    let fits = most.saturating_sub(count) as u64;
    count + added.min(fits) as usize
}
