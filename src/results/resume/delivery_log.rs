use std::collections::BinaryHeap;

use crate::bytes::stripes::striped_hash;

/// Number of hashes per block, so that growing never copies a large buffer.
const BLOCK: usize = 8_192;

/// The records delivered to a reader, at 8 bytes each: the hash of the whole line, so two records with the same id are distinct.
/// For records delivered to another reader, only the id is known. Among a million records, the chance that two lines share a hash
/// is 1 in 37 million.
#[derive(Debug, Default)]
pub struct DeliveryLog {
    keys: Vec<Vec<u64>>,
    has_ids: bool,
}

impl DeliveryLog {
    /// Adds a line, without surrounding white space.
    pub fn add(&mut self, line: &[u8]) {
        self.push(key_of_line(line));
    }

    /// Adds a record of which only the id is known.
    pub fn add_id(&mut self, custom_id: &str) {
        self.has_ids = true;
        self.push(key_of_id(custom_id));
    }

    /// Returns the number of records.
    pub fn len(&self) -> usize {
        self.keys.iter().map(Vec::len).sum()
    }

    /// Returns whether there are no records.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// In a log of ids, returns the number of records that repeat an id.
    #[inline(never)]
    pub fn repeated(&self) -> u64 {
        let sorted = self.keys().collect::<BinaryHeap<u64>>().into_sorted_vec();
        let repeats = sorted.iter().zip(sorted.iter().skip(1));
        repeats.filter(|(one, next)| one == next).count() as u64
    }

    /// Returns whether some records are known only by their id.
    pub(super) fn has_ids(&self) -> bool {
        self.has_ids
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = u64> {
        self.keys.iter().flatten().copied()
    }

    fn push(&mut self, key: u64) {
        match self.keys.last_mut().filter(|block| block.len() < BLOCK) {
            Some(block) => block.push(key),
            None => {
                let mut block = Vec::with_capacity(BLOCK);
                block.push(key);
                self.keys.push(block);
            }
        }
    }
}

pub(super) fn key_of_line(line: &[u8]) -> u64 {
    striped_hash(0, line)
}

/// Uses another seed, so that an id never matches a line with the same text.
pub(super) fn key_of_id(custom_id: &str) -> u64 {
    striped_hash(1, custom_id.as_bytes())
}
