//! Rows as JSON objects: one per line, or the elements of an array.

use crate::bytes::encoding;
use crate::bytes::lines::{LONGEST, without_marks};
use crate::json::{BlockWriter, Extent, Fault, Index, Kind, Value};
use crate::requests::error::Error;
use crate::requests::rows::buffer::Buffer;
use crate::requests::rows::columns;
use crate::requests::rows::csv_rows::too_long;
use crate::requests::rows::writer::{RequestWriter, row_error};

/// The reader of rows.
#[derive(Debug)]
pub(super) struct JsonRows {
    index: Index,
    framing: Framing,
    /// The keys of the first object.
    pub(super) columns: Vec<String>,
}

/// How rows are separated.
#[derive(Debug)]
enum Framing {
    /// One per line. Line numbers mean something to the caller and belong in errors.
    Lines(Lines),
    /// Commas are between them and a bracket is after the last one. The unfinished row is followed.
    Elements(Option<Extent>),
}

#[derive(Debug, Default)]
struct Lines {
    /// How many were read.
    read: u64,
    after_cr: bool,
}

impl JsonRows {
    /// A reader of lines.
    pub(super) fn lines() -> JsonRows {
        JsonRows::framed(Framing::Lines(Lines::default()))
    }

    /// A reader of objects that were written as the elements of an array, without the bracket before them.
    pub(super) fn objects() -> JsonRows {
        JsonRows::framed(Framing::Elements(None))
    }

    fn framed(framing: Framing) -> JsonRows {
        JsonRows {
            index: Index::default(),
            framing,
            columns: Vec::new(),
        }
    }

    /// The line that was read last, if the rows are lines.
    pub(super) fn line(&self) -> Option<u64> {
        match &self.framing {
            Framing::Lines(lines) => Some(lines.read),
            Framing::Elements(_) => None,
        }
    }

    /// Reads the next row, if it is complete, and writes its request. Returns whether there may be more.
    pub(super) fn row(
        &mut self,
        input: &mut Buffer,
        writer: &mut RequestWriter,
        out: &mut BlockWriter,
    ) -> Result<bool, Error> {
        let next = match &mut self.framing {
            Framing::Lines(lines) => lines.next(input),
            Framing::Elements(extent) => next_element(extent, input),
        };
        let line = self.line();
        let Some((start, end)) = next else {
            if input.bytes.len() - input.at > LONGEST {
                let line = line.map(|read| read + 1);
                return Err(row_error(Some(writer.next_row()), line, too_long()));
            }
            return Ok(false);
        };
        let text = without_marks(input.bytes.get(start..end).unwrap_or_default());
        if text.trim_ascii().is_empty() {
            return Ok(true);
        }
        let row = writer.next_row();
        let error_at = |problem| row_error(Some(row), line, problem);
        let value = self
            .index
            .read(text)
            .map_err(|fault| error_at(not_json(text, &fault)))?;
        if value.kind() != Kind::Object {
            let found = value.kind().a();
            return Err(error_at(format!(
                "expected an object of columns and values, found {found}"
            )));
        }
        if row == 1 {
            let names = || {
                value
                    .entries()
                    .filter_map(|(key, _)| Some(key.text()?.value().into_owned()))
            };
            let required = writer.require_columns(|name| columns::find(value, name).is_some(), names);
            if required.is_err() && is_request(value) {
                return Err(error_at(REQUESTS.into()));
            }
            required?;
            self.columns = names().collect();
        }
        if is_blank(value) {
            writer.skip_row();
            return Ok(true);
        }
        writer.object(value, out).map_err(error_at)?;
        Ok(true)
    }
}

impl Lines {
    /// Returns the range of the next complete line, without its line ending, and advances the buffer past it.
    fn next(&mut self, input: &mut Buffer) -> Option<(usize, usize)> {
        if self.after_cr && input.at < input.bytes.len() {
            self.after_cr = false;
            if input.bytes.get(input.at) == Some(&b'\n') {
                input.at += 1;
            }
        }
        let start = input.at;
        let from = input.scanned.max(start);
        let rest = input.bytes.get(from..).unwrap_or_default();
        let end = match memchr::memchr2(b'\n', b'\r', rest) {
            Some(length) => {
                self.after_cr = rest.get(length) == Some(&b'\r');
                input.at = from + length + 1;
                from + length
            }
            None => {
                input.scanned = input.bytes.len();
                if !input.ended || start == input.bytes.len() {
                    return None;
                }
                input.at = input.bytes.len();
                input.bytes.len()
            }
        };
        self.read += 1;
        Some((start, end))
    }
}

/// Returns the range of the next complete element, and advances the buffer past it.
fn next_element(extent: &mut Option<Extent>, input: &mut Buffer) -> Option<(usize, usize)> {
    if extent.is_none() {
        let rest = input.bytes.get(input.at..).unwrap_or_default();
        let before = rest.iter().take_while(|byte| matches!(byte, b',' | b']')).count();
        input.at += before;
        if before == rest.len() {
            return None;
        }
    }
    let from = input.scanned.max(input.at);
    let rest = input.bytes.get(from..).unwrap_or_default();
    let Some(length) = extent.get_or_insert_default().feed(rest) else {
        input.scanned = input.bytes.len();
        return None;
    };
    let start = input.at;
    input.at = from + length;
    *extent = None;
    Some((start, input.at))
}

const REQUESTS: &str = "expected a row, found a request with custom_id and params. Requests need no template: pass \
                        them directly to validate, plan or create";

/// Returns whether the row is already a request.
fn is_request(row: Value<'_>) -> bool {
    let has = |key: &str, kind: Kind| row.get(key).is_some_and(|value| value.kind() == kind);
    has("custom_id", Kind::String) && has("params", Kind::Object)
}

/// Returns whether the row has columns and all of them are empty.
fn is_blank(row: Value<'_>) -> bool {
    let mut entries = row.entries().peekable();
    let is_empty =
        |value: Value<'_>| value.is_null() || value.text().is_some_and(|text| text.value().trim().is_empty());
    entries.peek().is_some() && entries.all(|(_, value)| is_empty(value))
}

fn not_json(text: &[u8], fault: &Fault) -> String {
    match std::str::from_utf8(text) {
        Ok(_) => format!("not valid JSON: {fault}"),
        Err(_) => encoding::not_utf8(text),
    }
}
