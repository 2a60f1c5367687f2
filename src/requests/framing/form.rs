//! Detects the form in which an input contains its requests.

use crate::bytes::lines::{may_be_mark, without_marks};

/// The form in which an input contains its requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// Detected from the start of the input. An object with the key `requests` is a create body. An object that spans lines and
    /// has the keys of a request is the first of a sequence of values. `[` begins an array. Everything else is JSONL.
    #[default]
    Auto,
    /// One request per line.
    Jsonl,
    /// A create body: `{"requests":[…]}`.
    Body,
    /// An array of requests.
    Array,
    /// The inside of an array, from the first byte of its first request.
    Elements,
    /// Consecutive requests that span lines.
    Values,
}

/// Number of bytes that are examined. A longer first line is a JSONL request.
const LOOK: usize = 65_536;

/// Returns the form of a text with this start, or `None` if more bytes are needed. The result does not depend on where the input
/// is cut. `ended`: no more bytes follow.
pub(super) fn form_of(start: &[u8], ended: bool) -> Option<Form> {
    let is_whole = ended || start.len() >= LOOK;
    let start = start.get(..LOOK).unwrap_or(start);
    let or_open = |form: Form| is_whole.then_some(form);
    let text = without_marks(start);
    if may_be_mark(text) {
        return or_open(Form::Jsonl);
    }
    let text = text.trim_ascii_start();
    match text.first() {
        None => return or_open(Form::Jsonl),
        Some(b'[') => return Some(Form::Array),
        Some(b'{') => {}
        Some(_) => return Some(Form::Jsonl),
    }
    // The text after the first line counts only if the object continues there, because the bytes so far may end before it.
    let end = memchr::memchr2(b'\n', b'\r', text);
    let line = end.and_then(|end| text.get(..end)).unwrap_or(text);
    let first_line = Object::scan(line);
    if first_line.first == Some(KeyKind::Requests) {
        return Some(Form::Body);
    }
    if end.is_none() {
        return if first_line.is_closed {
            Some(Form::Jsonl)
        } else {
            or_open(Form::Jsonl)
        };
    }
    // An object that spans lines.
    if !first_line.goes_on {
        return Some(Form::Jsonl);
    }
    let object = Object::scan(text);
    // An object that is neither must be a body with wrong keys, because no line of it could be a request. If it contains
    // requests, it is read as one value, which causes a single issue.
    let other = match line.trim_ascii_end().len() {
        _ if object.holds_requests => Form::Values,
        1 => Form::Body,
        _ => Form::Jsonl,
    };
    match object.first {
        Some(KeyKind::Requests) => Some(Form::Body),
        Some(KeyKind::Request) => Some(Form::Values),
        None if object.is_closed => Some(other),
        None => or_open(other),
    }
}

/// Returns whether an object continues after the first line of a text that begins with it, or `None` if that line is incomplete.
pub(in crate::requests) fn spans_lines(text: &[u8], ended: bool) -> Option<bool> {
    let is_whole = ended || text.len() >= LOOK;
    let text = text.get(..LOOK).unwrap_or(text).trim_ascii_start();
    match memchr::memchr2(b'\n', b'\r', text) {
        Some(end) => Some(Object::scan(text.get(..end).unwrap_or(text)).goes_on),
        None => is_whole.then_some(false),
    }
}

/// A key that identifies an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KeyKind {
    /// Key of a create body.
    Requests,
    /// Key of a request.
    Request,
}

/// Facts about the start of an object.
struct Object {
    /// Its first identifying key.
    first: Option<KeyKind>,
    is_closed: bool,
    /// Whether it ends at a place where a value continues on the next line. A line that was cut off in the middle of a request
    /// ends elsewhere.
    goes_on: bool,
    /// Whether a nested value has the keys of a request.
    holds_requests: bool,
}

impl Object {
    /// Tracks only strings and brackets.
    #[inline(never)]
    fn scan(text: &[u8]) -> Object {
        let mut object = Object {
            first: None,
            is_closed: false,
            goes_on: false,
            holds_requests: false,
        };
        let (mut at, mut depth, mut before_key) = (0, 0_u32, false);
        while let Some(byte) = text.get(at) {
            at += 1;
            match byte {
                b'"' => {
                    let Some(end) = end_of_string(text, at) else { break };
                    let kind = match text.get(at..end).unwrap_or_default() {
                        b"requests" => Some(KeyKind::Requests),
                        b"custom_id" | b"params" => Some(KeyKind::Request),
                        _ => None,
                    };
                    if before_key && depth == 1 {
                        object.first = object.first.or(kind);
                    } else if kind.is_some() {
                        let after = text.get(end + 1..).unwrap_or_default().trim_ascii_start();
                        object.holds_requests |= after.first() == Some(&b':');
                    }
                    before_key = false;
                    at = end + 1;
                }
                b'{' | b'[' => {
                    depth += 1;
                    before_key = *byte == b'{';
                }
                b'}' | b']' => {
                    depth = depth.saturating_sub(1);
                    before_key = false;
                    if depth == 0 {
                        object.is_closed = true;
                        break;
                    }
                }
                b',' => before_key = depth == 1,
                _ => {}
            }
        }
        let last = text.trim_ascii_end().last();
        object.goes_on = !object.is_closed && matches!(last, Some(b'{' | b'[' | b',' | b':'));
        object
    }
}

/// Returns the index of the closing quote of the string whose text begins at `start`.
fn end_of_string(text: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        let rest = text.get(at..)?;
        let found = at + memchr::memchr2(b'"', b'\\', rest)?;
        if text.get(found) == Some(&b'"') {
            return Some(found);
        }
        at = found + 2;
    }
}
