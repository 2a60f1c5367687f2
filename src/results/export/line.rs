use std::borrow::Cow;
use std::cell::OnceCell;

use crate::bytes::Position;
use crate::json::cursor::JsonStr;
use crate::json::escape::escape;
use crate::json::{Fault, Kind, Reader, Span};
use crate::results::answer_json::answer_json;
use crate::results::export::column::{Column, Root};
use crate::results::export::value::Value;
use crate::results::outcome::{Advice, Outcome};
use crate::results::record::{Malformed, Record, ResultType};

/// A line of results, if any, and the row that it belongs to.
#[derive(Debug)]
pub(super) struct Line<'a> {
    bytes: &'a [u8],
    position: Position,
    record: Option<&'a Result<Record<'a>, Malformed>>,
    row: Option<&'a [u8]>,
    /// The text of the answer, and the error of a malformed line; both are computed on first use.
    text: OnceCell<Cow<'a, str>>,
    error: OnceCell<Vec<u8>>,
    /// The position of the JSON in the answer's text, and whether it is the whole text.
    json: OnceCell<Option<(Span, bool)>>,
}

impl<'a> Line<'a> {
    pub(super) fn new(
        bytes: &'a [u8],
        position: Position,
        record: Option<&'a Result<Record<'a>, Malformed>>,
        row: Option<&'a [u8]>,
    ) -> Line<'a> {
        Line {
            bytes,
            position,
            record,
            row,
            text: OnceCell::new(),
            error: OnceCell::new(),
            json: OnceCell::new(),
        }
    }

    pub(super) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    pub(super) fn outcome(&self) -> Outcome {
        match self.record {
            Some(Ok(record)) => Advice::of(record).outcome,
            _ => Outcome::Malformed,
        }
    }

    pub(super) fn value(&self, column: &Column) -> Value<'_> {
        let inside = |text: Option<&'a [u8]>| text.map_or(Value::Missing, |text| find(text, &column.path));
        if column.root == Root::Row {
            return inside(self.row);
        }
        let Some(record) = self.record else {
            return Value::Missing;
        };
        let record = match record {
            Ok(record) => record,
            Err(malformed) => return self.malformed(malformed, column),
        };
        let part = |above: &[&str]| find_under(self.bytes, above, &column.path);
        match column.root {
            Root::CustomId => Value::Text(record.value(record.custom_id)),
            Root::Type => Value::Text(record.kind()),
            Root::Outcome => Value::Text(self.outcome().as_str().into()),
            Root::Text => Value::Text(self.text(record).into()),
            Root::Line => Value::Number(self.position.line),
            Root::ByteOffset => Value::Number(self.position.offset),
            Root::Reason => Value::Text(Advice::of(record).reason),
            Root::Usage => part(&["result", "message", "usage"]),
            Root::Error => self.inner_error(record, column),
            Root::Result => part(&["result"]),
            Root::Json => self
                .json()
                .map_or(Value::Missing, |(json, _)| find(json.as_bytes(), &column.path)),
            Root::Row => Value::Missing,
        }
    }

    /// Returns whether the record is an answer, with any content.
    pub(super) fn is_answer(&self) -> bool {
        matches!(self.record, Some(Ok(record)) if record.result_type == ResultType::Succeeded)
    }

    /// Returns the JSON of the answer, and whether it is the whole text.
    pub(super) fn json(&self) -> Option<(&str, bool)> {
        let Some(Ok(record)) = self.record else { return None };
        let text = self.text(record);
        let (span, is_whole) = (*self.json.get_or_init(|| answer_json(text)))?;
        Some((text.get(span.start..span.end)?, is_whole))
    }

    fn text(&self, record: &Record<'a>) -> &str {
        self.text.get_or_init(|| record.text())
    }

    /// Returns a part of the error: type and message from any depth, other parts from the API's position, or one level up.
    #[cold]
    #[inline(never)]
    fn inner_error(&self, record: &Record<'_>, column: &Column) -> Value<'_> {
        let is_errored = record.result_type == ResultType::Errored;
        let word = |string: Option<JsonStr>, other: &str| match string {
            Some(string) => Value::Text(string.value(self.bytes)),
            None if is_errored => Value::Text(other.to_owned().into()),
            None => Value::Missing,
        };
        let inner = |path: &[String]| find_under(self.bytes, &["result", "error", "error"], path);
        let is_there = |key: &str| inner(&[key.to_owned()]) != Value::Missing;
        let kind = || word(record.error_type, "errored");
        let message = || word(record.error_message, "");
        match column.path.as_slice() {
            [key] if key == "type" => kind(),
            [key] if key == "message" => message(),
            [] if is_there("type") && is_there("message") => inner(&[]),
            [] => match (kind(), message()) {
                (Value::Text(kind), message) => Value::Json(self.error.get_or_init(|| match message {
                    Value::Text(message) => error_json(&kind, &message),
                    _ => error_json(&kind, ""),
                })),
                _ => Value::Missing,
            },
            path => match inner(path) {
                Value::Missing => find_under(self.bytes, &["result", "error"], path),
                found => found,
            },
        }
    }

    fn malformed(&self, malformed: &Malformed, column: &Column) -> Value<'_> {
        match column.root {
            Root::Type | Root::Outcome | Root::Reason => Value::Text(Outcome::Malformed.as_str().into()),
            Root::Line => Value::Number(self.position.line),
            Root::ByteOffset => Value::Number(self.position.offset),
            Root::Error => {
                let error = self.error.get_or_init(|| {
                    let at = malformed.at.map(|at| format!(" at byte {at}")).unwrap_or_default();
                    let message = format!("line {}{at}: {}", self.position.line, malformed.problem);
                    error_json("malformed", &message)
                });
                find(error, &column.path)
            }
            _ => Value::Missing,
        }
    }
}

/// An error in the API's format.
#[cold]
#[inline(never)]
fn error_json(kind: &str, message: &str) -> Vec<u8> {
    let mut error = b"{\"type\":\"".to_vec();
    escape(&mut error, kind.as_bytes());
    error.extend_from_slice(b"\",\"message\":\"");
    escape(&mut error, message.as_bytes());
    error.extend_from_slice(b"\"}");
    error
}

/// Returns the value at a path in JSON text. The last of duplicate keys wins, as in JavaScript. Invalid JSON has no values.
fn find<'a>(text: &'a [u8], path: &[String]) -> Value<'a> {
    find_under(text, &[], path)
}

#[inline(never)]
fn find_under<'a>(text: &'a [u8], above: &[&str], path: &[String]) -> Value<'a> {
    let path: Vec<&str> = above.iter().copied().chain(path.iter().map(String::as_str)).collect();
    let mut reader = Reader::new(text);
    let found = descend(&mut reader, &path).and_then(|found| reader.end().map(|()| found));
    match found {
        Ok(Some(span)) => text.get(span.start..span.end).map_or(Value::Missing, Value::Json),
        _ => Value::Missing,
    }
}

fn descend(reader: &mut Reader<'_>, path: &[&str]) -> Result<Option<Span>, Fault> {
    let Some((first, rest)) = path.split_first() else {
        return reader.skip().map(Some);
    };
    let mut found = None;
    match reader.kind()? {
        Kind::Object => {
            reader.object(|reader, key, _| {
                if key.is(first) {
                    found = descend(reader, rest)?;
                } else {
                    reader.skip()?;
                }
                Ok(())
            })?;
        }
        Kind::Array => {
            let wanted = first.parse::<usize>().ok();
            reader.array(|reader, index| {
                if Some(index) == wanted {
                    found = descend(reader, rest)?;
                } else {
                    reader.skip()?;
                }
                Ok(())
            })?;
        }
        _ => {
            reader.skip()?;
        }
    }
    Ok(found)
}
