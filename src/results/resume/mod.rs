//! Going on with results whose connection was lost: where to ask from, whether what comes is what came before, what of it
//! is new, and when to give up. Facts in, decisions out; the shell asks and reads.
//!
//! What was read is known by a rolling hash ([`Ledger`]). A server that honours ranges is asked from a point shortly
//! before the loss, any other one from the start; either way what was there before is hashed again, compared and left
//! out. If it is not the same any more (the order of results is not promised), everything is read anew and the records
//! that were given before are left out by their ids ([`Gate`]).

mod duplicate_filter;

use std::borrow::Cow;
use std::time::Duration;

pub use crate::bytes::rolling_hash::{Ledger, Mark};
pub use duplicate_filter::{Gate, Seen};

use crate::backoff::backoff;

/// Losses in a row that are answered by another request, when the caller does not say. A new byte starts the count again.
pub const MAX_DROPS: u32 = 5;

/// What an answer says about itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Head<'a> {
    /// HTTP status.
    pub status: u16,
    /// `content-range`.
    pub range: Option<&'a str>,
    /// `content-length`.
    pub length: Option<&'a str>,
    /// Whether there is a `content-encoding`: then lengths and ranges count other bytes than we see.
    pub encoded: bool,
}

/// What to do with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Read it.
    Read,
    /// It is not the part that was asked for: ask for the whole.
    AskAgain,
}

/// What the end of an answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The end of the results.
    Done,
    /// It ended before the length that it had announced.
    Lost,
    /// It is shorter than what was read before.
    Changed,
}

/// The results are not those that were read before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changed;

/// The state of a download over all its connections.
#[derive(Debug)]
pub struct Download {
    /// Of the bytes of the stream that the reader was given.
    ledger: Ledger,
    /// The same before the last chunk, for places inside it.
    before: Ledger,
    /// The same at the end of the last whole line.
    boundary: Ledger,
    /// While bytes come that the reader has: where they end, and their hash so far.
    check: Option<(Mark, Ledger)>,
    /// Where the answer ends, by its own word.
    end: Option<u64>,
    ranges: bool,
    gate: Option<Gate>,
    max_drops: u32,
    drops: u32,
    /// Bytes that the reader was given, over all streams, and how many at the last loss.
    given: u64,
    given_before: u64,
}

impl Download {
    /// From the first byte.
    pub fn new(max_drops: u32) -> Download {
        Download {
            ledger: Ledger::default(),
            before: Ledger::default(),
            boundary: Ledger::default(),
            check: None,
            end: None,
            ranges: true,
            gate: None,
            max_drops,
            drops: 0,
            given: 0,
            given_before: 0,
        }
    }

    /// From where another reader stopped.
    pub fn from(mark: Mark, max_drops: u32) -> Download {
        let check = (mark.offset > 0).then(|| (mark, Ledger::default()));
        Download {
            check,
            ..Download::new(max_drops)
        }
    }

    /// The first byte to ask for, or nothing to ask for the whole.
    pub fn ask(&self) -> Option<u64> {
        let (goal, _) = self.check.as_ref()?;
        goal.range().filter(|_| self.ranges)
    }

    /// An answer begins.
    pub fn answered(&mut self, head: Head<'_>) -> Answer {
        let length = head.length.and_then(|digits| digits.trim().parse::<u64>().ok());
        let asked = self.ask().unwrap_or(0);
        let part = || {
            let first = head.range.and_then(first_byte)?;
            (first == asked && (first == 0 || !head.encoded)).then_some(first)
        };
        let Some(start) = (if head.status == 206 { part() } else { Some(0) }) else {
            self.ranges = false;
            return Answer::AskAgain;
        };
        self.end = length.filter(|_| !head.encoded).map(|length| start + length);
        if let Some((goal, ledger)) = &mut self.check {
            *ledger = if start == 0 { Ledger::default() } else { goal.ledger() };
        }
        Answer::Read
    }

    /// Takes the next bytes of an answer; gives those that are new to the reader.
    pub fn take<'a>(&mut self, chunk: &'a [u8]) -> Result<Cow<'a, [u8]>, Changed> {
        let mut new = chunk;
        if let Some((goal, ledger)) = &mut self.check {
            let left = usize::try_from(goal.offset - ledger.len()).unwrap_or(usize::MAX);
            let (known, rest) = chunk.split_at_checked(left).unwrap_or((chunk, &[]));
            ledger.update(known);
            if ledger.len() == goal.offset {
                if !goal.is_of(ledger) {
                    return Err(Changed);
                }
                self.ledger = ledger.clone();
                self.check = None;
            }
            new = rest;
        }
        if new.is_empty() {
            return Ok(Cow::Borrowed(new));
        }
        self.before.clone_from(&self.ledger);
        let end = memchr::memrchr2(b'\n', b'\r', new).map_or(0, |last| last + 1);
        let (lines, tail) = new.split_at_checked(end).unwrap_or((new, &[]));
        self.ledger.update(lines);
        if end > 0 {
            self.boundary.clone_from(&self.ledger);
        }
        self.ledger.update(tail);
        let new = match &mut self.gate {
            None => Cow::Borrowed(new),
            Some(gate) => Cow::Owned(gate.push(new)),
        };
        self.given += new.len() as u64;
        Ok(new)
    }

    /// An answer ended as answers end.
    pub fn ended(&mut self) -> End {
        let at = self
            .check
            .as_ref()
            .map_or(self.ledger.len(), |(_, ledger)| ledger.len());
        if self.end.is_some_and(|end| at < end) {
            End::Lost
        } else if self.check.is_some() {
            End::Changed
        } else {
            self.boundary.clone_from(&self.ledger);
            End::Done
        }
    }

    /// What the gate still holds when all is read: an unfinished last line.
    pub fn rest(&mut self) -> Option<Vec<u8>> {
        self.gate.as_mut().map(Gate::finish)
    }

    /// The connection was lost, or none was made. Says how long to wait before asking again, or nothing to give up.
    /// `random` is in 0..1.
    pub fn dropped(&mut self, random: f64) -> Option<Duration> {
        if self.check.is_none() && !self.ledger.is_empty() {
            self.check = Some((self.ledger.mark(), Ledger::default()));
        }
        if self.given > self.given_before {
            (self.drops, self.given_before) = (0, self.given);
        }
        if self.drops >= self.max_drops {
            return None;
        }
        self.drops += 1;
        // The first time at once: most losses are of one connection, not of a network.
        Some(match self.drops {
            1 => Duration::ZERO,
            drops => backoff(drops - 2, random),
        })
    }

    /// Reads the changed results from their start and leaves out the records that the reader has.
    pub fn changed(&mut self, seen: &Seen) {
        self.gate = Some(Gate::new(seen));
        self.check = None;
        self.ledger = Ledger::default();
    }

    /// The place after the last whole line. Nothing if the results changed: then a place means nothing to anybody else.
    pub fn mark(&self) -> Option<Mark> {
        let unread = self.check.as_ref().filter(|_| self.boundary.is_empty());
        self.gate
            .is_none()
            .then(|| unread.map_or_else(|| self.boundary.mark(), |(goal, _)| *goal))
    }

    /// A place inside of what the last chunk brought.
    pub fn mark_in(&self, chunk: &[u8], offset: u64) -> Option<Mark> {
        let back = |from: u64| {
            chunk
                .len()
                .saturating_sub(usize::try_from(self.ledger.len().saturating_sub(from)).unwrap_or(0))
        };
        let mut ledger = self.before.clone();
        ledger.update(chunk.get(back(ledger.len())..back(offset))?);
        self.gate.is_none().then(|| ledger.mark())
    }
}

/// Whether a failure to ask again may pass, by the code of its error.
pub fn may_pass(code: &str) -> bool {
    matches!(
        code,
        "connection_failed"
            | "connection_lost"
            | "timed_out"
            | "server_timeout"
            | "server_error"
            | "overloaded"
            | "rate_limited"
            | "conflict"
    )
}

/// The first byte of a `content-range` such as `bytes 65536-99999/100000`.
fn first_byte(range: &str) -> Option<u64> {
    let (unit, range) = range.trim().split_once(' ')?;
    let (first, _) = range.split_once('-')?;
    first.trim().parse().ok().filter(|_| unit.eq_ignore_ascii_case("bytes"))
}
