//! Divides requests over shards: each is what one create body holds.

use std::collections::VecDeque;

use crate::bytes::Position;
use crate::bytes::growth;
use crate::json::{Fault, Reader, Unexpected};
use crate::requests::shards::body::{BodyDigest, BodyWriter};

/// What is collected of each shard.
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
    /// Its place among the shards, from 0.
    pub index: u64,
    /// Index of its first request in the whole input.
    pub first: u64,
    /// Byte of the input at which that request starts.
    pub start: u64,
    /// Requests, bytes and hash of its body.
    pub digest: BodyDigest,
    /// The `custom_id`s as a JSON array, in the order of the requests; null for one that has none. Empty unless collected.
    pub custom_ids: Vec<u8>,
}

/// Writes requests into the bodies of shards. Where a shard ends, the pipeline's counter decides.
#[derive(Debug)]
pub struct Divider {
    detail: ShardDetail,
    writer: BodyWriter,
    index: u64,
    requests: u64,
    first: u64,
    start: u64,
    custom_ids: Vec<u8>,
    /// Bytes of bodies that nobody has taken yet.
    body: Vec<u8>,
    /// Shards that are complete, and how far their bodies reach into `body`.
    complete: VecDeque<(Shard, usize)>,
}

impl Divider {
    /// A divider without requests.
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

    /// Adds a request, to the shard under way or as the first of another.
    pub fn request(&mut self, text: &[u8], position: Position, starts_shard: bool) {
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
            self.custom_ids.extend_from_slice(custom_id(text).unwrap_or(b"null"));
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

    /// Ends the last shard. Without requests there is none, unless there is to be one body in any case.
    pub fn finish(&mut self, always_one: bool) {
        if self.requests > 0 || always_one {
            self.close();
        }
    }

    /// Passes on the bytes of bodies that nobody has taken yet, up to the end of a shard at most; then `shard` returns
    /// that one.
    pub fn take_body(&mut self, take: impl FnOnce(&[u8])) {
        let end = self.complete.front().map_or(self.body.len(), |(_, end)| *end);
        take(self.body.get(..end).unwrap_or_default());
        self.body.drain(..end);
        for (_, reach) in &mut self.complete {
            *reach -= end.min(*reach);
        }
    }

    /// The next shard that is complete, once its bytes were taken.
    pub fn shard(&mut self) -> Option<Shard> {
        match self.complete.front() {
            Some((_, 0)) => self.complete.pop_front().map(|(shard, _)| shard),
            _ => None,
        }
    }

    /// Drops the bytes of bodies that nobody has taken, and collects no more of them.
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

/// The JSON text of a request's `custom_id`, if that is a string. Only what stands before it is read, which is nothing in
/// requests as people write them.
fn custom_id(request: &[u8]) -> Option<&[u8]> {
    let mut id = None;
    let mut reader = Reader::new(request);
    let _ = reader.object(|reader, key, _| {
        if key.is("custom_id") {
            let (_, span) = reader.string()?;
            id = Some(span);
            // An error ends the reading; that is all it is for.
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
