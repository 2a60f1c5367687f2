//! The numbers of requests by which complete shards can be distinguished.

use std::ops::RangeInclusive;

/// The numbers of requests in complete shards.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Counts {
    /// In ascending order, without duplicates.
    sorted: Vec<usize>,
}

impl Counts {
    /// Adds the number of requests of a shard.
    pub(super) fn insert(&mut self, count: usize) {
        if let Err(at) = self.sorted.binary_search(&count) {
            self.sorted.insert(at, count);
        }
    }

    /// Returns whether a shard has this number of requests.
    pub(super) fn contains(&self, count: usize) -> bool {
        self.sorted.binary_search(&count).is_ok()
    }

    /// Returns whether there is a shard for each of these numbers of requests.
    pub(super) fn contains_all(&self, counts: RangeInclusive<usize>) -> bool {
        let (first, last) = counts.into_inner();
        let below = self.sorted.partition_point(|count| *count < first);
        let up_to = self.sorted.partition_point(|count| *count <= last);
        up_to - below == last - first + 1
    }
}
