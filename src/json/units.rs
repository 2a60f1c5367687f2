//! Converts JSON strings to UTF-16, the encoding of JavaScript strings.

use super::syntax::Span;
use crate::bytes::recode::character;

/// Passes the UTF-16 units of a valid string, escapes resolved, to `unit`.
pub(super) fn each_unit(raw: &[u8], mut unit: impl FnMut(u16)) {
    let mut rest = raw;
    while let Some(next) = next_character(rest, &mut unit) {
        rest = next;
    }
}

/// Passes the units of the first character or escape to `unit`. Returns the rest of the text.
pub(super) fn next_character(text: &[u8], mut unit: impl FnMut(u16)) -> Option<&[u8]> {
    let (first, tail) = text.split_first()?;
    match *first {
        b'\\' => {
            let (value, length) = unescape(text)?;
            unit(value);
            text.get(length..)
        }
        0..0x80 => {
            unit(u16::from(*first));
            Some(tail)
        }
        _ => {
            let (code, length) = character(text)?;
            let mut units = [0; 2];
            let char = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
            char.encode_utf16(&mut units).iter().for_each(|it| unit(*it));
            text.get(length..)
        }
    }
}

/// Passes the offsets of escapes that are half of a surrogate pair to `each`, in the valid string from `start` to `end`.
#[cold]
#[inline(never)]
pub(super) fn each_lone_half(text: &[u8], start: usize, end: usize, mut each: impl FnMut(Span)) {
    let from = |at: usize| text.get(at..end).unwrap_or_default();
    let escaped = |at: usize| from(at).starts_with(b"\\").then(|| unescape(from(at))).flatten();
    let mut at = start;
    while let Some(before) = memchr::memchr(b'\\', from(at)) {
        at += before;
        let Some((unit, length)) = escaped(at) else { return };
        let is_first = (0xd800..0xdc00).contains(&unit);
        if is_first && escaped(at + length).is_some_and(|(second, _)| (0xdc00..0xe000).contains(&second)) {
            at += 2 * length;
            continue;
        }
        if (0xd800..0xe000).contains(&unit) {
            each(Span {
                start: at,
                end: at + length,
            });
        }
        at += length;
    }
}

/// Returns the code unit that an escape represents, and the length of the escape.
fn unescape(text: &[u8]) -> Option<(u16, usize)> {
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
