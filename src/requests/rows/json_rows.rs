//! Rows as JSON objects: one per line, consecutive objects that span lines, or the elements of an array.

use crate::bytes::encoding;
use crate::bytes::lines::{LONGEST, without_marks};
use crate::json::{BlockWriter, Extent, Fault, Index, Kind, Value};
use crate::requests::error::Error;
use crate::requests::rows::buffer::Buffer;
use crate::requests::rows::columns;
use crate::requests::rows::csv_rows::too_long;
use crate::requests::rows::mistaken;
use crate::requests::rows::writer::{RequestWriter, row_error};

/// The reader of rows.
#[derive(Debug)]
pub(super) struct JsonRows {
    index: Index,
    framing: Framing,
    /// The keys of the first object.
    pub(super) columns: Vec<String>,
}

/// The separation of rows.
#[derive(Debug)]
enum Framing {
    /// One row per line. Line numbers are useful to the caller and belong in errors.
    Lines(Lines),
    /// White space between rows. Line numbers are useful here as well.
    Values(Values),
    /// Commas between rows and a bracket after the last one. Tracks the unfinished row.
    Elements(Option<Extent>),
}

#[derive(Debug, Default)]
struct Lines {
    /// The number of lines read.
    read: u64,
    after_cr: bool,
}

#[derive(Debug)]
struct Values {
    /// The unfinished row.
    extent: Option<Extent>,
    /// The line on which the last row starts, and the line of the next byte.
    start: u64,
    line: u64,
}

impl JsonRows {
    /// Makes a reader of objects that span lines.
    pub(super) fn values() -> JsonRows {
        JsonRows::framed(Framing::Values(Values {
            extent: None,
            start: 1,
            line: 1,
        }))
    }

    /// Makes a reader of lines.
    pub(super) fn lines() -> JsonRows {
        JsonRows::framed(Framing::Lines(Lines::default()))
    }

    /// Makes a reader of objects that were written as the elements of an array, without its opening bracket.
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

    /// Returns the number of the last line, if the rows are text.
    pub(super) fn line(&self) -> Option<u64> {
        match &self.framing {
            Framing::Lines(lines) => Some(lines.read),
            Framing::Values(values) => Some(values.start),
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
            Framing::Values(values) => values.next(input),
            Framing::Elements(extent) => next_element(extent, input),
        };
        let line = self.line();
        let Some((start, end)) = next else {
            if input.bytes.len() - input.at > LONGEST {
                let line = match &self.framing {
                    Framing::Lines(lines) => Some(lines.read + 1),
                    _ => line,
                };
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
            let required = require(value, writer);
            if let Some(problem) = mistaken::in_json(value, required.is_ok()) {
                return Err(error_at(problem.into()));
            }
            self.columns = required?;
        }
        if is_blank(value) {
            writer.skip_row();
            return Ok(true);
        }
        writer.object(value, out).map_err(error_at)?;
        Ok(true)
    }
}

/// Returns the columns of the first row, which must include those of the template.
#[cold]
#[inline(never)]
fn require(row: Value<'_>, writer: &RequestWriter) -> Result<Vec<String>, Error> {
    let names = || {
        row.entries()
            .filter_map(|(key, _)| Some(key.text()?.value().into_owned()))
    };
    writer.require_columns(|name| columns::find(row, name).is_some(), names)?;
    Ok(names().collect())
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

#[inline(never)]
fn line_ends(text: &[u8]) -> u64 {
    text.iter().filter(|byte| **byte == b'\n').count() as u64
}

impl Values {
    /// Returns the range of the next complete value, and advances the buffer past it.
    #[cold]
    #[inline(never)]
    fn next(&mut self, input: &mut Buffer) -> Option<(usize, usize)> {
        if self.extent.is_none() {
            let rest = input.bytes.get(input.at..).unwrap_or_default();
            let blank = rest.len() - rest.trim_ascii_start().len();
            self.line += line_ends(rest.get(..blank).unwrap_or_default());
            input.at += blank;
            self.start = self.line;
        }
        let from = input.scanned.max(input.at);
        let rest = input.bytes.get(from..).unwrap_or_default();
        let length = match rest.first() {
            None if !input.ended || input.at == input.bytes.len() => return None,
            // No value begins with these characters, so this is not a row.
            Some(b'}' | b']' | b',') if self.extent.is_none() => Some(1),
            _ => self.extent.get_or_insert_default().feed(rest),
        };
        if length.is_none() && !input.ended {
            input.scanned = input.bytes.len();
            return None;
        }
        let start = input.at;
        input.at = from + length.unwrap_or(rest.len());
        self.line += line_ends(input.bytes.get(start..input.at).unwrap_or_default());
        self.extent = None;
        Some((start, input.at))
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

/// Returns whether the row has columns and all of them are empty.
fn is_blank(row: Value<'_>) -> bool {
    let mut entries = row.entries().peekable();
    let is_empty =
        |value: Value<'_>| value.is_null() || value.text().is_some_and(|text| text.value().trim().is_empty());
    entries.peek().is_some() && entries.all(|(_, value)| is_empty(value))
}

fn not_json(text: &[u8], fault: &Fault) -> String {
    match std::str::from_utf8(text) {
        Ok(_) => format!("not valid JSON: {fault}{}", fix(text, fault.at)),
        Err(_) => encoding::not_utf8(text),
    }
}

const NUMBER: &str = ". JSON has no such number: write null";
const WORD: &str = ". JSON has true, false and null: write each row with a JSON library";
/// Texts with which other notations continue where JSON does not, and the fix.
const OTHER_NOTATIONS: [(&str, &str); 7] = [
    ("NaN", NUMBER),
    ("Infinity", NUMBER),
    ("True", WORD),
    ("False", WORD),
    ("None", WORD),
    ("undefined", WORD),
    ("'", ". JSON has double quotes: write each row with a JSON library"),
];

/// Returns the fix for text that stops being JSON at this byte, if the mistake is a common one.
#[cold]
#[inline(never)]
fn fix(text: &[u8], at: usize) -> &'static str {
    let rest = text.get(at..).unwrap_or_default();
    let before = text.get(..at).unwrap_or_default().trim_ascii_end().last();
    match (before, rest) {
        (_, [b',', more @ ..]) if more.trim_ascii().is_empty() => ". Remove the comma at the end of the line",
        (Some(b','), [b'}' | b']', ..]) => ". Remove the comma before it",
        (Some(b'}'), [b'{', ..]) => ". Write one object per line",
        _ => OTHER_NOTATIONS
            .iter()
            .find(|(begin, _)| rest.starts_with(begin.as_bytes()))
            .map_or("", |(_, fix)| *fix),
    }
}
