//! What is wrong with base64, in words. The cursor is at it.

use crate::json::{Span, Value};
use crate::media::base64::Fault;
use crate::rules::catalogue::Rule;
use crate::rules::cursor::Cursor;

/// Reports a `data:` URI where base64 alone is due.
pub(super) fn report_uri<'a>(cursor: &mut Cursor<'a, '_>, rule: &'static Rule, data: Value<'a>) {
    let message = format_args!("expected base64 alone, found a data: URI");
    let help = format_args!("Leave out everything up to the comma.");
    cursor.report(rule, data.span(), message, Some(help));
}

/// Reports a text that is no base64.
pub(super) fn report_fault<'a>(cursor: &mut Cursor<'a, '_>, rule: &'static Rule, data: Value<'a>, fault: Fault) {
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
                    "That is the alphabet for URLs: write + for - and / for _."
                )),
                '=' => Some(format_args!("Padding stands at the end only.")),
                _ if char.is_whitespace() => Some(format_args!("Encode without line breaks and other white space.")),
                _ => None,
            };
            let message = format_args!(
                "expected base64 (A-Z a-z 0-9 + / and at most two = at the end), found {char:?} after {before} characters"
            );
            cursor.report(rule, within(data, start, end), message, help);
        }
    }
}

/// Where a part of a string's text is.
fn within(value: Value<'_>, start: usize, end: usize) -> Span {
    // The text begins after the quote.
    let text = value.span().start + 1;
    Span {
        start: text + start,
        end: text + end,
    }
}
