//! Reads CSV record by record from an input cut anywhere. Each byte is scanned once and copied once, into its record.

use crate::bytes::growth;
use crate::bytes::lines::LONGEST;
use crate::requests::rows::delimiter::{FirstLine, Sniffer};

/// The reader. It holds one record.
#[derive(Debug)]
pub(super) struct Csv {
    /// Present until the first line was read.
    sniffer: Option<Sniffer>,
    /// The delimiter that the caller chose.
    fixed: Option<u8>,
    delimiter: u8,
    at: State,
    /// The fields of the record, resolved, one after another; and where each ends.
    text: Vec<u8>,
    ends: Vec<usize>,
    /// Line on which the record starts, and line of the next byte.
    start: u64,
    line: u64,
    after_cr: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Between records.
    Outside,
    Field,
    /// In a field that is not in quotes.
    Plain,
    Quoted,
    /// After a quote in a quoted field: it closes the field, unless another quote follows.
    Quote,
    /// After the closing quote and optional white space.
    Closed,
}

/// A record: its fields, resolved.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    text: &'a [u8],
    ends: &'a [usize],
    /// Line on which it starts, from 1.
    pub(super) line: u64,
}

impl<'a> Record<'a> {
    /// Number of fields.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// All fields, without anything between them.
    pub(super) fn text(&self) -> &'a [u8] {
        self.text
    }

    /// Whether all its fields are empty, or hold white space alone.
    pub(super) fn is_blank(&self) -> bool {
        // Nearly every row has text in its first byte.
        match self.text.first() {
            Some(b'!'..=b'~') => false,
            _ => std::str::from_utf8(self.text).is_ok_and(|text| text.trim().is_empty()),
        }
    }

    pub(super) fn field(&self, index: usize) -> Option<&'a [u8]> {
        let end = *self.ends.get(index)?;
        let start = match index.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.text.get(start..end)
    }
}

/// Result of `read`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Read {
    Record,
    /// All bytes are used up.
    NeedsMore,
    /// A quote was opened and the text ended: the line on which the record started.
    OpenQuote(u64),
    /// The record is longer than a request can be: the line on which it started.
    TooLong(u64),
    /// Text follows a closing quote: the line on which the record started, and the first byte of that text.
    AfterQuote(u64, u8),
}

impl Csv {
    pub(super) fn new(delimiter: Option<u8>) -> Csv {
        Csv {
            sniffer: Some(Sniffer::default()),
            fixed: delimiter,
            delimiter: delimiter.unwrap_or_default(),
            at: State::Outside,
            text: Vec::new(),
            ends: Vec::new(),
            start: 1,
            line: 1,
            after_cr: false,
        }
    }

    /// The record that `read` has completed.
    pub(super) fn record(&self) -> Record<'_> {
        Record {
            text: &self.text,
            ends: &self.ends,
            line: self.start,
        }
    }

    /// Continues in `input` at byte `next`, which it advances. Bytes before it are not read again.
    pub(super) fn read(&mut self, input: &[u8], next: &mut usize, ended: bool) -> Read {
        let mut rest = input.get(*next..).unwrap_or_default();
        if let Some(sniffer) = &mut self.sniffer {
            let Some(FirstLine { delimiter, skip }) = sniffer.scan(rest, ended) else {
                return Read::NeedsMore;
            };
            self.line += line_ends(rest.get(..skip).unwrap_or_default());
            rest = rest.get(skip..).unwrap_or_default();
            (self.sniffer, self.delimiter) = (None, self.fixed.unwrap_or(delimiter));
        }
        let read = match self.record_in(&mut rest, ended) {
            _ if self.text.len() > LONGEST => Read::TooLong(self.start),
            read => read,
        };
        *next = input.len() - rest.len();
        read
    }

    fn record_in(&mut self, rest: &mut &[u8], ended: bool) -> Read {
        while let Some(first) = rest.first().copied() {
            match self.at {
                // What is left of the line ending before, and blank lines.
                State::Outside if matches!(first, b'\n' | b'\r') => {
                    self.line += u64::from(first == b'\r' || !self.after_cr);
                    self.after_cr = first == b'\r';
                    self.consume(rest, 0, 1);
                }
                State::Outside => {
                    (self.at, self.start) = (State::Field, self.line);
                    self.text.clear();
                    self.ends.clear();
                }
                State::Field if first == b'"' => self.advance(State::Quoted, rest),
                State::Field => self.at = State::Plain,
                State::Quoted => match memchr::memchr(b'"', rest) {
                    Some(quote) => {
                        self.consume(rest, quote, 1);
                        self.at = State::Quote;
                    }
                    None => self.consume(rest, rest.len(), 0),
                },
                State::Quote if first == b'"' => {
                    self.text.push(b'"');
                    self.advance(State::Quoted, rest);
                }
                State::Quote | State::Closed if first == self.delimiter || matches!(first, b'\n' | b'\r') => {
                    self.at = State::Plain
                }
                State::Quote | State::Closed if matches!(first, b' ' | b'\t') => self.advance(State::Closed, rest),
                State::Quote | State::Closed => return Read::AfterQuote(self.start, first),
                State::Plain => match memchr::memchr3(self.delimiter, b'\n', b'\r', rest) {
                    Some(end) => {
                        let byte = rest.get(end).copied();
                        self.consume(rest, end, 1);
                        self.ends.push(self.text.len());
                        self.at = State::Field;
                        if byte != Some(self.delimiter) {
                            return self.complete(byte == Some(b'\r'));
                        }
                    }
                    None => self.consume(rest, rest.len(), 0),
                },
            }
        }
        match self.at {
            State::Outside => Read::NeedsMore,
            _ if !ended => Read::NeedsMore,
            State::Quoted => Read::OpenQuote(self.start),
            State::Field | State::Plain | State::Quote | State::Closed => {
                self.ends.push(self.text.len());
                self.complete(false)
            }
        }
    }

    /// Copies bytes into the record, and skips those after them.
    fn consume(&mut self, rest: &mut &[u8], copied: usize, passed: usize) {
        let (text, after) = rest.split_at(copied);
        growth::append(&mut self.text, text);
        *rest = after.get(passed..).unwrap_or_default();
    }

    fn advance(&mut self, at: State, rest: &mut &[u8]) {
        self.at = at;
        self.consume(rest, 0, 1);
    }

    fn complete(&mut self, after_cr: bool) -> Read {
        (self.at, self.after_cr) = (State::Outside, after_cr);
        self.line += 1 + line_ends(&self.text);
        Read::Record
    }
}

/// Line ends in quoted fields: LF, CRLF, CR.
fn line_ends(text: &[u8]) -> u64 {
    let ends = memchr::memchr2_iter(b'\n', b'\r', text);
    ends.filter(|at| !text.get(*at..).is_some_and(|rest| rest.starts_with(b"\r\n")))
        .count() as u64
}
