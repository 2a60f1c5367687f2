//! Converts rows, as CSV or JSON objects, to one request per row.

use crate::bytes::Position;
use crate::bytes::encoding::is_iso_2022_jp;
use crate::bytes::lines::{may_be_mark, without_marks};
use crate::bytes::sniff::{Foreign, SNIFF_LEN, Sniffed, sniff};
use crate::json::BlockWriter;
use crate::requests::error::Error;
use crate::requests::framing::spans_lines;
use crate::requests::rows::buffer::Buffer;
use crate::requests::rows::csv_rows::CsvRows;
use crate::requests::rows::defaults::Defaults;
use crate::requests::rows::json_rows::JsonRows;
use crate::requests::rows::options::{Format, RowOptions};
use crate::requests::rows::template::Template;
use crate::requests::rows::writer::{RequestWriter, row_error};
use crate::rules::Filled;

/// Maximum length of leading white space that is skipped before the format is decided.
const BLANK: usize = 65_536;

/// The converter. It holds one unfinished row and the `CustomIds` in memory.
///
/// Read its requests either as JSONL with [`Rows::take`], or one by one with [`Rows::each`].
#[derive(Debug)]
pub struct Rows {
    writer: RequestWriter,
    state: State,
    input: Buffer,
    failed: bool,
    /// The position of the next request in the JSONL of all requests.
    position: Position,
    /// The request of the last row; empty if it has none.
    request: BlockWriter,
}

#[derive(Debug)]
enum State {
    Start(Format, Option<u8>),
    Csv(Box<CsvRows>),
    Json(JsonRows),
}

impl Rows {
    /// Creates a converter; `template` is the JSON text of `params`.
    ///
    /// # Errors
    /// An `InvalidOption` for a wrong template or wrong defaults.
    pub fn new(template: &str, options: RowOptions) -> Result<Rows, Error> {
        let template = Template::compile(template.as_bytes())?;
        let names = template.columns().iter().map(|column| column.name.as_str());
        let defaults = Defaults::read(names, options.defaults.as_deref())?;
        Ok(Rows {
            writer: RequestWriter::new(template, defaults, options.id, options.note_ids),
            state: State::Start(options.format, options.delimiter),
            input: Buffer::default(),
            failed: false,
            position: Position::START,
            request: BlockWriter::default(),
        })
    }

    /// Takes the next bytes. Bytes that are passed by value are copied only if they continue others.
    pub fn push(&mut self, bytes: impl Into<Vec<u8>>) {
        self.input.push(bytes.into());
    }

    /// Ends the input.
    pub fn end(&mut self) {
        self.input.ended = true;
    }

    /// Appends requests, one per line, until `out` has `enough` bytes or all pushed bytes are used. Returns whether there may
    /// be more.
    ///
    /// # Errors
    /// `Error::Rows` for a row that cannot become a request, `Error::Option` for columns that the rows lack. No request follows
    /// an error.
    pub fn take(&mut self, out: &mut Vec<u8>, enough: usize) -> Result<bool, Error> {
        while out.len() < enough {
            let more = self.row()?;
            if !self.request.is_empty() {
                out.extend_from_slice(self.request.text());
                out.push(b'\n');
            }
            if !more {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Passes each request of the pushed bytes to `sink`: its text, without the line end of the JSONL, and its position in the
    /// JSONL. The line number is that of the row, if the rows are text.
    ///
    /// # Errors
    /// Like [`Rows::take`].
    pub fn each(&mut self, mut sink: impl FnMut(&[u8], Position)) -> Result<(), Error> {
        self.each_filled(|request, position| sink(request.text, position))
    }

    /// Like [`Rows::each`], with the positions that were filled in each request.
    ///
    /// # Errors
    /// Like [`Rows::take`].
    pub fn each_filled(&mut self, mut sink: impl FnMut(&Filled<'_>, Position)) -> Result<(), Error> {
        loop {
            let start = self.position;
            let more = self.row()?;
            if !self.request.is_empty() {
                let line = self.line().unwrap_or(start.line);
                let position = Position { line, ..start };
                sink(&self.writer.filled(&self.request), position);
            }
            if !more {
                return Ok(());
            }
        }
    }

    /// Returns the columns of a CSV, or the keys of the first object, once enough rows were pushed and read.
    pub fn columns(&self) -> &[String] {
        match &self.state {
            State::Start(..) => &[],
            State::Csv(csv) => &csv.columns,
            State::Json(lines) => &lines.columns,
        }
    }

    /// Returns the number of skipped rows: those that are empty in every column.
    pub fn skipped(&self) -> u64 {
        self.writer.skipped()
    }

    /// Returns the ids since the last call, if they are logged: one `{"custom_id":"…","row":1,"key":"…"}` per line.
    pub fn take_ids(&mut self) -> Vec<u8> {
        self.writer.take_ids()
    }

    /// Returns the line on which the last row starts, if the rows are text.
    fn line(&self) -> Option<u64> {
        match &self.state {
            State::Start(..) => None,
            State::Csv(csv) => Some(csv.line()),
            State::Json(lines) => lines.line(),
        }
    }

    /// Reads one row, if it is complete, and writes its request, if it has one. Returns whether there may be more.
    fn row(&mut self) -> Result<bool, Error> {
        self.request.clear();
        if self.failed {
            return Ok(false);
        }
        let read = self.read_row();
        self.failed = read.is_err();
        if !self.request.is_empty() {
            self.position.offset += self.request.len() as u64 + 1;
            self.position.line += 1;
        }
        read
    }

    fn read_row(&mut self) -> Result<bool, Error> {
        let Rows {
            writer,
            state,
            input,
            request,
            ..
        } = self;
        loop {
            match state {
                State::Csv(csv) => return csv.row(input, writer, request),
                State::Json(lines) => return lines.row(input, writer, request),
                State::Start(format, delimiter) => {
                    let delimiter = *delimiter;
                    let Some(format) = decide(*format, input)? else {
                        return Ok(false);
                    };
                    *state = match format {
                        Format::Csv | Format::Auto => State::Csv(Box::new(CsvRows::new(delimiter))),
                        Format::Jsonl => {
                            let rest = input.bytes.get(input.at..).unwrap_or_default();
                            State::Json(match spans_lines(rest, input.ended) {
                                None => {
                                    // The next attempt begins at the start again.
                                    input.at = 0;
                                    return Ok(false);
                                }
                                Some(true) => JsonRows::values(),
                                Some(false) => JsonRows::lines(),
                            })
                        }
                        Format::Objects => State::Json(JsonRows::objects()),
                    };
                }
            }
        }
    }
}

/// Decides the format; `None` if there are too few bytes.
#[cold]
#[inline(never)]
fn decide(format: Format, input: &mut Buffer) -> Result<Option<Format>, Error> {
    let bytes = &input.bytes;
    // Limited, so that the result does not depend on the size of the first piece.
    match sniff(bytes.get(..SNIFF_LEN).unwrap_or(bytes), input.ended).as_foreign() {
        Sniffed::Undecided => return Ok(None),
        Sniffed::Foreign(Foreign { name, remedy }) => {
            let problem = format!("expected rows as text in UTF-8 (CSV or JSONL), found {name}. {remedy}");
            return Err(row_error(None, None, problem));
        }
        _ => {}
    }
    if is_iso_2022_jp(bytes.get(..BLANK).unwrap_or(bytes)) {
        let problem = "expected rows as text in UTF-8 (CSV or JSONL), found ISO-2022-JP. Save it as UTF-8, or pass its encoding in \
                       the option encoding: \"iso-2022-jp\".";
        return Err(row_error(None, None, problem.into()));
    }
    let rest = without_marks(bytes);
    if may_be_mark(rest) && !input.ended {
        return Ok(None);
    }
    input.at = bytes.len() - rest.len();
    let beginning = bytes.get(..BLANK).unwrap_or(bytes);
    let text = beginning.get(input.at..).unwrap_or_default().trim_ascii_start();
    let is_short = !input.ended && bytes.len() < BLANK;
    match (format, text.first()) {
        (Format::Auto, None) if is_short => Ok(None),
        (Format::Auto, Some(b'{')) => Ok(Some(Format::Jsonl)),
        (Format::Auto, Some(b'[')) if is_short && name_in(text).len() < LONGEST_WORD => Ok(None),
        (Format::Auto, Some(b'[')) if is_section(text) => {
            let problem = "expected rows as CSV or JSONL, found TOML or an INI file. Export it as CSV or JSONL first. \
                           If it is CSV, pass format \"csv\"";
            Err(row_error(None, None, problem.into()))
        }
        (Format::Auto, Some(b'[')) => {
            let problem = "expected CSV, or one JSON object per line, found a JSON array. Pass its items as rows: \
                           fromRows(JSON.parse(text), …). If it is CSV, pass format \"csv\"";
            Err(row_error(None, None, problem.into()))
        }
        (Format::Auto, _) => Ok(Some(Format::Csv)),
        (format, _) => Ok(Some(format)),
    }
}

/// Length of `false`.
const LONGEST_WORD: usize = 5;

/// Returns the text after brackets and spaces.
fn name_in(text: &[u8]) -> &[u8] {
    let before = text.iter().take_while(|byte| matches!(byte, b'[' | b' ')).count();
    text.get(before..).unwrap_or_default()
}

/// Returns whether a text begins with a section of TOML or an INI file: a name in brackets. In JSON, only three words have none.
#[cold]
#[inline(never)]
fn is_section(text: &[u8]) -> bool {
    match name_in(text) {
        [b't', b'r', b'u', b'e', ..] | [b'f', b'a', b'l', b's', b'e', ..] | [b'n', b'u', b'l', b'l', ..] => false,
        name => name.first().is_some_and(u8::is_ascii_alphabetic),
    }
}
