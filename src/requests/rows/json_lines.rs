//! Rows as JSON objects, one per line.

use crate::bytes::encoding;
use crate::bytes::lines::{LONGEST, without_marks};
use crate::json::{BlockWriter, Fault, Index, Kind, Value};
use crate::requests::error::Error;
use crate::requests::rows::buffer::Buffer;
use crate::requests::rows::columns;
use crate::requests::rows::csv_rows::too_long;
use crate::requests::rows::writer::{RequestWriter, row_error};

/// The reader of lines.
#[derive(Debug)]
pub(super) struct JsonLines {
    index: Index,
    /// Whether line numbers mean something to the caller and belong in errors.
    names_lines: bool,
    line: u64,
    after_cr: bool,
    /// The keys of the first object.
    pub(super) columns: Vec<String>,
}

impl JsonLines {
    pub(super) fn new(names_lines: bool) -> JsonLines {
        JsonLines {
            index: Index::default(),
            names_lines,
            line: 0,
            after_cr: false,
            columns: Vec::new(),
        }
    }

    /// Reads the next line, if it is complete, and writes its request. Returns whether there may be more.
    pub(super) fn row(
        &mut self,
        input: &mut Buffer,
        writer: &mut RequestWriter,
        out: &mut BlockWriter,
    ) -> Result<bool, Error> {
        let Some((start, end)) = self.next_line(input) else {
            if input.bytes.len() - input.at > LONGEST {
                let line = self.names_lines.then_some(self.line + 1);
                return Err(row_error(Some(writer.next_row()), line, too_long()));
            }
            return Ok(false);
        };
        let text = without_marks(input.bytes.get(start..end).unwrap_or_default());
        if text.trim_ascii().is_empty() {
            return Ok(true);
        }
        let (row, line) = (writer.next_row(), self.names_lines.then_some(self.line));
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

    /// Returns the range of the next complete line, without its line ending, and advances the buffer past it.
    fn next_line(&mut self, input: &mut Buffer) -> Option<(usize, usize)> {
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
        self.line += 1;
        Some((start, end))
    }
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
