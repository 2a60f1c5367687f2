//! A create body, request by request: its bytes, how many there are, and the hash of them all.

use std::fmt;
use twox_hash::XxHash3_128;

use crate::requests::shards::limits::{BETWEEN, CLOSE, OPEN};

/// XXH3 of a whole body, 128 bits with seed 0, as `xxhsum -H2` prints it: 32 hexadecimal digits. It tells bodies apart and
/// finds what changed; it does not withstand somebody who wants two bodies to have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hash(u128);

impl Hash {
    /// Reads what `Display` writes.
    pub fn parse(text: &str) -> Option<Hash> {
        let digits = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        digits.then(|| u128::from_str_radix(text, 16).ok()).flatten().map(Hash)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// What is known of a body that was laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Laid {
    /// Requests in it.
    pub requests: u64,
    /// Its size.
    pub bytes: u64,
    /// Its hash.
    pub hash: Hash,
}

/// Lays out one body after another. Bytes go to a sink, so that nobody has to hold them who does not want them.
#[derive(Debug)]
pub struct Layout {
    requests: u64,
    bytes: u64,
    hasher: Option<Hasher>,
}

struct Hasher(XxHash3_128);

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hasher")
    }
}

impl Layout {
    /// A layout whose bodies are hashed, or whose hash is nobody's business and stays 0.
    pub fn new(hashed: bool) -> Layout {
        Layout {
            requests: 0,
            bytes: 0,
            hasher: hashed.then(|| Hasher(XxHash3_128::new())),
        }
    }

    /// Adds the text of a request.
    pub fn add(&mut self, request: &[u8], mut sink: impl FnMut(&[u8])) {
        let before = if self.requests == 0 { OPEN } else { BETWEEN };
        self.put(before, &mut sink);
        self.put(request, &mut sink);
        self.requests += 1;
    }

    /// Ends the body; the next request starts another.
    pub fn close(&mut self, mut sink: impl FnMut(&[u8])) -> Laid {
        if self.requests == 0 {
            self.put(OPEN, &mut sink);
        }
        self.put(CLOSE, &mut sink);
        let laid = Laid {
            requests: self.requests,
            bytes: self.bytes,
            hash: Hash(self.hasher.as_ref().map_or(0, |hasher| hasher.0.finish_128())),
        };
        *self = Layout::new(self.hasher.is_some());
        laid
    }

    /// Requests in the body under way.
    pub fn requests(&self) -> u64 {
        self.requests
    }

    /// Bytes of the whole body if it had one more request of this many bytes.
    pub fn bytes_with(&self, request: usize) -> u64 {
        let before = if self.requests == 0 { OPEN } else { BETWEEN };
        self.bytes + (before.len() + request + CLOSE.len()) as u64
    }

    fn put(&mut self, bytes: &[u8], sink: &mut impl FnMut(&[u8])) {
        self.bytes += bytes.len() as u64;
        if let Some(hasher) = &mut self.hasher {
            hasher.0.write(bytes);
        }
        sink(bytes);
    }
}
