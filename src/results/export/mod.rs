//! Results as files: the lines as they came, or chosen columns as CSV or JSON Lines. Fed by bytes, so that no record becomes
//! a value on the way.

mod column;
mod csv;
mod download;
mod jsonl;

use crate::bytes::Position;
use crate::bytes::lines::{Lines, trim};
use crate::results::outcome::Outcome;
use crate::results::record;
use crate::results::resume::Seen;

pub use column::{Column, DEFAULT};
pub use download::{content_type, disposition};

use column::Line;

/// All outcomes, for those who name some.
pub const OUTCOMES: [Outcome; 10] = [
    Outcome::Done,
    Outcome::Truncated,
    Outcome::Refused,
    Outcome::Paused,
    Outcome::ToolUse,
    Outcome::RetryAsIs,
    Outcome::FixAndRetry,
    Outcome::Canceled,
    Outcome::Expired,
    Outcome::Malformed,
];

/// What a file looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180, with a header line.
    Csv {
        /// Begin with a byte order mark, by which Excel knows UTF-8.
        bom: bool,
        /// Keep spreadsheets from taking a text for a formula.
        defuse: bool,
    },
    /// An object a line.
    Jsonl,
    /// The lines as they came.
    Raw,
}

/// Writes a file while results are read.
#[derive(Debug)]
pub struct Export {
    lines: Lines,
    format: Format,
    columns: Vec<Column>,
    outcomes: Option<Vec<Outcome>>,
    begun: bool,
    seen: Seen,
}

impl Export {
    /// `outcomes`: only records with one of these.
    pub fn new(format: Format, columns: Vec<Column>, outcomes: Option<Vec<Outcome>>) -> Export {
        Export {
            lines: Lines::default(),
            format,
            columns,
            outcomes,
            begun: false,
            seen: Seen::default(),
        }
    }

    /// Takes the next bytes of the results; gives the next bytes of the file.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut out = self.begin();
        let mut lines = std::mem::take(&mut self.lines);
        lines.push(bytes, |line, place| self.line(line, place, &mut out));
        self.lines = lines;
        out
    }

    /// Ends the results.
    pub fn finish(&mut self) -> Vec<u8> {
        let mut out = self.begin();
        let mut lines = std::mem::take(&mut self.lines);
        lines.finish(|line, place| self.line(line, place, &mut out));
        self.lines = lines;
        out
    }

    /// Writes one record beside the row that it answers, both as JSON; without a record the row stands alone.
    pub fn pair(&mut self, row: &[u8], line: &[u8], place: Position) -> Vec<u8> {
        let mut out = self.begin();
        let record = (!line.is_empty()).then(|| record::parse(line));
        self.write(&Line::new(line, place, record.as_ref(), Some(row)), &mut out);
        out
    }

    /// Starts at a line that is not the first.
    pub fn start_at(&mut self, place: Position) {
        self.lines = Lines::at(place);
    }

    /// Goes on at the line that is unfinished, without what is there of it.
    pub fn restart(&mut self) {
        self.lines = Lines::at(self.lines.place());
    }

    /// Where the next line starts.
    pub fn place(&self) -> Position {
        self.lines.place()
    }

    /// The records that were read, also those that were not written.
    pub fn seen(&mut self) -> &mut Seen {
        &mut self.seen
    }

    fn begin(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        if let Format::Csv { bom, defuse } = self.format
            && !self.begun
        {
            if bom {
                out.extend_from_slice(b"\xef\xbb\xbf");
            }
            for (index, column) in self.columns.iter().enumerate() {
                csv::cell(&mut out, index, &column.name, defuse);
            }
            out.extend_from_slice(b"\r\n");
        }
        self.begun = true;
        out
    }

    fn line(&mut self, line: &[u8], place: Position, out: &mut Vec<u8>) {
        let (line, before) = trim(line, place);
        if line.is_empty() {
            return;
        }
        let place = Position {
            offset: place.offset + before as u64,
            ..place
        };
        let record = record::parse(line);
        match &record {
            Ok(record) => self.seen.id(&record.value(record.custom_id)),
            Err(_) => self.seen.malformed(line),
        }
        let line = Line::new(line, place, Some(&record), None);
        if self
            .outcomes
            .as_ref()
            .is_none_or(|wanted| wanted.contains(&line.outcome()))
        {
            self.write(&line, out);
        }
    }

    fn write(&self, line: &Line<'_>, out: &mut Vec<u8>) {
        match self.format {
            Format::Raw => {
                out.extend_from_slice(line.bytes());
                out.push(b'\n');
            }
            Format::Csv { defuse, .. } => {
                for (index, column) in self.columns.iter().enumerate() {
                    csv::value(out, index, &line.value(column), defuse);
                }
                out.extend_from_slice(b"\r\n");
            }
            Format::Jsonl => {
                for (index, column) in self.columns.iter().enumerate() {
                    out.push(if index == 0 { b'{' } else { b',' });
                    jsonl::text(out, &column.name);
                    out.push(b':');
                    jsonl::value(out, &line.value(column));
                }
                out.extend_from_slice(b"}\n");
            }
        }
    }
}
