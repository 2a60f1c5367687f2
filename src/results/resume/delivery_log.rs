use std::hash::Hasher;

use twox_hash::XxHash64;

use crate::results::decoder::{LineContent, Source};

/// Hashes are kept in blocks of this many, so that nothing large is ever copied to grow.
const BLOCK: usize = 8_192;

/// Which records a reader was given: 8 bytes each, the hash of the id, or of the line where it has none. Among a million
/// records the chance that two ids share a hash is 1 in 37 million.
#[derive(Debug, Default)]
pub struct DeliveryLog(Vec<Vec<u64>>);

impl DeliveryLog {
    /// Adds a line that was decoded.
    pub fn add(&mut self, source: &Source<'_>, content: &LineContent<'_>) {
        match content.custom_id(source.line) {
            Some(id) => self.add_id(&id),
            None => self.add_malformed(source.line),
        }
    }

    /// Adds a record by its id.
    pub fn add_id(&mut self, custom_id: &str) {
        self.push(key_of_id(custom_id));
    }

    /// Adds a line that is no record.
    pub fn add_malformed(&mut self, line: &[u8]) {
        self.push(key_of_line(line));
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.0.iter().map(Vec::len).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = u64> {
        self.0.iter().flatten().copied()
    }

    fn push(&mut self, key: u64) {
        match self.0.last_mut().filter(|block| block.len() < BLOCK) {
            Some(block) => block.push(key),
            None => {
                let mut block = Vec::with_capacity(BLOCK);
                block.push(key);
                self.0.push(block);
            }
        }
    }
}

pub(super) fn key_of_id(custom_id: &str) -> u64 {
    hash(0, custom_id.as_bytes())
}

/// The key of a line that is no record.
pub(super) fn key_of_line(line: &[u8]) -> u64 {
    hash(1, line)
}

fn hash(seed: u64, bytes: &[u8]) -> u64 {
    let mut hasher = XxHash64::with_seed(seed);
    hasher.write(bytes);
    hasher.finish()
}
