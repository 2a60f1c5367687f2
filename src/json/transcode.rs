//! Converts JSON strings to the representations of JavaScript: one byte per character where they fit, otherwise two. The values
//! are appended to one buffer, cross the boundary together, and become strings when they are read.

use crate::bytes::strings::{copy_run, plain_run, widen};
use crate::json::cursor::JsonStr;
use crate::json::units::next_character;

/// The encoding of a value in the buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One byte a character, of U+0000 to U+00FF without U+0080 to U+009F: Latin-1 and Windows-1252 agree on these.
    Narrow = 0,
    /// UTF-16, little endian, at an even place.
    Wide = 1,
    /// The JSON text itself, quotes included: it has half of a surrogate pair, which not every decoder lets pass.
    Json = 2,
}

/// The place of a value in the buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextSpan {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// How to read it.
    pub form: Form,
}

/// Appends the value of a string of this line.
pub fn append_string(buffer: &mut Vec<u8>, line: &[u8], string: JsonStr) -> TextSpan {
    let raw = string.raw(line);
    let start = buffer.len();
    if string.ascii && !string.escaped {
        buffer.extend_from_slice(raw);
        return TextSpan {
            start,
            end: buffer.len(),
            form: Form::Narrow,
        };
    }
    // UTF-8 says U+0100 and beyond with a first byte of 0xc4 and beyond.
    let form = if (string.ascii || raw.iter().fold(0, |most, byte| most.max(*byte)) < 0xc4)
        && narrow(buffer, raw, string.ascii)
    {
        Form::Narrow
    } else {
        buffer.truncate(start);
        buffer.resize(start.next_multiple_of(2), 0);
        return wide(buffer, raw);
    };
    TextSpan {
        start,
        end: buffer.len(),
        form,
    }
}

/// Appends JSON text as one byte a character, of those that [`Form::Narrow`] allows: others become escapes, which they can
/// only be in strings.
pub fn append_json(buffer: &mut Vec<u8>, json: &[u8]) {
    let mut rest = json;
    loop {
        let run = plain_run(rest);
        let (head, tail) = rest.split_at(run);
        buffer.extend_from_slice(head);
        let Some(next) = next_character(tail, |unit| match unit {
            0xa0..0x100 => buffer.push(unit as u8),
            _ => {
                let digit = |shift: u16| HEX.get(usize::from(unit >> shift & 15)).copied().unwrap_or_default();
                buffer.extend_from_slice(&[b'\\', b'u', digit(12), digit(8), digit(4), digit(0)]);
            }
        }) else {
            return;
        };
        rest = next;
    }
}

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Appends a string without escapes.
pub fn append_str(buffer: &mut Vec<u8>, value: &str) -> TextSpan {
    buffer.resize(buffer.len().next_multiple_of(2), 0);
    let start = buffer.len();
    buffer.extend(value.encode_utf16().flat_map(u16::to_le_bytes));
    TextSpan {
        start,
        end: buffer.len(),
        form: Form::Wide,
    }
}

/// Appends a value of one byte a character. Returns whether all characters fit.
fn narrow(buffer: &mut Vec<u8>, raw: &[u8], ascii: bool) -> bool {
    let mut rest = raw;
    let mut fits = true;
    loop {
        let run = copy_run(buffer, rest, ascii);
        let next = next_character(rest.get(run..).unwrap_or_default(), |unit| {
            fits &= unit < 0x80 || (0xa0..0x100).contains(&unit);
            buffer.push(unit as u8);
        });
        match next {
            Some(next) if fits => rest = next,
            _ => return fits,
        }
    }
}

/// Appends a value of two bytes a unit, or the JSON text if it has half of a surrogate pair.
fn wide(buffer: &mut Vec<u8>, raw: &[u8]) -> TextSpan {
    let start = buffer.len();
    buffer.reserve(raw.len() * 2);
    let mut surrogates = Surrogates::default();
    let mut rest = raw;
    loop {
        let run = widen(buffer, rest);
        let tail = rest.get(run..).unwrap_or_default();
        if run > 0 {
            surrogates.add(0);
        }
        let Some(next) = next_character(tail, |unit| {
            surrogates.add(unit);
            buffer.extend_from_slice(&unit.to_le_bytes());
        }) else {
            break;
        };
        rest = next;
    }
    surrogates.add(0);
    if surrogates.broken {
        buffer.truncate(start);
        buffer.push(b'"');
        buffer.extend_from_slice(raw);
        buffer.push(b'"');
    }
    TextSpan {
        start,
        end: buffer.len(),
        form: if surrogates.broken { Form::Json } else { Form::Wide },
    }
}

/// Tracks whether both halves of all surrogate pairs are there.
#[derive(Default)]
struct Surrogates {
    high: bool,
    broken: bool,
}

impl Surrogates {
    fn add(&mut self, unit: u16) {
        self.broken |= self.high != (unit & 0xfc00 == 0xdc00);
        self.high = unit & 0xfc00 == 0xd800;
    }
}
