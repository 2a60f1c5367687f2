//! Finds where plain text ends: the hottest loop of all, 16 bytes at a time.

use crate::json::symbol::WIDTH;

/// How many bytes of a string stand for themselves: ASCII without quotes, backslashes and control characters.
pub(crate) fn plain(text: &[u8]) -> usize {
    let mut at = 0;
    while let Some(chunks) = text.get(at..).and_then(|rest| rest.first_chunk()) {
        if any_odd(chunks) {
            break;
        }
        at += FAR;
    }
    while let Some(chunk) = text.get(at..).and_then(|rest| rest.first_chunk()) {
        if let Some(odd) = first_odd(chunk) {
            return at + odd;
        }
        at += WIDTH;
    }
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| is_odd(*byte)).unwrap_or(rest.len())
}

/// Long texts are looked at in steps of this size.
const FAR: usize = 4 * WIDTH;

#[inline]
fn any_odd(chunks: &[u8; FAR]) -> bool {
    // Without an early exit the compiler looks at 16 bytes at once; there is seldom one to find.
    chunks.iter().fold(false, |any, byte| any | is_odd(*byte))
}

fn is_odd(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | 0..0x20 | 0x80..)
}

#[cfg(target_arch = "wasm32")]
#[inline]
pub(crate) fn first_odd(chunk: &[u8; WIDTH]) -> Option<usize> {
    use std::arch::wasm32::{i8x16_bitmask, i8x16_lt, i8x16_splat, u8x16, u8x16_eq, u8x16_splat, v128_or};
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *chunk;
    // One load: the compiler sees that the bytes stand in a row.
    let bytes = u8x16(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
    // As signed numbers, bytes beyond ASCII are below the control characters.
    let low = i8x16_lt(bytes, i8x16_splat(0x20));
    let quote = u8x16_eq(bytes, u8x16_splat(b'"'));
    let backslash = u8x16_eq(bytes, u8x16_splat(b'\\'));
    let odd = i8x16_bitmask(v128_or(low, v128_or(quote, backslash)));
    (odd != 0).then(|| odd.trailing_zeros() as usize)
}

#[cfg(not(target_arch = "wasm32"))]
#[inline]
pub(crate) fn first_odd(chunk: &[u8; WIDTH]) -> Option<usize> {
    let any = chunk.iter().fold(false, |any, byte| any | is_odd(*byte));
    any.then(|| chunk.iter().position(|byte| is_odd(*byte)))?
}
