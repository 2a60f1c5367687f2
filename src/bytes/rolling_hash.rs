//! A rolling hash of a stream, and places in it that another reader can find again.

use crate::bytes::stripes::Stripes;

/// The hash is chained in blocks of this many bytes: at the start of a block one number is its whole state.
const BLOCK: u64 = 65_536;

/// A rolling hash of a stream, counted from its first byte. Each block's hash is seeded with that of all before it.
#[derive(Debug, Clone)]
pub struct Ledger {
    /// The seed of the block before.
    before: u64,
    seed: u64,
    block: Stripes,
    len: u64,
}

impl Default for Ledger {
    fn default() -> Self {
        Ledger::at(0, 0)
    }
}

impl Ledger {
    /// At the start of a block.
    fn at(len: u64, seed: u64) -> Ledger {
        Ledger {
            before: seed,
            seed,
            block: Stripes::with_seed(seed),
            len,
        }
    }

    /// Bytes from the first of the stream.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether nothing was read.
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
                self.block = Stripes::with_seed(self.seed);
            }
        }
    }

    /// All that another reader needs to go on from here.
    pub fn mark(&self) -> Mark {
        Mark {
            offset: self.len,
            seed: self.before,
            digest: self.block.finish(),
        }
    }
}

/// A place in a stream, and how to know it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Bytes before it.
    pub offset: u64,
    /// The hash of everything before the last whole block: from there a reader can start.
    seed: u64,
    /// The hash of everything.
    digest: u64,
}

impl Mark {
    /// Reads what [`hash`](Mark::hash) wrote.
    pub fn parse(offset: u64, hash: &str) -> Option<Mark> {
        let (seed, digest) = hash.split_at_checked(16).filter(|_| hash.len() == 32)?;
        Some(Mark {
            offset,
            seed: u64::from_str_radix(seed, 16).ok()?,
            digest: u64::from_str_radix(digest, 16).ok()?,
        })
    }

    /// A place that no stream has.
    pub fn nowhere(offset: u64) -> Mark {
        Mark {
            offset,
            seed: 0,
            digest: 0,
        }
    }

    /// As text: 32 hexadecimal digits.
    pub fn hash(&self) -> String {
        format!("{:016x}{:016x}", self.seed, self.digest)
    }

    /// The first byte to ask for, if it is not the first of all: the start of the last whole block.
    pub(crate) fn range(&self) -> Option<u64> {
        (self.offset / BLOCK)
            .checked_sub(1)
            .filter(|block| *block > 0)
            .map(|block| block * BLOCK)
    }

    /// A ledger that starts at that byte.
    pub(crate) fn ledger(&self) -> Ledger {
        self.range()
            .map_or_else(Ledger::default, |start| Ledger::at(start, self.seed))
    }

    /// Whether a ledger holds the same bytes.
    pub(crate) fn is_of(&self, ledger: &Ledger) -> bool {
        ledger.mark() == *self
    }
}
