use crate::json::escape::escape;
use crate::results::export::value::Value;

/// Writes a value as JSON on one line.
pub(super) fn value(out: &mut Vec<u8>, value: &Value<'_>) {
    match value {
        Value::Missing => out.extend_from_slice(b"null"),
        Value::Text(value) => text(out, value),
        Value::Number(number) => out.extend_from_slice(number.to_string().as_bytes()),
        // An answer may contain line breaks between its tokens, but never inside its strings.
        Value::Json(json) => out.extend(
            json.iter()
                .map(|byte| if matches!(byte, b'\n' | b'\r') { b' ' } else { *byte }),
        ),
    }
}

/// Writes a text as a JSON string.
pub(super) fn text(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    escape(out, text.as_bytes());
    out.push(b'"');
}
