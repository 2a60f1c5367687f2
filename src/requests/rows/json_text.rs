//! JSON values as the text that a template takes.

use crate::json::Value;
use crate::json::escape::escape;

/// A value as text: a string's own, the JSON text of any other.
pub(super) fn in_string(out: &mut Vec<u8>, value: Value<'_>) {
    match value.inner() {
        // Escaped already.
        Some((inner, _)) => out.extend_from_slice(inner),
        None => escape(out, value.raw()),
    }
}

/// JSON text has line ends only in the white space between values, where they may as well be spaces; a request is a line.
pub(super) fn on_one_line(out: &mut Vec<u8>, json: &[u8]) {
    let flat = |byte: &u8| if matches!(byte, b'\n' | b'\r') { b' ' } else { *byte };
    out.extend(json.iter().map(flat));
}
