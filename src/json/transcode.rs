//! Converts JSON strings to the representations of JavaScript: one byte per character where they fit, otherwise two. The values
//! are appended to one buffer, cross the boundary together, and become strings when they are read.

use crate::bytes::recode::{ROOM, copy_ascii, to_latin1, to_utf16};
use crate::json::BlockWriter;
use crate::json::cursor::JsonStr;
use crate::json::unescape::append_unescaped;
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

/// Appends the value of a string of this line. What it needs on the way stays in the buffer before it.
pub fn append_string(buffer: &mut BlockWriter, line: &[u8], string: JsonStr) -> TextSpan {
    let start = buffer.len();
    if !string.escaped && !string.ascii {
        let text = string.raw(line);
        make_even(buffer);
        let recoded = recode(text, buffer.room(room_for(text)));
        return add(buffer, recoded);
    }
    let mut is_ascii = true;
    if string.escaped {
        match append_unescaped(buffer, string.raw(line)) {
            Some(is_wide) => is_ascii = string.ascii && !is_wide,
            None => return append_in_quotes(buffer, string.raw(line)),
        }
    } else {
        buffer.copy(line, string.start, string.end);
    }
    if is_ascii {
        return span(start, buffer, Form::Narrow);
    }
    let length = buffer.len() - start;
    make_even(buffer);
    let (text, out) = buffer.text_and_room(start, 2 * length + ROOM);
    let recoded = recode(text.get(..length).unwrap_or_default(), out);
    add(buffer, recoded)
}

/// Makes text of what was written behind it.
fn add(buffer: &mut BlockWriter, (written, form): (usize, Form)) -> TextSpan {
    let start = buffer.len();
    buffer.advance(written);
    span(start, buffer, form)
}

fn span(start: usize, buffer: &BlockWriter, form: Form) -> TextSpan {
    let end = buffer.len();
    TextSpan { start, end, form }
}

/// Writes UTF-8 text in the narrowest form that holds it. Returns how many bytes that has.
#[inline(never)]
fn recode(text: &[u8], out: &mut [u8]) -> (usize, Form) {
    // UTF-8 says U+0100 and beyond with a first byte of 0xc4 and beyond.
    let may_be_narrow = text.iter().fold(0, |most, byte| most.max(*byte)) < 0xc4;
    match may_be_narrow.then(|| to_latin1(text, out)).flatten() {
        Some(written) => (written, Form::Narrow),
        None => (to_utf16(text, out), Form::Wide),
    }
}

/// Bytes that recoding text may need.
fn room_for(text: &[u8]) -> usize {
    2 * text.len() + ROOM
}

fn make_even(buffer: &mut BlockWriter) {
    buffer.advance(buffer.len() % 2);
}

/// Appends a string as the JSON text that it is.
fn append_in_quotes(buffer: &mut BlockWriter, raw: &[u8]) -> TextSpan {
    let start = buffer.len();
    for part in [b"\"", raw, b"\""] {
        buffer.append(part);
    }
    span(start, buffer, Form::Json)
}

/// Appends JSON text as one byte a character, of those that [`Form::Narrow`] allows: others become escapes, which they can
/// only be in strings.
pub fn append_json(buffer: &mut BlockWriter, json: &[u8]) {
    let mut rest = json;
    loop {
        let ascii = copy_ascii(rest, buffer.room(rest.len() + ROOM));
        buffer.advance(ascii);
        let wide = rest.get(ascii..).unwrap_or_default();
        let Some(next) = next_character(wide, |unit| match unit {
            0xa0..0x100 => buffer.append(&[unit as u8]),
            _ => {
                let digit = |shift: u16| HEX.get(usize::from(unit >> shift & 15)).copied().unwrap_or_default();
                buffer.append(&[b'\\', b'u', digit(12), digit(8), digit(4), digit(0)]);
            }
        }) else {
            return;
        };
        rest = next;
    }
}

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Appends a string without escapes.
pub fn append_str(buffer: &mut BlockWriter, value: &str) -> TextSpan {
    make_even(buffer);
    let start = buffer.len();
    let written = to_utf16(value.as_bytes(), buffer.room(room_for(value.as_bytes())));
    buffer.advance(written);
    span(start, buffer, Form::Wide)
}
