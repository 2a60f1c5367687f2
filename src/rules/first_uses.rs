//! The custom ids so far, and the first use of each.

use std::fmt;
use std::fmt::{Display, Formatter};
use std::hash::{Hash, Hasher};

use crate::bytes::hashing::wide_hash;
use crate::bytes::shared_map::SharedMap;

/// The ids of an input and the first use of each: its line if each request has its own line, else its request. An id of any
/// length takes about 35 bytes.
#[derive(Debug, Default)]
pub(super) struct FirstUses {
    ids: SharedMap<Id, u32>,
    /// Request and line of the first id.
    first: Option<(u64, u64)>,
    /// Whether each request has its own line; known from the second request on.
    by_line: Option<bool>,
}

/// 96 bits of the hash of an id. Among a million different ids, the chance that two share these bits is 1 in 10^17, and it cannot
/// be increased without knowing the seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Id([u32; 3]);

impl Id {
    fn new(id: &[u8]) -> Id {
        let hash = wide_hash(id);
        Id([0, 32, 64].map(|bits| (hash >> bits) as u32))
    }
}

impl Hash for Id {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        let [low, high, _] = self.0;
        hasher.write_u64(u64::from(high) << u32::BITS | u64::from(low));
    }
}

/// The first use of an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FirstUse {
    /// On this line, from 1.
    Line(u64),
    /// In this request, from 0.
    Request(u64),
}

impl FirstUses {
    /// Adds the id of a request, with its line if the input has lines. Returns the first use of the id, if there is an earlier
    /// one.
    pub(super) fn insert(&mut self, id: &[u8], request: u64, line: Option<u64>) -> Option<FirstUse> {
        let own = (request, line.unwrap_or_default());
        let first = *self.first.get_or_insert(own);
        let by_line = match self.by_line {
            Some(by_line) => by_line,
            // Only a second request shows the layout of the input.
            None if own == first => false,
            None => *self.by_line.insert(own.1 != first.1),
        };
        // The position of the first request is stored separately.
        let place = match (own == first, by_line) {
            (true, _) => 0,
            (false, true) => own.1,
            (false, false) => own.0,
        };
        // Requests beyond that number are not stored.
        let found = self.ids.insert(Id::new(id), u32::try_from(place).ok()?)?;
        Some(match (u64::from(found), by_line) {
            (0, true) => FirstUse::Line(first.1),
            (0, false) => FirstUse::Request(first.0),
            (line, true) => FirstUse::Line(line),
            (request, false) => FirstUse::Request(request),
        })
    }
}

impl Display for FirstUse {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            FirstUse::Line(line) => write!(f, "on line {line}"),
            FirstUse::Request(request) => write!(f, "at requests.{request}"),
        }
    }
}
