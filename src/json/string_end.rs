//! Finds the end of a JSON string. It accepts exactly the strings that `JSON.parse` accepts, unless the string is only skimmed.

use super::bits::{Escapes, far, up_to};
use super::string_place::JsonStr;
use crate::bytes::block::{FAR, Utf8, is_plain, string_bits};
use crate::bytes::strings::ascii_string_end;

/// Returns the string whose text begins at `start`, and the offset of its closing quote.
#[inline(always)]
pub fn string_from(bytes: &[u8], start: usize) -> Option<(JsonStr, usize)> {
    short_string(bytes, start).or_else(|| long_string(bytes, start, &mut Escapes::default(), false))
}

/// Like `string_from`, for a string that is not used: does not validate its escapes and its UTF-8.
#[inline(always)]
pub fn skim_string(bytes: &[u8], start: usize) -> Option<(JsonStr, usize)> {
    short_string(bytes, start).or_else(|| long_string(bytes, start, &mut Escapes::default(), true))
}

/// Most strings are short and without escapes, so a single block contains their end.
#[inline(always)]
fn short_string(bytes: &[u8], start: usize) -> Option<(JsonStr, usize)> {
    let rest = bytes.get(start..)?;
    let length = ascii_string_end(rest.first_chunk()?)?;
    let end = start + length;
    let found = JsonStr {
        start,
        end,
        escaped: false,
        ascii: true,
    };
    (rest.get(length) == Some(&b'"')).then_some((found, end))
}

/// Finds the end of a string of any length. The caller can query `escapes` afterwards.
#[inline(never)]
pub(super) fn long_string(bytes: &[u8], start: usize, escapes: &mut Escapes, skims: bool) -> Option<(JsonStr, usize)> {
    let mut utf8 = Utf8::default();
    let (mut escaped, mut ascii) = (false, true);
    let mut at = start;
    let end = loop {
        let rest = bytes.get(at..)?;
        let mut filled = [0; FAR];
        let block = far(rest, &mut filled);
        if !escapes.is_next()
            && let Some(is_ascii) = is_plain(block)
        {
            if !skims {
                utf8.take(block, is_ascii);
            }
            ascii &= is_ascii;
            at += FAR;
            continue;
        }
        let bits = string_bits(block);
        let follow = escapes.escaped(bits.backslashes);
        let ends = (bits.quotes & !follow) | bits.controls;
        let last = ends.trailing_zeros();
        let within = up_to(last.min(63));
        if !skims {
            if !escapes.are_valid(bytes, at, block, follow & within, bits.quotes) {
                return None;
            }
            utf8.take(block, bits.wide == 0);
        }
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
    // The invalid bytes may come after the string.
    if !skims && !utf8.is_valid() && std::str::from_utf8(bytes.get(start..end)?).is_err() {
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
