//! Recognizes tables that are not rows: requests, a DataFrame that pandas wrote in another form than one object per row, rows
//! under a key, Markdown.

use crate::json::{Kind, Value};
use crate::requests::rows::csv::Record;
use crate::wording::quoted;

const REQUESTS: &str = "expected a row, found a request with custom_id and params. Requests need no template: pass \
                        them directly to validate, plan or create";
const FRAME: &str = "expected one object per row, found a whole table, as pandas writes it. Write one object per row: \
                     df.to_json(\"rows.jsonl\", orient=\"records\", lines=True)";
const LIST: &str = "expected one object per row, found one object with a list of objects. Write one object of the list per \
                    line, without what is around it";
pub(super) const DRAWN: &str = "expected rows as CSV or JSONL, found a table that is drawn as text, as in Markdown. Export the \
                                table as CSV, or write one JSON object per row and line";

/// A longer first line is not examined.
const LONGEST_HEADER: usize = 1_000;
const COMMENT: &str = "expected the names of the columns in the first line, found a comment or heading that begins with #. Delete \
                       the lines above the names";

/// Returns the problem of a first row that is something else. `fits` says that it has all columns of the template: then only what
/// is certainly no row is one.
#[cold]
#[inline(never)]
pub(super) fn in_json(row: Value<'_>, fits: bool) -> Option<&'static str> {
    if is_frame(row, fits) {
        return Some(FRAME);
    }
    if fits {
        return None;
    }
    if is_request(row) {
        return Some(REQUESTS);
    }
    let first = |(_, value): (_, Value<'_>)| value.items().next().is_some_and(is_request);
    if row.entries().any(first) {
        return Some(REQUESTS);
    }
    let is_list = |(_, value): (_, Value<'_>)| value.items().next().is_some_and(is_object);
    row.entries().any(is_list).then_some(LIST)
}

/// Returns whether the row is already a request.
fn is_request(row: Value<'_>) -> bool {
    has(row, "custom_id", Kind::String) && has(row, "params", Kind::Object)
}

fn has(row: Value<'_>, key: &str, kind: Kind) -> bool {
    row.get(key).is_some_and(|value| value.kind() == kind)
}

fn is_object(value: Value<'_>) -> bool {
    value.kind() == Kind::Object
}

/// Returns whether a row is a whole table, as pandas writes it. With row numbers as keys this is certain: columns that contain
/// rows, or rows that contain columns.
fn is_frame(table: Value<'_>, fits: bool) -> bool {
    let is_empty = table.entries().next().is_none();
    let are_objects = table.entries().all(|(_, value)| is_object(value));
    let is_numbered = || are_row_numbers(table) || table.entries().all(|(_, column)| are_row_numbers(column));
    let has_list = |key: &str| has(table, key, Kind::Array);
    (!is_empty && are_objects && is_numbered())
        || (!fits && has_list("data") && (has_list("columns") || has(table, "schema", Kind::Object)))
}

/// Returns whether there are keys, and all of them are whole numbers.
fn are_row_numbers(object: Value<'_>) -> bool {
    let is_number = |(key, _): (Value<'_>, _)| {
        let inner = key.inner().map(|(inner, _)| inner).unwrap_or_default();
        !inner.is_empty() && inner.iter().all(u8::is_ascii_digit)
    };
    object.entries().next().is_some() && object.entries().all(is_number)
}

/// Returns the problem of a header whose first name is what may precede a table: a comment, a heading, a code block, a line.
#[cold]
pub(super) fn in_header(name: &str) -> Option<&'static str> {
    if name.starts_with("# ") {
        return Some(COMMENT);
    }
    (name.starts_with("```") || is_rule(name.as_bytes())).then_some(DRAWN)
}

/// Returns the problem of a header that is one name, in which a character that is no detected delimiter separates wanted names.
#[cold]
#[inline(never)]
pub(super) fn in_only_name(name: &str, is_wanted: &dyn Fn(&[u8]) -> bool) -> Option<String> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'"' | b' ' | 0x80..);
    let separates = |delimiter: &u8| {
        let mut parts = name.as_bytes().split(|byte| byte == delimiter);
        parts.any(|part| is_wanted(part.trim_ascii()))
    };
    // For each candidate, the whole name is split.
    let is_short = name.len() <= LONGEST_HEADER;
    let delimiter = name
        .bytes()
        .find(|byte| is_short && !is_part(byte) && separates(byte))?;
    let delimiter = quoted(char::from(delimiter).encode_utf8(&mut [0; 4]));
    Some(format!(
        "expected columns separated by a comma, a semicolon, a tab or |, found {delimiter} between their names. Pass \
         delimiter: {delimiter}"
    ))
}

/// Returns whether the first record after the header is the line between header and body of a formatted table.
#[cold]
#[inline(never)]
pub(super) fn in_csv(record: Record<'_>) -> bool {
    let fields = (0..record.len()).map(|index| record.raw(index).unwrap_or_default());
    // The line may begin and end with a delimiter.
    let mut columns = fields.filter(|field| !field.is_empty());
    columns.next().is_some_and(is_rule) && columns.all(is_rule)
}

/// Returns whether a text is a line of dashes.
fn is_rule(text: &[u8]) -> bool {
    let is_part = |byte: &u8| matches!(byte, b'-' | b'=' | b'+' | b':' | b' ');
    text.iter().all(is_part) && text.iter().any(|byte| matches!(byte, b'-' | b'='))
}
