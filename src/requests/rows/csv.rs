//! Reads CSV record by record from an input cut anywhere. A plain record is not copied from the input. Of any other record, each
//! byte is copied once.

use std::borrow::Cow;
use std::ops::Range;

use crate::bytes::growth;
use crate::bytes::lines::LONGEST;
use crate::json::escape::is_ascii;
use crate::requests::rows::csv_scan::{Field, Found, line_ends, scan};
use crate::requests::rows::delimiter::{FirstLine, Sniffer};

/// The reader. It buffers at most one record.
#[derive(Debug)]
pub(super) struct Csv {
    /// Detects the delimiter; absent once the first line was read.
    sniffer: Option<Sniffer>,
    /// The delimiter that the caller chose.
    fixed: Option<u8>,
    delimiter: u8,
    at: State,
    /// The range of the record in the input, if it is plain.
    plain: Option<Range<usize>>,
    /// If it is not plain: its fields, unquoted and concatenated.
    text: Vec<u8>,
    fields: Vec<Field>,
    /// The number of columns, if known.
    columns: Option<usize>,
    /// The line on which the record starts, and the line of the next byte.
    start: u64,
    line: u64,
    after_cr: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Between records.
    Outside,
    Field,
    /// In an unquoted field.
    Plain,
    Quoted,
    /// After a quote in a quoted field. It ends the field, unless another quote follows.
    Quote,
    /// After the closing quote and optional white space.
    Closed,
}

/// A record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    text: &'a [u8],
    fields: &'a [Field],
    /// Whether it has the expected number of fields, is UTF-8, and is not blank.
    pub(super) is_plain: bool,
    /// Line on which it starts, from 1.
    pub(super) line: u64,
}

impl<'a> Record<'a> {
    /// Returns the number of fields.
    pub(super) fn len(&self) -> usize {
        self.fields.len()
    }

    /// Returns whether all its fields are empty or contain only white space.
    pub(super) fn is_blank(&self) -> bool {
        !self.is_plain && str::from_utf8(self.text).is_ok_and(|text| text.trim().is_empty())
    }

    /// Returns the text that contains its fields, and the range of a field.
    pub(super) fn place(&self, index: usize) -> Option<(&'a [u8], Field)> {
        self.fields.get(index).map(|field| (self.text, *field))
    }

    /// Returns a field, with doubled quotes unchanged.
    pub(super) fn raw(&self, index: usize) -> Option<&'a [u8]> {
        self.fields.get(index).map(|field| field.of(self.text))
    }

    /// Returns a field, with doubled quotes resolved.
    pub(super) fn field(&self, index: usize) -> Option<Cow<'a, [u8]>> {
        self.fields.get(index).map(|field| field.resolved(self.text))
    }

    /// Returns a field that is not UTF-8.
    pub(super) fn not_utf8(&self) -> Option<&'a [u8]> {
        if self.is_plain || is_ascii(self.text) {
            return None;
        }
        // Checks each field separately, because a delimiter may be between the halves of a character.
        let mut fields = self.fields.iter().map(|field| field.of(self.text));
        fields.find(|field| str::from_utf8(field).is_err())
    }
}

/// Result of `read`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Read {
    Record,
    /// All bytes are consumed.
    NeedsMore,
    /// The text ended in an open quote. Contains the line on which the record started.
    OpenQuote(u64),
    /// The record is longer than any request. Contains the line on which it started.
    TooLong(u64),
    /// Text follows a closing quote. Contains the line on which the record started, and the first byte of that text.
    AfterQuote(u64, u8),
}

impl Csv {
    pub(super) fn new(delimiter: Option<u8>) -> Csv {
        Csv {
            sniffer: Some(Sniffer::default()),
            fixed: delimiter,
            delimiter: delimiter.unwrap_or_default(),
            at: State::Outside,
            plain: None,
            text: Vec::new(),
            fields: Vec::new(),
            columns: None,
            start: 1,
            line: 1,
            after_cr: false,
        }
    }

    /// Sets the number of columns. Until then, no record is plain.
    pub(super) fn set_columns(&mut self, columns: usize) {
        self.columns = Some(columns);
    }

    /// Returns the delimiter, once it is known.
    pub(super) fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// Returns the line on which the last record starts.
    pub(super) fn start_line(&self) -> u64 {
        self.start
    }

    /// Returns the record that `read` has completed in this input.
    pub(super) fn record<'a>(&'a self, input: &'a [u8]) -> Record<'a> {
        let text = match &self.plain {
            Some(place) => input.get(place.clone()).unwrap_or_default(),
            None => &self.text,
        };
        Record {
            text,
            fields: &self.fields,
            is_plain: self.plain.is_some(),
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
        if self.at == State::Outside {
            self.skip_line_ends(&mut rest);
            if let Some(length) = self.plain_record(rest) {
                let start = input.len() - rest.len();
                // Includes the rest of the input, because fields are copied in blocks.
                self.plain = Some(start..input.len());
                *next = start + length;
                return Read::Record;
            }
            self.plain = None;
        }
        let read = match self.record_in(&mut rest, ended) {
            _ if self.text.len() > LONGEST => Read::TooLong(self.start),
            read => read,
        };
        *next = input.len() - rest.len();
        read
    }

    /// Skips the rest of the previous line ending, and blank lines.
    fn skip_line_ends(&mut self, rest: &mut &[u8]) {
        while let Some((first @ (b'\n' | b'\r'), after)) = rest.split_first() {
            self.line += u64::from(*first == b'\r' || !self.after_cr);
            self.after_cr = *first == b'\r';
            *rest = after;
        }
    }

    /// Finds a plain record. Returns its length, including the first byte of its line end.
    fn plain_record(&mut self, rest: &[u8]) -> Option<usize> {
        let Found { length, line_ends } = scan(rest, self.delimiter, self.columns?, &mut self.fields)?;
        self.start = self.line;
        self.line += 1 + line_ends;
        self.after_cr = rest.get(length - 1) == Some(&b'\r');
        Some(length)
    }

    fn record_in(&mut self, rest: &mut &[u8], ended: bool) -> Read {
        while let Some(first) = rest.first().copied() {
            match self.at {
                State::Outside => {
                    (self.at, self.start) = (State::Field, self.line);
                    self.text.clear();
                    self.fields.clear();
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
                        self.end_field();
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
                self.end_field();
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

    fn end_field(&mut self) {
        self.fields.push(Field {
            start: self.fields.last().map_or(0, |field| field.end),
            end: self.text.len(),
            escapes: true,
            doubled: false,
        });
    }

    fn complete(&mut self, after_cr: bool) -> Read {
        (self.at, self.after_cr) = (State::Outside, after_cr);
        self.line += 1 + line_ends(&self.text);
        Read::Record
    }
}
