//! Finds the end of a JSON string. It accepts exactly the strings that `JSON.parse` accepts.

use super::bits::{Escapes, are_escapes, far, up_to};
use super::string_place::JsonStr;
use crate::bytes::block::{FAR, Utf8, is_plain, string_bits};
use crate::bytes::strings::ascii_string_end;

/// Returns the string whose text begins at `start`, and the offset of its closing quote.
#[inline]
pub fn string_from(bytes: &[u8], start: usize) -> Option<(JsonStr, usize)> {
    let rest = bytes.get(start..)?;
    // Most strings are short and plain. One look finds their end.
    if let Some(block) = rest.first_chunk()
        && let Some(length) = ascii_string_end(block)
        && rest.get(length) == Some(&b'"')
    {
        let end = start + length;
        let found = JsonStr {
            start,
            end,
            escaped: false,
            ascii: true,
        };
        return Some((found, end));
    }
    long_string(bytes, start)
}

#[inline(never)]
fn long_string(bytes: &[u8], start: usize) -> Option<(JsonStr, usize)> {
    let mut utf8 = Utf8::default();
    let mut escapes = Escapes::default();
    let (mut escaped, mut ascii) = (false, true);
    let mut at = start;
    let end = loop {
        let rest = bytes.get(at..)?;
        let mut filled = [0; FAR];
        let block = far(rest, &mut filled);
        if !escapes.is_next()
            && let Some(is_ascii) = is_plain(block)
        {
            utf8.take(block, is_ascii);
            ascii &= is_ascii;
            at += FAR;
            continue;
        }
        let bits = string_bits(block);
        let follow = escapes.escaped(bits.backslashes);
        let ends = (bits.quotes & !follow) | bits.controls;
        let last = ends.trailing_zeros();
        let within = up_to(last.min(63));
        if !are_escapes(bytes, at, block, follow & within, bits.quotes) {
            return None;
        }
        utf8.take(block, bits.wide == 0);
        escaped |= follow & within != 0;
        ascii &= bits.wide & within == 0;
        if ends != 0 {
            if bits.controls >> last & 1 == 1 {
                return None;
            }
            break at + last as usize;
        }
        at += FAR;
    };
    // What is wrong may come after the string.
    if !utf8.is_valid() && std::str::from_utf8(bytes.get(start..end)?).is_err() {
        return None;
    }
    let found = JsonStr {
        start,
        end,
        escaped,
        ascii,
    };
    Some((found, end))
}
