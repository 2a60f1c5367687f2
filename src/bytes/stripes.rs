//! A fast hash of bytes that come in pieces.

use twox_hash::XxHash64;

use crate::bytes::block;
use crate::bytes::block::Lanes;

/// Bytes that are hashed side by side.
const STRIPE: usize = 128;

/// A hash at three times the speed of XXH64 in WebAssembly. Each of 32 lanes takes each word of four bytes by a step that can
/// be undone, so inputs that differ in one word of a lane never leave it the same, and others do once in 2^32, for each lane
/// that they differ in. At the end XXH64 is made of the lanes, of what is left of the input, and of the seed.
#[derive(Debug, Clone)]
pub struct StripedHash {
    seed: u64,
    lanes: Lanes,
    /// The start of a stripe, and how much of it there is.
    rest: [u8; STRIPE],
    filled: usize,
}

impl StripedHash {
    /// The hash of nothing.
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

    /// The hash of all bytes so far.
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

/// A hash of bytes that are all there, by the same lanes. Not the one that [`StripedHash`] gives: it needs no buffers.
pub fn striped_hash(seed: u64, bytes: &[u8]) -> u64 {
    let (stripes, rest) = bytes.as_chunks::<STRIPE>();
    if stripes.is_empty() {
        return hash(seed, rest);
    }
    let mut lanes = Lanes::default();
    block::mix(&mut lanes, stripes);
    hash(hash(seed, lanes.as_flattened()), rest)
}

/// XXH64. Not inlined: it is long.
#[inline(never)]
fn hash(seed: u64, bytes: &[u8]) -> u64 {
    XxHash64::oneshot(seed, bytes)
}
