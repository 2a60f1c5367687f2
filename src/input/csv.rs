//! CSV, a record at a time, from bytes that arrive in any pieces. What a field is, `csv-core` decides; here stand the
//! delimiter, line numbers, and what is wrong with a file.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::delimiter::Sniffer;

/// The reader. It holds one record.
#[derive(Debug)]
pub(super) struct Csv {
    state: State,
    /// The fields of the record, one after another, as far as they are read.
    text: Vec<u8>,
    filled: usize,
    ends: Vec<usize>,
    fields: usize,
    /// Where the record starts, and where the next byte stands.
    start: u64,
    line: u64,
    after_cr: bool,
    inside: bool,
}

#[derive(Debug)]
enum State {
    Sniffing(Sniffer),
    Reading(Box<Reader>),
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

    pub(super) fn field(&self, index: usize) -> Option<&'a [u8]> {
        let end = *self.ends.get(index)?;
        let start = match index.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.text.get(start..end)
    }
}

/// What `read` came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Read {
    Record,
    /// All bytes are used up.
    NeedsMore,
    /// A quote was opened and the text ended: the line on which the record started.
    OpenQuote(u64),
}

impl Csv {
    pub(super) fn new(delimiter: Option<u8>) -> Csv {
        Csv {
            state: delimiter.map_or_else(|| State::Sniffing(Sniffer::default()), reading),
            text: vec![0; 4096],
            filled: 0,
            ends: vec![0; 64],
            fields: 0,
            start: 1,
            line: 1,
            after_cr: false,
            inside: false,
        }
    }

    /// The record that `read` has found.
    pub(super) fn record(&self) -> Record<'_> {
        Record {
            text: self.text.get(..self.filled).unwrap_or_default(),
            ends: self.ends.get(..self.fields).unwrap_or_default(),
            line: self.start,
        }
    }

    /// Reads on in `input` from byte `at`, which it moves. Bytes before `at` are not looked at again.
    pub(super) fn read(&mut self, input: &[u8], at: &mut usize, ended: bool) -> Read {
        if let State::Sniffing(sniffer) = &mut self.state {
            let Some(delimiter) = sniffer.look(input.get(*at..).unwrap_or_default(), ended) else {
                return Read::NeedsMore;
            };
            self.state = reading(delimiter);
        }
        let State::Reading(reader) = &mut self.state else {
            return Read::NeedsMore;
        };
        if !self.inside {
            // What is left of the line ending before, and blank lines.
            while let Some(byte @ (b'\n' | b'\r')) = input.get(*at) {
                self.line += u64::from(*byte == b'\r' || !self.after_cr);
                self.after_cr = *byte == b'\r';
                *at += 1;
            }
            if *at == input.len() {
                return Read::NeedsMore;
            }
            (self.inside, self.after_cr) = (true, false);
            (self.start, self.filled, self.fields) = (self.line, 0, 0);
        }
        loop {
            let rest = input.get(*at..).unwrap_or_default();
            let is_over = rest.is_empty();
            if is_over && !ended {
                return Read::NeedsMore;
            }
            // The last line may lack its end. Given one, it is a record, unless a quote is open: then it is one more
            // character of the field.
            let rest = if is_over { b"\n" } else { rest };
            let (text, ends) = (
                self.text.get_mut(self.filled..).unwrap_or_default(),
                self.ends.get_mut(self.fields..).unwrap_or_default(),
            );
            let (result, used, filled, fields) = reader.read_record(rest, text, ends);
            *at += if is_over { 0 } else { used };
            self.filled += filled;
            self.fields += fields;
            match result {
                ReadRecordResult::OutputFull => self.text.resize(self.text.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::InputEmpty | ReadRecordResult::End if is_over => {
                    self.inside = false;
                    return Read::OpenQuote(self.start);
                }
                ReadRecordResult::InputEmpty | ReadRecordResult::End => {}
                ReadRecordResult::Record => {
                    self.inside = false;
                    self.after_cr = !is_over && rest.get(used.wrapping_sub(1)) == Some(&b'\r');
                    self.line += 1 + line_ends(self.text.get(..self.filled).unwrap_or_default());
                    return Read::Record;
                }
            }
        }
    }
}

fn reading(delimiter: u8) -> State {
    State::Reading(Box::new(ReaderBuilder::new().delimiter(delimiter).build()))
}

/// Line ends in quoted fields: LF, CRLF, CR.
fn line_ends(text: &[u8]) -> u64 {
    let ends = memchr::memchr2_iter(b'\n', b'\r', text);
    ends.filter(|at| !text.get(*at..).is_some_and(|rest| rest.starts_with(b"\r\n")))
        .count() as u64
}
