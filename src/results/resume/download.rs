use std::borrow::Cow;
use std::time::Duration;

use crate::backoff::backoff;
use crate::bytes::rolling_hash::{Checkpoint, RollingHash};
use crate::results::record::MAX_LINE;
use crate::results::resume::delivery_log::DeliveryLog;
use crate::results::resume::duplicate_filter::DuplicateFilter;
use crate::results::resume::record_counter::RecordCounter;

/// Default number of consecutive losses that are followed by another request. A new byte resets the count.
pub const MAX_DROPS: u32 = 5;

/// The facts of a response head.
#[derive(Debug, Clone, Copy, Default)]
pub struct ResponseHead<'a> {
    /// HTTP status.
    pub status: u16,
    /// `content-range`.
    pub range: Option<&'a str>,
    /// `content-length`.
    pub length: Option<&'a str>,
    /// Whether there is a `content-encoding`. If so, lengths and ranges count encoded bytes.
    pub encoded: bool,
}

/// What to do with a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseAction {
    /// Read it.
    Read,
    /// It is not the requested part: request everything.
    RequestWhole,
}

/// What the end of a response means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseEnd {
    /// The end of the results.
    Done,
    /// It ended before its announced length.
    Lost,
    /// It ended normally, but has fewer records than the batch.
    Short,
    /// It is shorter than the bytes read before.
    Changed,
}

/// Why reading a response stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The results differ from those read before.
    Changed,
    /// The response starts with `<`: an HTML page, such as a login page, instead of results.
    Markup,
}

/// The state of a download over all its connections.
#[derive(Debug)]
pub struct DownloadState {
    /// Hash of the bytes delivered to the reader.
    hash: RollingHash,
    /// That hash before the last chunk, for positions inside it.
    hash_before: RollingHash,
    /// That hash at the end of the last complete line.
    hash_of_lines: RollingHash,
    /// While repeated bytes arrive: their end, and their hash so far.
    check: Option<(Checkpoint, RollingHash)>,
    /// Counts the records of a response that is compared from its first byte.
    compared: Option<RecordCounter>,
    /// Whether the response starts at the first byte, and only white space has arrived so far.
    is_at_start: bool,
    /// The end of the response according to its announced length.
    end: Option<u64>,
    ranges: bool,
    /// Set if the results changed.
    filter: Option<DuplicateFilter>,
    /// Total number of records, if known, and the number of records before the reader's.
    records: Option<u64>,
    records_before: u64,
    max_drops: u32,
    /// The maximum number of bytes of a line.
    max_line: usize,
    drops: u32,
    /// Number of bytes delivered to the reader over all streams, now and at the last loss.
    delivered: u64,
    delivered_before: u64,
}

impl DownloadState {
    /// Starts at the first byte.
    pub fn new(max_drops: u32) -> DownloadState {
        DownloadState {
            hash: RollingHash::default(),
            hash_before: RollingHash::default(),
            hash_of_lines: RollingHash::default(),
            check: None,
            compared: None,
            is_at_start: true,
            end: None,
            ranges: true,
            filter: None,
            records: None,
            records_before: 0,
            max_drops,
            max_line: MAX_LINE,
            drops: 0,
            delivered: 0,
            delivered_before: 0,
        }
    }

    /// Starts where another reader stopped.
    pub fn from_checkpoint(checkpoint: Checkpoint, max_drops: u32) -> DownloadState {
        let check = (checkpoint.offset > 0).then(|| (checkpoint, RollingHash::default()));
        DownloadState {
            check,
            ..DownloadState::new(max_drops)
        }
    }

    /// Sets the maximum number of bytes of a line.
    pub fn with_max_line(mut self, max_line: usize) -> DownloadState {
        self.max_line = max_line;
        self
    }

    /// Sets the total number of records, if known, and how many of them precede the checkpoint.
    pub fn with_record_count(mut self, records: Option<u64>, before: u64) -> DownloadState {
        (self.records, self.records_before) = (records, before);
        self
    }

    /// Returns the first byte to request; `None` to request everything.
    pub fn first_byte(&self) -> Option<u64> {
        let (goal, _) = self.check.as_ref()?;
        goal.range_start().filter(|_| self.ranges)
    }

    /// Takes the head of a response. Returns whether to read it.
    pub fn begin_response(&mut self, head: ResponseHead<'_>) -> ResponseAction {
        let length = head.length.and_then(|digits| digits.trim().parse::<u64>().ok());
        let first_byte = self.first_byte();
        let requested = first_byte.unwrap_or(0);
        let part = || {
            let first = match head.range {
                // No part was requested, and none is named.
                None if first_byte.is_none() => 0,
                range => range.and_then(first_of_range)?,
            };
            (first == requested && (first == 0 || !head.encoded)).then_some(first)
        };
        let Some(start) = (if head.status == 206 { part() } else { Some(0) }) else {
            self.ranges = false;
            return ResponseAction::RequestWhole;
        };
        self.end = length.filter(|_| !head.encoded).map(|length| start + length);
        self.is_at_start = start == 0;
        // The bytes before a partial response are not compared, so the number of records of the whole is unknown.
        let is_counted = self.check.is_some() && self.records.is_some() && start == 0;
        self.compared = is_counted.then(RecordCounter::default);
        if let Some((goal, hash)) = &mut self.check {
            *hash = if start == 0 {
                RollingHash::default()
            } else {
                goal.hash_from_range()
            };
        }
        ResponseAction::Read
    }

    /// Discards the announced length, because the bytes taken are not those that it counts.
    pub fn forget_length(&mut self) {
        self.end = None;
    }

    /// Takes the next bytes of a response. Returns those that are new to the reader.
    ///
    /// # Errors
    /// A [`Refusal`] if the results changed, or an HTML page came instead.
    pub fn take<'a>(&mut self, chunk: &'a [u8]) -> Result<Cow<'a, [u8]>, Refusal> {
        if self.is_at_start {
            self.look_at_start(chunk)?;
        }
        let new = self.compare(chunk)?;
        if new.is_empty() {
            return Ok(Cow::Borrowed(new));
        }
        self.hash_before.clone_from(&self.hash);
        let end = memchr::memrchr2(b'\n', b'\r', new).map_or(0, |last| last + 1);
        let (lines, tail) = new.split_at_checked(end).unwrap_or((new, &[]));
        self.hash.update(lines);
        if end > 0 {
            self.hash_of_lines.clone_from(&self.hash);
        }
        self.hash.update(tail);
        let new = match &mut self.filter {
            None => Cow::Borrowed(new),
            Some(filter) => Cow::Owned(filter.push(new)),
        };
        self.delivered += new.len() as u64;
        Ok(new)
    }

    /// Compares repeated bytes with those read before. Returns the bytes after them.
    fn compare<'a>(&mut self, chunk: &'a [u8]) -> Result<&'a [u8], Refusal> {
        let Some((goal, hash)) = &mut self.check else {
            return Ok(chunk);
        };
        let left = usize::try_from(goal.offset - hash.len()).unwrap_or(usize::MAX);
        let (read_before, new) = chunk.split_at_checked(left).unwrap_or((chunk, &[]));
        hash.update(read_before);
        if let Some(counter) = &mut self.compared {
            counter.push(read_before);
        }
        if hash.len() == goal.offset {
            if !goal.matches(hash) {
                return Err(Refusal::Changed);
            }
            self.hash = hash.clone();
            (self.check, self.compared) = (None, None);
        }
        Ok(new)
    }

    /// Called when a response ends without an error. `records` is the number of records that the reader has read, including a
    /// last line without a line ending if it is a record.
    pub fn end_response(&mut self, records: u64) -> ResponseEnd {
        let at = self.check.as_ref().map_or(self.hash.len(), |(_, hash)| hash.len());
        if self.end.is_some_and(|end| at < end) {
            return ResponseEnd::Lost;
        }
        if self.check.is_some() {
            return self.end_of_compared();
        }
        let records = match &self.filter {
            // Records that the filter drops belong to the results too.
            Some(filter) => filter.records(),
            None => self.records_before.saturating_add(records),
        };
        if self.records.is_some_and(|all| records < all) {
            return ResponseEnd::Short;
        }
        self.hash_of_lines.clone_from(&self.hash);
        ResponseEnd::Done
    }

    /// Handles a response that ended before the end of the bytes read before: it was cut short, or the results changed.
    #[cold]
    #[inline(never)]
    fn end_of_compared(&mut self) -> ResponseEnd {
        match (self.records, &self.compared) {
            (Some(all), Some(counter)) if counter.records() < all => ResponseEnd::Short,
            (Some(_), None) => {
                // A partial response does not show which, but the whole does.
                self.ranges = false;
                ResponseEnd::Short
            }
            _ => ResponseEnd::Changed,
        }
    }

    /// Checks the first byte of the results that is not white space.
    #[cold]
    #[inline(never)]
    fn look_at_start(&mut self, chunk: &[u8]) -> Result<(), Refusal> {
        // White space of JSON, and the bytes of a byte order mark.
        let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0xef | 0xbb | 0xbf);
        let first = chunk.iter().find(|byte| !is_space(byte));
        self.is_at_start = first.is_none();
        match first {
            Some(b'<') => Err(Refusal::Markup),
            _ => Ok(()),
        }
    }

    /// Returns the unfinished last line that the filter still holds at the end.
    pub fn finish(&mut self) -> Option<Vec<u8>> {
        self.filter.as_mut().map(DuplicateFilter::finish)
    }

    /// Called when a connection was lost or could not be opened. Returns the wait before the next request; `None` to give up.
    /// `random` is in 0..1.
    pub fn dropped(&mut self, random: f64) -> Option<Duration> {
        if self.check.is_none() && !self.hash.is_empty() {
            self.check = Some((self.hash.checkpoint(), RollingHash::default()));
        }
        if self.delivered > self.delivered_before {
            (self.drops, self.delivered_before) = (0, self.delivered);
        }
        if self.drops >= self.max_drops {
            return None;
        }
        self.drops += 1;
        // The first retry is immediate, because most losses affect a single connection and not the network.
        Some(match self.drops {
            1 => Duration::ZERO,
            drops => backoff(drops - 2, random),
        })
    }

    /// Restarts at the first byte of the changed results, and filters out the records that the reader already has.
    pub fn restart(&mut self, delivered: &DeliveryLog) {
        self.filter = Some(DuplicateFilter::new(delivered, self.max_line));
        (self.check, self.compared) = (None, None);
        self.hash = RollingHash::default();
    }

    /// Returns the checkpoint after the last complete line; `None` if the results changed, so that no other reader can resume.
    pub fn checkpoint(&self) -> Option<Checkpoint> {
        let unread = self.check.as_ref().filter(|_| self.hash_of_lines.is_empty());
        self.filter
            .is_none()
            .then(|| unread.map_or_else(|| self.hash_of_lines.checkpoint(), |(goal, _)| *goal))
    }

    /// Returns a checkpoint inside the new bytes of the last chunk.
    pub fn checkpoint_in(&self, chunk: &[u8], offset: u64) -> Option<Checkpoint> {
        let in_chunk = |from: u64| {
            chunk
                .len()
                .saturating_sub(usize::try_from(self.hash.len().saturating_sub(from)).unwrap_or(0))
        };
        let mut hash = self.hash_before.clone();
        hash.update(chunk.get(in_chunk(hash.len())..in_chunk(offset))?);
        self.filter.is_none().then(|| hash.checkpoint())
    }
}

/// Returns whether a failed request may succeed later, by the code of its error.
pub fn is_retryable(code: &str) -> bool {
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

/// Returns the first byte of a `content-range` such as `bytes 65536-99999/100000`.
fn first_of_range(range: &str) -> Option<u64> {
    let (unit, range) = range.trim().split_once(' ')?;
    let (first, _) = range.split_once('-')?;
    first.trim().parse().ok().filter(|_| unit.eq_ignore_ascii_case("bytes"))
}
