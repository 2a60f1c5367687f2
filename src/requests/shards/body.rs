//! Writes a create body request by request, with its size and hash.

use std::fmt;
use twox_hash::XxHash3_128;

use crate::catalog::limits::EMPTY_BODY_BYTES;

/// Start of a create body.
pub const OPEN: &[u8] = b"{\"requests\":[";
/// Separator between two requests.
pub const BETWEEN: &[u8] = b",";
/// End of a create body.
pub const CLOSE: &[u8] = b"]}";
/// Size of a create body without requests.
pub const EMPTY: u64 = (OPEN.len() + CLOSE.len()) as u64;

// The rules only have the length.
const _: () = assert!(EMPTY == EMPTY_BODY_BYTES);

/// XXH3 of a complete body, 128 bits with seed 0, as printed by `xxhsum -H2`: 32 hexadecimal digits. It detects changes of a
/// body. Not cryptographic: collisions can be constructed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hash(u128);

impl Hash {
    /// Parses the output of `Display`.
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

/// Identifies a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BodyDigest {
    /// Number of requests.
    pub requests: u64,
    /// Size in bytes.
    pub bytes: u64,
    /// Its hash.
    pub hash: Hash,
}

/// Writes one body after another. Bytes go straight to `sink`; nothing is buffered here.
#[derive(Debug)]
pub struct BodyWriter {
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

impl BodyWriter {
    /// Makes a writer. Without `hashes`, the hash of each body is 0.
    pub fn new(hashes: bool) -> BodyWriter {
        BodyWriter {
            requests: 0,
            bytes: 0,
            hasher: hashes.then(|| Hasher(XxHash3_128::new())),
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
    pub fn close(&mut self, mut sink: impl FnMut(&[u8])) -> BodyDigest {
        if self.requests == 0 {
            self.put(OPEN, &mut sink);
        }
        self.put(CLOSE, &mut sink);
        let digest = BodyDigest {
            requests: self.requests,
            bytes: self.bytes,
            hash: Hash(self.hasher.as_ref().map_or(0, |hasher| hasher.0.finish_128())),
        };
        *self = BodyWriter::new(self.hasher.is_some());
        digest
    }

    /// Returns the number of requests in the current body.
    pub fn requests(&self) -> u64 {
        self.requests
    }

    /// Returns the size of the complete body with one more request of this many bytes.
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
