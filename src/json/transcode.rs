//! JSON strings as the values that JavaScript holds: strings of one byte a character where they fit, of two bytes where they
//! do not. Laid down side by side in one buffer, so that they cross together and become strings when they are read.

use crate::bytes::strings::{ascii_run, widen};
use crate::json::cursor::Str;

/// How the bytes of a value are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One byte a character, of U+0000 to U+00FF without U+0080 to U+009F: Latin-1 and Windows-1252 agree on these.
    Narrow = 0,
    /// UTF-16, little endian, at an even place.
    Wide = 1,
    /// The JSON text itself, quotes included: it has half of a surrogate pair, which not every decoder lets pass.
    Json = 2,
}

/// Where a value stands in the buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Laid {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// How to read it.
    pub form: Form,
}

/// Appends the value of a string of this line.
pub fn lay(buffer: &mut Vec<u8>, line: &[u8], string: Str) -> Laid {
    let raw = string.raw(line);
    let start = buffer.len();
    if string.ascii && !string.escaped {
        buffer.extend_from_slice(raw);
        return Laid {
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
    Laid {
        start,
        end: buffer.len(),
        form,
    }
}

/// Appends a string that was resolved already.
pub fn lay_str(buffer: &mut Vec<u8>, value: &str) -> Laid {
    buffer.resize(buffer.len().next_multiple_of(2), 0);
    let start = buffer.len();
    buffer.extend(value.encode_utf16().flat_map(u16::to_le_bytes));
    Laid {
        start,
        end: buffer.len(),
        form: Form::Wide,
    }
}

/// Whether all characters fit.
fn narrow(buffer: &mut Vec<u8>, raw: &[u8], ascii: bool) -> bool {
    let mut rest = raw;
    let mut fits = true;
    loop {
        let run = if ascii {
            memchr::memchr(b'\\', rest).unwrap_or(rest.len())
        } else {
            ascii_run(rest)
        };
        let (head, tail) = rest.split_at(run);
        buffer.extend_from_slice(head);
        let next = one(tail, |unit| {
            fits &= unit < 0x80 || (0xa0..0x100).contains(&unit);
            buffer.push(unit as u8);
        });
        match next {
            Some(next) if fits => rest = next,
            _ => return fits,
        }
    }
}

fn wide(buffer: &mut Vec<u8>, raw: &[u8]) -> Laid {
    let start = buffer.len();
    buffer.reserve(raw.len() * 2);
    let mut surrogates = Surrogates::default();
    let mut rest = raw;
    loop {
        let run = widen(buffer, rest);
        let tail = rest.get(run..).unwrap_or_default();
        if run > 0 {
            surrogates.see(0);
        }
        let Some(next) = one(tail, |unit| {
            surrogates.see(unit);
            buffer.extend_from_slice(&unit.to_le_bytes());
        }) else {
            break;
        };
        rest = next;
    }
    surrogates.see(0);
    if surrogates.broken {
        buffer.truncate(start);
        buffer.push(b'"');
        buffer.extend_from_slice(raw);
        buffer.push(b'"');
    }
    Laid {
        start,
        end: buffer.len(),
        form: if surrogates.broken { Form::Json } else { Form::Wide },
    }
}

/// Whether both halves of all surrogate pairs are there.
#[derive(Default)]
struct Surrogates {
    high: bool,
    broken: bool,
}

impl Surrogates {
    fn see(&mut self, unit: u16) {
        self.broken |= self.high != (unit & 0xfc00 == 0xdc00);
        self.high = unit & 0xfc00 == 0xd800;
    }
}

/// The UTF-16 units of a valid string, escapes resolved.
pub(crate) fn units(raw: &[u8], mut unit: impl FnMut(u16)) {
    let mut rest = raw;
    while let Some(next) = one(rest, &mut unit) {
        rest = next;
    }
}

/// The units of the first character or escape; what follows it.
fn one(text: &[u8], mut unit: impl FnMut(u16)) -> Option<&[u8]> {
    let (first, tail) = text.split_first()?;
    match *first {
        b'\\' => {
            let (value, length) = escape(text)?;
            unit(value);
            text.get(length..)
        }
        0..0x80 => {
            unit(u16::from(*first));
            Some(tail)
        }
        _ => Some(beyond_ascii(*first, tail, &mut unit)),
    }
}

/// One character of two to four bytes; what follows it.
fn beyond_ascii<'a>(first: u8, tail: &'a [u8], unit: &mut impl FnMut(u16)) -> &'a [u8] {
    let bits = |byte: &u8| u32::from(*byte & 0x3f);
    let first = u32::from(first);
    match tail {
        [b, rest @ ..] if first < 0xe0 => {
            unit(((first & 0x1f) << 6 | bits(b)) as u16);
            rest
        }
        [b, c, rest @ ..] if first < 0xf0 => {
            unit(((first & 0x0f) << 12 | bits(b) << 6 | bits(c)) as u16);
            rest
        }
        [b, c, d, rest @ ..] => {
            let above = ((first & 0x07) << 18 | bits(b) << 12 | bits(c) << 6 | bits(d)).wrapping_sub(0x10000);
            unit((0xd800 + (above >> 10)) as u16);
            unit((0xdc00 + (above & 0x3ff)) as u16);
            rest
        }
        _ => &[],
    }
}

/// The unit that an escape stands for, and its length.
fn escape(text: &[u8]) -> Option<(u16, usize)> {
    let kind = *text.get(1)?;
    let unit = match kind {
        b'n' => 0x0a,
        b't' => 0x09,
        b'r' => 0x0d,
        b'b' => 0x08,
        b'f' => 0x0c,
        b'u' => {
            let digits = text.get(2..6)?.iter();
            let value = digits.fold(0, |value, digit| {
                value << 4 | char::from(*digit).to_digit(16).unwrap_or(0)
            });
            return Some((value as u16, 6));
        }
        other => u16::from(other),
    };
    Some((unit, 2))
}
