//! Requests in, shards out: each is what one create body holds. In one pass, with the check.

use crate::bytes::Position;
use std::collections::VecDeque;

use crate::cost::prefix::{Prefix, PrefixReport};
use crate::json::{Fault, Reader};
use crate::requests::shards::body::{Laid, Layout};
use crate::requests::shards::limits::{Limits, Plan};
use crate::rules::{Checker, Options, Report};

/// What is wanted besides the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wanted {
    /// The bytes of the bodies.
    pub bodies: bool,
    /// Of each shard, its hash and ids.
    pub facts: bool,
    /// What the requests have in common.
    pub prefix: bool,
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
    pub laid: Laid,
    /// The `custom_id`s as a JSON array, in the order of the requests; null for one that has none. Empty unless wanted.
    pub custom_ids: Vec<u8>,
}

/// Takes text cut anywhere, checks its requests and divides them.
#[derive(Debug)]
pub struct Shards {
    checker: Checker,
    state: State,
}

#[derive(Debug)]
struct State {
    wanted: Wanted,
    is_one: bool,
    plan: Plan,
    layout: Layout,
    index: u64,
    seen: u64,
    first: u64,
    start: u64,
    custom_ids: Vec<u8>,
    prefix: Option<Prefix>,
    body: Vec<u8>,
    /// Shards that are complete, and how far their bodies reach into `body`.
    done: VecDeque<(Shard, usize)>,
}

impl Shards {
    /// `limits` say where shards end; those that the check knows are in its own options.
    pub fn new(options: Options, limits: Limits, wanted: Wanted) -> Shards {
        Shards {
            checker: Checker::new(options),
            state: State {
                wanted,
                is_one: limits == Limits::NONE,
                plan: Plan::new(limits),
                layout: Layout::new(wanted.facts),
                index: 0,
                seen: 0,
                first: 0,
                start: 0,
                custom_ids: Vec::new(),
                prefix: wanted.prefix.then(Prefix::default),
                body: Vec::new(),
                done: VecDeque::new(),
            },
        }
    }

    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        let Shards { checker, state } = self;
        checker.push(bytes, |request, place| state.take(request, place));
    }

    /// Ends the input. Without requests there is no shard, but there is a body where all goes into one, so that a create can
    /// send what it was given.
    pub fn finish(&mut self) -> Report {
        let Shards { checker, state } = self;
        let report = checker.finish(|request, place| state.take(request, place));
        if state.seen > 0 || state.is_one {
            state.close();
        }
        report
    }

    /// Hands over the bytes of bodies that are there, up to the end of a shard at most; then `shard` tells about that one.
    pub fn take_body(&mut self, take: impl FnOnce(&[u8])) {
        let state = &mut self.state;
        let end = state.done.front().map_or(state.body.len(), |(_, end)| *end);
        take(state.body.get(..end).unwrap_or_default());
        state.body.drain(..end);
        for (_, reach) in &mut state.done {
            *reach -= end.min(*reach);
        }
    }

    /// The next shard that is complete, once its bytes were taken.
    pub fn shard(&mut self) -> Option<Shard> {
        match self.state.done.front() {
            Some((_, 0)) => self.state.done.pop_front().map(|(shard, _)| shard),
            _ => None,
        }
    }

    /// From now on the bytes of bodies are not wanted, and those that were not taken are forgotten.
    pub fn forget_bodies(&mut self) {
        self.state.wanted.bodies = false;
        self.state.body = Vec::new();
        for (_, reach) in &mut self.state.done {
            *reach = 0;
        }
    }

    /// What the requests so far have in common, if that was wanted.
    pub fn prefix(&self) -> Option<PrefixReport> {
        self.state.prefix.as_ref().map(Prefix::report)
    }

    /// Requests so far.
    pub fn requests(&self) -> u64 {
        self.checker.requests()
    }

    /// Errors so far.
    pub fn errors(&self) -> u64 {
        self.checker.errors()
    }

    /// Whether the input turned out to be a create body.
    pub fn is_body(&self) -> bool {
        self.checker.is_body()
    }
}

impl State {
    fn take(&mut self, request: &[u8], place: Position) {
        if self.plan.add(request.len()) {
            if self.seen > 0 {
                self.close();
            }
            self.first = self.seen;
            self.start = place.offset;
        }
        self.seen += 1;
        if self.wanted.facts {
            self.custom_ids
                .push(if self.custom_ids.is_empty() { b'[' } else { b',' });
            self.custom_ids.extend_from_slice(custom_id(request).unwrap_or(b"null"));
        }
        if let Some(prefix) = &mut self.prefix {
            prefix.add(request);
        }
        let State {
            layout, body, wanted, ..
        } = self;
        layout.add(request, |bytes| {
            if wanted.bodies {
                body.extend_from_slice(bytes);
            }
        });
    }

    fn close(&mut self) {
        let State {
            layout, body, wanted, ..
        } = self;
        let laid = layout.close(|bytes| {
            if wanted.bodies {
                body.extend_from_slice(bytes);
            }
        });
        let mut custom_ids = std::mem::take(&mut self.custom_ids);
        if wanted.facts {
            custom_ids.push(b']');
        }
        let shard = Shard {
            index: self.index,
            first: self.first,
            start: self.start,
            laid,
            custom_ids,
        };
        self.index += 1;
        self.done.push_back((shard, self.body.len()));
    }
}

/// The JSON text of a request's `custom_id`, if that is a string. Only what stands before it is read, which is nothing in
/// requests as people write them.
fn custom_id(request: &[u8]) -> Option<&[u8]> {
    let mut found = None;
    let mut reader = Reader::new(request);
    let _ = reader.object(|reader, key, _| {
        if key.is("custom_id") {
            let (_, span) = reader.string()?;
            found = Some(span);
            // An error ends the reading; that is all it is for.
            return Err(Fault {
                at: span.end,
                expected: "nothing more",
                found: String::new(),
            });
        }
        reader.skip().map(drop)
    });
    found.and_then(|span| request.get(span.start..span.end))
}
