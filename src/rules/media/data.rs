//! Reports faults of base64 at the cursor.

use crate::bytes::QuotedChar;
use crate::json::{Span, Value};
use crate::media::base64::Fault;
use crate::rules::catalogue::Rule;
use crate::rules::cursor::Cursor;

/// Reports a `data:` URI in place of base64.
pub(super) fn report_uri<'a>(cursor: &mut Cursor<'a, '_>, rule: &'static Rule, data: Value<'a>) {
    let message = format_args!("expected only base64, found a data: URI");
    let help = format_args!("Leave out everything up to the comma.");
    cursor.report(rule, data.span(), message, Some(help));
}

/// Reports a text that is not base64.
#[cold]
#[inline(never)]
pub(super) fn report_fault<'a>(cursor: &mut Cursor<'a, '_>, rule: &'static Rule, data: Value<'a>, fault: Fault) {
    if let Some((found, help)) = disguise(data) {
        let message = format_args!("expected base64, found {found}");
        return cursor.report(rule, data.span(), message, Some(format_args!("{help}")));
    }
    match fault {
        Fault::Empty => {
            let message = format_args!("expected base64, found an empty string");
            cursor.report(rule, data.span(), message, None);
        }
        Fault::Length(characters) => {
            let message = format_args!(
                "expected base64 in groups of 4 characters, padding included, found {characters} characters"
            );
            let help = format_args!("The text was cut off, or its padding (=) was lost.");
            cursor.report(rule, data.span(), message, Some(help));
        }
        Fault::Character {
            char,
            before,
            start,
            end,
        } => {
            let help = match char {
                '-' | '_' => Some(format_args!(
                    "This is the URL-safe alphabet: replace - with + and _ with /."
                )),
                '=' => Some(format_args!("Padding is allowed only at the end.")),
                _ if char.is_whitespace() => Some(format_args!("Encode without line breaks and other whitespace.")),
                _ => None,
            };
            let message = format_args!(
                "expected base64 (A-Z a-z 0-9 + / and at most two = at the end), found {} after {before} characters",
                QuotedChar(char)
            );
            cursor.report(rule, within(data, start, end), message, help);
        }
    }
}

/// Recognizes texts that programs often write instead of base64.
fn disguise(data: Value<'_>) -> Option<(&'static str, &'static str)> {
    /// Longer texts are not paths.
    const LONGEST: usize = 1024;
    let (raw, _) = data.inner()?;
    let starts = |list: &[&str]| list.iter().any(|start| raw.starts_with(start.as_bytes()));
    if starts(&["b'", "b\\\""]) {
        return Some((
            "Python's notation of bytes (b'…')",
            "Decode them: base64.b64encode(data).decode(\"ascii\").",
        ));
    }
    if starts(&["http://", "https://"]) {
        return Some(("a URL", "Write {\"type\":\"url\",\"url\":…} as source."));
    }
    let described = [
        "<",
        "[object ",
        "[B@",
        "System.Byte",
        "Buffer(",
        "Uint8Array",
        "bytearray(",
        "undefined",
        "null",
    ];
    if starts(&described) {
        return Some((
            "the description of an object instead of its bytes",
            "Encode the bytes themselves as base64.",
        ));
    }
    let path = raw
        .get(..LONGEST.min(raw.len()))
        .filter(|path| path.len() == raw.len())?;
    let path = String::from_utf8_lossy(path).to_ascii_lowercase();
    const ENDS: &str = "png jpg jpeg gif webp bmp tif tiff heic svg avif pdf txt docx doc";
    let ends_so = path
        .rsplit_once('.')
        .is_some_and(|(_, end)| ENDS.split(' ').any(|known| known == end));
    let is_path = ends_so || starts(&["./", "../", "~/", "file:", "C:", "D:"]);
    is_path.then_some((
        "what looks like a file path",
        "Read the file and put its bytes here, as base64; the API cannot read your files.",
    ))
}

/// Returns the span of a part of a string's text.
fn within(value: Value<'_>, start: usize, end: usize) -> Span {
    // The text begins after the quote.
    let text = value.span().start + 1;
    Span {
        start: text + start,
        end: text + end,
    }
}
