//! Converts JSON strings to the representations of JavaScript: one byte per character if possible, otherwise two. The values are
//! appended to one buffer, cross the boundary together, and become strings on demand.

use crate::bytes::recode::{ROOM, copy_ascii, to_latin1, to_utf16};
use crate::json::BlockWriter;
use crate::json::cursor::JsonStr;
use crate::json::unescape::append_unescaped;
use crate::json::units::next_character;

/// The encoding of a value in the buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One byte per character, of U+0000 to U+00FF without U+0080 to U+009F. Latin-1 and Windows-1252 agree on these.
    Narrow = 0,
    /// UTF-16, little endian, at an even offset.
    Wide = 1,
    /// The JSON text itself, including the quotes: it contains half of a surrogate pair, which not every decoder preserves.
    Json = 2,
}

/// The position of a value in the buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextSpan {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Its encoding.
    pub form: Form,
}

/// Appends the value of a string of this line. Intermediate data stays in the buffer before it.
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

/// Adds bytes that were written after the text to the text.
fn add(buffer: &mut BlockWriter, (written, form): (usize, Form)) -> TextSpan {
    let start = buffer.len();
    buffer.advance(written);
    span(start, buffer, form)
}

fn span(start: usize, buffer: &BlockWriter, form: Form) -> TextSpan {
    let end = buffer.len();
    TextSpan { start, end, form }
}

/// Writes UTF-8 text in the narrowest form that can represent it. Returns its size in bytes.
#[inline(never)]
fn recode(text: &[u8], out: &mut [u8]) -> (usize, Form) {
    // In UTF-8, U+0100 and above have a first byte of 0xc4 or above.
    let may_be_narrow = text.iter().fold(0, |most, byte| most.max(*byte)) < 0xc4;
    match may_be_narrow.then(|| to_latin1(text, out)).flatten() {
        Some(written) => (written, Form::Narrow),
        None => (to_utf16(text, out), Form::Wide),
    }
}

/// Returns the maximum size of recoded text in bytes.
fn room_for(text: &[u8]) -> usize {
    2 * text.len() + ROOM
}

fn make_even(buffer: &mut BlockWriter) {
    buffer.advance(buffer.len() % 2);
}

/// Appends a string as JSON text.
fn append_in_quotes(buffer: &mut BlockWriter, raw: &[u8]) -> TextSpan {
    let start = buffer.len();
    for part in [b"\"", raw, b"\""] {
        buffer.append(part);
    }
    span(start, buffer, Form::Json)
}

/// Appends JSON text with one byte per character, from those that [`Form::Narrow`] allows. Other characters become escapes, since
/// they can only occur in strings.
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
