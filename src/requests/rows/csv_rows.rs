//! Rows of CSV: the first record contains the column names, and every other record is a row.

use crate::bytes::encoding;
use crate::bytes::lines::LONGEST;
use crate::json::BlockWriter;
use crate::requests::error::Error;
use crate::requests::rows::buffer::Buffer;
use crate::requests::rows::columns::Header;
use crate::requests::rows::csv::{Csv, Read, Record};
use crate::requests::rows::mistaken;
use crate::requests::rows::writer::{RequestWriter, row_error};
use crate::wording::quoted;

/// The character with which DOS ends a text.
const DOS_END: &[u8] = b"\x1a";

/// The reader of records.
#[derive(Debug)]
pub(super) struct CsvRows {
    csv: Csv,
    header: Option<Header>,
    /// Names of the columns, once they were read.
    pub(super) columns: Vec<String>,
}

impl CsvRows {
    /// `delimiter`: the column delimiter; `None` to detect it from the first line.
    pub(super) fn new(delimiter: Option<u8>) -> CsvRows {
        CsvRows {
            csv: Csv::new(delimiter),
            header: None,
            columns: Vec::new(),
        }
    }

    /// Returns the line on which the last record starts.
    pub(super) fn line(&self) -> u64 {
        self.csv.start_line()
    }

    /// Reads the next record, if it is complete, and writes its request. Returns whether there may be more.
    pub(super) fn row(
        &mut self,
        input: &mut Buffer,
        writer: &mut RequestWriter,
        out: &mut BlockWriter,
    ) -> Result<bool, Error> {
        match self.csv.read(&input.bytes, &mut input.at, input.ended) {
            Read::Record => {}
            Read::NeedsMore if input.ended && self.header.is_none() => {
                let problem = "expected a first line with column names, found nothing";
                return Err(row_error(None, Some(1), problem.into()));
            }
            Read::NeedsMore => return Ok(false),
            Read::OpenQuote(line) => {
                let row = self.header.is_some().then(|| writer.next_row());
                let problem = "expected a closing quote, found the end of the text. A quote that opened on or after \
                               this line was never closed";
                return Err(row_error(row, Some(line), problem.into()));
            }
            Read::TooLong(line) => {
                let row = self.header.is_some().then(|| writer.next_row());
                return Err(row_error(row, Some(line), too_long()));
            }
            Read::AfterQuote(line, byte) => {
                let row = self.header.is_some().then(|| writer.next_row());
                return Err(row_error(row, Some(line), after_quote(byte)));
            }
        }
        let record = self.csv.record(&input.bytes);
        let Some(header) = &self.header else {
            let (header, columns) = header_of(record, writer)?;
            self.csv.set_columns(header.len);
            self.header = Some(header);
            self.columns = columns;
            return Ok(true);
        };
        if record.len() == 1 && record.raw(0) == Some(DOS_END) {
            return Ok(true);
        }
        if record.is_blank() {
            writer.skip_row();
            return Ok(true);
        }
        let row = writer.next_row();
        if row == 1 && self.csv.delimiter() == b'|' && mistaken::in_csv(record) {
            return Err(row_error(None, Some(record.line), mistaken::DRAWN.into()));
        }
        writer
            .record(record, header, out)
            .map_err(|problem| row_error(Some(row), Some(record.line), problem))?;
        Ok(true)
    }
}

/// Returns the problem of a row that is too long for a request.
#[cold]
pub(super) fn too_long() -> String {
    format!(
        "expected a row of at most {LONGEST} bytes, found a longer one. A quote may never be closed, or line ends may \
         be missing"
    )
}

/// Returns the problem of a field that continues after its closing quote.
#[cold]
fn after_quote(byte: u8) -> String {
    let found = match byte {
        b'!'..=b'~' => quoted(&char::from(byte).to_string()),
        _ => format!("the byte 0x{byte:02x}"),
    };
    format!(
        "expected a delimiter or the end of the line after the closing quote of a field, found {found}. Write a quote \
         inside a field twice: \"12\"\" monitor\""
    )
}

/// Finds the columns in the first record. Also returns all names.
fn header_of(record: Record<'_>, writer: &RequestWriter) -> Result<(Header, Vec<String>), Error> {
    let error_at = |problem| row_error(None, Some(record.line), problem);
    let mut names = Vec::with_capacity(record.len());
    for index in 0..record.len() {
        let field = record.raw(index).unwrap_or_default();
        match std::str::from_utf8(field) {
            Ok(name) => names.push(name.trim()),
            Err(_) => return Err(error_at(encoding::not_utf8(field))),
        }
    }
    let find = |name: &str| names.iter().position(|known| *known == name);
    let all = || names.iter().filter(|name| !name.is_empty()).map(ToString::to_string);
    if let Err(error) = writer.require_columns(|name| find(name).is_some(), all) {
        let is_wanted = |name: &[u8]| {
            writer
                .column_names()
                .chain(writer.id_column())
                .any(|wanted| wanted.as_bytes() == name)
        };
        let problem = match names.as_slice() {
            [first, rest @ ..] => mistaken::in_header(first)
                .map(String::from)
                .or_else(|| mistaken::in_only_name(first, &is_wanted).filter(|_| rest.is_empty())),
            [] => None,
        };
        return Err(problem.map_or(error, error_at));
    }
    for name in writer.column_names().chain(writer.id_column()) {
        let mut places = names.iter().enumerate().filter(|(_, known)| **known == name);
        if let (Some((one, _)), Some((other, _))) = (places.next(), places.next()) {
            let (name, one, other) = (quoted(name), one + 1, other + 1);
            let problem = format!("expected each column once, found {name} as column {one} and as column {other}");
            return Err(error_at(problem));
        }
    }
    let header = Header {
        columns: writer.column_names().map(find).collect(),
        id: writer.id_column().and_then(find),
        len: names.len(),
    };
    Ok((header, all().collect()))
}
