//! A rolling hash of a stream, and checkpoints from which another reader can resume.

use crate::bytes::stripes::StripedHash;

/// The hash is chained in blocks of this many bytes: at the start of a block, its whole state is one number.
const BLOCK: u64 = 65_536;

/// A rolling hash of a stream from its first byte. Each block's hash is seeded with the hash of all previous blocks.
#[derive(Debug, Clone)]
pub struct RollingHash {
    /// The seed of the previous block.
    before: u64,
    seed: u64,
    block: StripedHash,
    len: u64,
}

impl Default for RollingHash {
    fn default() -> Self {
        RollingHash::at(0, 0)
    }
}

impl RollingHash {
    /// Makes a hash at the start of a block.
    fn at(len: u64, seed: u64) -> RollingHash {
        RollingHash {
            before: seed,
            seed,
            block: StripedHash::with_seed(seed),
            len,
        }
    }

    /// Number of bytes from the start of the stream.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Returns whether no byte was read.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let left = (BLOCK - self.len % BLOCK) as usize;
            let (now, later) = rest.split_at_checked(left).unwrap_or((rest, &[]));
            self.block.write(now);
            self.len += now.len() as u64;
            rest = later;
            if self.len.is_multiple_of(BLOCK) {
                (self.before, self.seed) = (self.seed, self.block.finish());
                self.block = StripedHash::with_seed(self.seed);
            }
        }
    }

    /// Returns a checkpoint from which another reader can resume here.
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            offset: self.len,
            seed: self.before,
            digest: self.block.finish(),
        }
    }
}

/// A position in a stream, with hashes that identify the bytes before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    /// Number of bytes before it.
    pub offset: u64,
    /// The hash of everything before the last whole block, at which a reader can start.
    seed: u64,
    /// The hash of everything before the position.
    digest: u64,
}

impl Checkpoint {
    /// Parses the output of [`to_hex`](Checkpoint::to_hex).
    pub fn from_hex(offset: u64, digits: &str) -> Option<Checkpoint> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let (seed, digest) = digits
            .split_at_checked(16)
            .filter(|_| digits.len() == 32 && digits.bytes().all(is_digit))?;
        Some(Checkpoint {
            offset,
            seed: u64::from_str_radix(seed, 16).ok()?,
            digest: u64::from_str_radix(digest, 16).ok()?,
        })
    }

    /// Returns a checkpoint that matches no stream.
    pub fn unmatchable(offset: u64) -> Checkpoint {
        Checkpoint {
            offset,
            seed: 0,
            digest: 0,
        }
    }

    /// Returns the hashes as 32 hexadecimal digits.
    pub fn to_hex(self) -> String {
        format!("{:016x}{:016x}", self.seed, self.digest)
    }

    /// Returns the first byte to request: the start of the last whole block; `None` to request everything.
    pub fn range_start(&self) -> Option<u64> {
        (self.offset / BLOCK)
            .checked_sub(1)
            .filter(|block| *block > 0)
            .map(|block| block * BLOCK)
    }

    /// Returns a rolling hash that starts at that byte.
    pub fn hash_from_range(&self) -> RollingHash {
        self.range_start()
            .map_or_else(RollingHash::default, |start| RollingHash::at(start, self.seed))
    }

    /// Returns whether `hash` covers the same bytes.
    pub fn matches(&self, hash: &RollingHash) -> bool {
        hash.checkpoint() == *self
    }
}
