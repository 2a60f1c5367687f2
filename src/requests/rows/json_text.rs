//! Converts JSON values to the text that a template inserts.

use crate::json::Value;
use crate::json::escape::escape;

/// Appends a value as text: the contents of a string, or the JSON text of any other value.
pub(super) fn in_string(out: &mut Vec<u8>, value: Value<'_>) {
    match value.inner() {
        // Already escaped.
        Some((inner, _)) => out.extend_from_slice(inner),
        None => escape(out, value.raw()),
    }
}

/// Appends JSON text on one line. Line ends occur only in white space between values, so they become spaces.
pub(super) fn on_one_line(out: &mut Vec<u8>, json: &[u8]) {
    let flat = |byte: &u8| if matches!(byte, b'\n' | b'\r') { b' ' } else { *byte };
    out.extend(json.iter().map(flat));
}
