//! A fast hash of a byte stream.

use twox_hash::XxHash64;

use crate::bytes::block;
use crate::bytes::block::Lanes;

/// Number of bytes that are hashed in parallel.
const STRIPE: usize = 128;

/// An incremental hash, three times as fast as XXH64 in WebAssembly. Each of 32 lanes mixes in every four-byte word with an
/// invertible step. Inputs that differ in a single word of a lane always produce different lanes; other differences are lost with
/// a probability of 1 in 2^32 per lane. The result is XXH64 of the lanes, the remaining input and the seed.
#[derive(Debug, Clone)]
pub struct StripedHash {
    seed: u64,
    lanes: Lanes,
    /// The start of an incomplete stripe, and its length.
    rest: [u8; STRIPE],
    filled: usize,
}

impl StripedHash {
    /// Returns a hasher that has read nothing.
    pub fn with_seed(seed: u64) -> StripedHash {
        StripedHash {
            seed,
            lanes: Lanes::default(),
            rest: [0; STRIPE],
            filled: 0,
        }
    }

    /// Takes the next bytes.
    pub fn write(&mut self, bytes: &[u8]) {
        let mut bytes = bytes;
        if self.filled > 0 {
            let missing = STRIPE - self.filled;
            let (head, tail) = bytes.split_at_checked(missing).unwrap_or((bytes, &[]));
            self.keep(head);
            if self.filled < STRIPE {
                return;
            }
            block::mix(&mut self.lanes, &[self.rest]);
            self.filled = 0;
            bytes = tail;
        }
        let (stripes, rest) = bytes.as_chunks();
        block::mix(&mut self.lanes, stripes);
        self.keep(rest);
    }

    /// Returns the hash of all bytes so far.
    pub fn finish(&self) -> u64 {
        let mut end = [0; 2 * STRIPE];
        let (lanes, rest) = end.split_at_mut(STRIPE);
        lanes.copy_from_slice(self.lanes.as_flattened());
        rest.copy_from_slice(&self.rest);
        hash(self.seed, end.get(..STRIPE + self.filled).unwrap_or_default())
    }

    fn keep(&mut self, bytes: &[u8]) {
        let end = self.filled + bytes.len();
        if let Some(free) = self.rest.get_mut(self.filled..end) {
            free.copy_from_slice(bytes);
            self.filled = end;
        }
    }
}

/// Hashes a complete slice with the same lanes, without buffers. The result differs from that of [`StripedHash`].
pub fn striped_hash(seed: u64, bytes: &[u8]) -> u64 {
    let (stripes, rest) = bytes.as_chunks::<STRIPE>();
    if stripes.is_empty() {
        return hash(seed, rest);
    }
    let mut lanes = Lanes::default();
    block::mix(&mut lanes, stripes);
    hash(hash(seed, lanes.as_flattened()), rest)
}

/// XXH64. Not inlined, because it is large.
#[inline(never)]
fn hash(seed: u64, bytes: &[u8]) -> u64 {
    XxHash64::oneshot(seed, bytes)
}
