//! Divides requests into shards, each of which becomes one create body.

use std::collections::VecDeque;

use crate::bytes::Position;
use crate::bytes::growth;
use crate::json::{Fault, Reader, Span, Unexpected};
use crate::requests::shards::body::{BodyDigest, BodyWriter};

/// What to collect for each shard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ShardDetail {
    /// The bytes of its body.
    pub bodies: bool,
    /// Its hash and ids.
    pub facts: bool,
}

/// One shard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shard {
    /// Its index among the shards, from 0.
    pub index: u64,
    /// Index of its first request in the whole input.
    pub first: u64,
    /// Byte offset of that request in the input.
    pub start: u64,
    /// Number of requests, size and hash of its body.
    pub digest: BodyDigest,
    /// The `custom_id`s as a JSON array, in request order, with null for a missing one. Empty unless collected.
    pub custom_ids: Vec<u8>,
}

/// Writes requests into the bodies of shards. The pipeline's counter decides where a shard ends.
#[derive(Debug)]
pub struct Divider {
    detail: ShardDetail,
    writer: BodyWriter,
    index: u64,
    requests: u64,
    first: u64,
    start: u64,
    custom_ids: Vec<u8>,
    /// Bytes of bodies that were not taken yet.
    body: Vec<u8>,
    /// Complete shards, and the end of their bodies in `body`.
    complete: VecDeque<(Shard, usize)>,
}

impl Divider {
    /// Makes a divider without requests.
    pub fn new(detail: ShardDetail) -> Divider {
        Divider {
            detail,
            writer: BodyWriter::new(detail.facts),
            index: 0,
            requests: 0,
            first: 0,
            start: 0,
            custom_ids: Vec::new(),
            body: Vec::new(),
            complete: VecDeque::new(),
        }
    }

    /// Adds a request to the current shard, or as the first of a new one. `id` is the range of its `custom_id` between the
    /// quotes, if it is known.
    pub fn request(&mut self, text: &[u8], id: Option<Span>, position: Position, starts_shard: bool) {
        if starts_shard {
            if self.requests > 0 {
                self.close();
            }
            self.first = self.requests;
            self.start = position.offset;
        }
        self.requests += 1;
        if self.detail.facts {
            self.custom_ids
                .push(if self.custom_ids.is_empty() { b'[' } else { b',' });
            let id = match id {
                Some(id) => text.get(id.start - 1..=id.end),
                None => custom_id(text),
            };
            self.custom_ids.extend_from_slice(id.unwrap_or(b"null"));
        }
        let Divider {
            writer, body, detail, ..
        } = self;
        writer.add(text, |bytes| {
            if detail.bodies {
                growth::append(body, bytes);
            }
        });
    }

    /// Ends the last shard. Without requests there is none, unless `always_one` is set.
    pub fn finish(&mut self, always_one: bool) {
        if self.requests > 0 || always_one {
            self.close();
        }
    }

    /// Passes the bytes of bodies that were not taken yet to `take`, at most up to the end of a shard. After that, `shard`
    /// returns that shard.
    pub fn take_body(&mut self, take: impl FnOnce(&[u8])) {
        let end = self.complete.front().map_or(self.body.len(), |(_, end)| *end);
        take(self.body.get(..end).unwrap_or_default());
        self.body.drain(..end);
        for (_, reach) in &mut self.complete {
            *reach -= end.min(*reach);
        }
    }

    /// Returns the next complete shard, once its bytes were taken.
    pub fn shard(&mut self) -> Option<Shard> {
        match self.complete.front() {
            Some((_, 0)) => self.complete.pop_front().map(|(shard, _)| shard),
            _ => None,
        }
    }

    /// Drops the bytes of bodies that were not taken, and stops collecting them.
    pub fn forget_bodies(&mut self) {
        self.detail.bodies = false;
        self.body = Vec::new();
        for (_, reach) in &mut self.complete {
            *reach = 0;
        }
    }

    fn close(&mut self) {
        let Divider {
            writer, body, detail, ..
        } = self;
        let digest = writer.close(|bytes| {
            if detail.bodies {
                growth::append(body, bytes);
            }
        });
        let mut custom_ids = std::mem::take(&mut self.custom_ids);
        if self.detail.facts {
            custom_ids.push(b']');
        }
        let shard = Shard {
            index: self.index,
            first: self.first,
            start: self.start,
            digest,
            custom_ids,
        };
        self.index += 1;
        self.complete.push_back((shard, self.body.len()));
    }
}

/// Returns the JSON text of a request's `custom_id`, if it is a string. Reads only the text before it, which is usually empty.
fn custom_id(request: &[u8]) -> Option<&[u8]> {
    let mut id = None;
    let mut reader = Reader::new(request);
    let _ = reader.object(|reader, key, _| {
        if key.is("custom_id") {
            let (_, span) = reader.string()?;
            id = Some(span);
            // This error only stops the reader.
            return Err(Fault {
                at: span.end,
                expected: "nothing more",
                found: Unexpected::Words(""),
            });
        }
        reader.skip().map(drop)
    });
    id.and_then(|span| request.get(span.start..span.end))
}
