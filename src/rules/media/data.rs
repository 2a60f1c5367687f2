//! What is wrong with base64, in words.

use crate::json::{Span, Value};
use crate::media::base64::Fault;

/// Where a fault is within a string.
fn within(value: Value<'_>, start: usize, end: usize) -> Span {
    // The text begins after the quote.
    let text = value.span().start + 1;
    Span {
        start: text + start,
        end: text + end,
    }
}

/// What is wrong with base64, where, and what to do about it.
pub(super) fn describe_fault(value: Value<'_>, fault: Fault) -> (Span, String, Option<&'static str>) {
    match fault {
        Fault::Empty => (value.span(), "expected base64, found an empty string".to_string(), None),
        Fault::Length(characters) => (
            value.span(),
            format!("expected base64 in groups of 4 characters, padding included, found {characters} characters"),
            Some("The text was cut off, or its padding (=) was lost."),
        ),
        Fault::Odd {
            char,
            before,
            start,
            end,
        } => {
            let help = match char {
                '-' | '_' => Some("That is the alphabet for URLs: write + for - and / for _."),
                '=' => Some("Padding stands at the end only."),
                _ if char.is_whitespace() => Some("Encode without line breaks and other white space."),
                _ => None,
            };
            let message = format!(
                "expected base64 (A-Z a-z 0-9 + / and at most two = at the end), found {char:?} after {before} characters"
            );
            (within(value, start, end), message, help)
        }
    }
}

/// What to do about a `data:` URI where base64 alone is due.
pub(super) const DATA_URI: (&str, &str) = (
    "expected base64 alone, found a data: URI",
    "Leave out everything up to the comma.",
);
