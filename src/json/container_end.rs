//! Finds the end of an array or object without reading its values one by one: 64 bytes at a time, from masks.
//!
//! Accepts only JSON. If there is no white space between values, each rule of the grammar concerns a byte and the one before it,
//! with two exceptions. Brackets must match, so their kinds are stored, one bit each. Keys alternate with values, so the strings
//! after `{` and `,` of an object are followed to their ends. In uncertain cases (white space, deep nesting, text that is not
//! JSON) it returns no end, and the caller reads value by value.

use super::bits::{Escapes, between, each, far, up_to};
use super::number_end::number_end;
use crate::bytes::block::{FAR, Utf8, is_plain, json_bits};

/// Deeper nesting is an uncertain case.
const MAX_DEPTH: u32 = 64;

/// The end of an array or object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The offset after its bracket.
    At(usize),
    /// Not in these bytes.
    Missing,
    /// Uncertain.
    Unknown,
}

/// Returns the end of the array or object that starts at `start`.
#[inline(never)]
pub(super) fn container_end(bytes: &[u8], start: usize) -> End {
    let mut scan = Scan::default();
    let mut at = start;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let mut filled = [0; FAR];
        let block = far(rest, &mut filled);
        if scan.inside == u64::MAX
            && !scan.escapes.is_next()
            && let Some(is_ascii) = is_plain(block)
        {
            scan.utf8.take(block, is_ascii);
            at += FAR;
            continue;
        }
        let Some(end) = scan.block(bytes, at, block) else {
            return End::Unknown;
        };
        if end < FAR {
            let end = at + end + 1;
            let text = bytes.get(start..end).unwrap_or_default();
            // The invalid bytes may come after the container.
            let is_utf8 = scan.utf8.is_valid() || std::str::from_utf8(text).is_ok();
            return if is_utf8 { End::At(end) } else { End::Unknown };
        }
        at += FAR;
    }
    End::Missing
}

/// Facts about the byte before a block: each mask is 0, or has the lowest bit set.
#[derive(Debug)]
struct Before {
    open: u64,
    comma: u64,
    colon: u64,
    /// It ends a value.
    end: u64,
    scalar: u64,
    /// It ends a key.
    key_end: u64,
    /// It is inside a key.
    in_key: u64,
}

#[derive(Debug)]
struct Scan {
    before: Before,
    escapes: Escapes,
    /// All bits set if the previous block ended inside a string.
    inside: u64,
    /// The kinds of the open brackets, the innermost in the lowest bit: 1 for objects.
    kinds: u64,
    depth: u32,
    utf8: Utf8,
}

impl Default for Scan {
    fn default() -> Self {
        Scan {
            before: Before {
                open: 0,
                comma: 0,
                // The start counts as a position where a value is expected.
                colon: 1,
                end: 0,
                scalar: 0,
                key_end: 0,
                in_key: 0,
            },
            escapes: Escapes::default(),
            inside: 0,
            kinds: 0,
            depth: 0,
            utf8: Utf8::default(),
        }
    }
}

impl Scan {
    /// Reads the block at `at`. Returns the offset in it at which the container ends, 64 if it continues, or `None` in uncertain
    /// cases.
    #[inline(always)]
    fn block(&mut self, bytes: &[u8], at: usize, block: &[u8; FAR]) -> Option<usize> {
        let before = &self.before;
        let bits = json_bits(block);
        let escaped = self.escapes.escaped(bits.backslashes);
        let quotes = bits.quotes & !escaped;
        let inside = between(quotes) ^ self.inside;
        let outside = !inside & !quotes;
        let (opens, closes) = (bits.opens & outside, bits.closes & outside);
        let (commas, colons) = (bits.commas & outside, bits.colons & outside);
        let scalars = outside & !(opens | closes | commas | colons);
        let scalar_starts = scalars & !(scalars << 1 | before.scalar);
        let string_starts = quotes & inside;
        let string_ends = quotes & !inside;

        let ends = string_ends | closes | scalars;
        let after_end = ends << 1 | before.end;
        let after_open = opens << 1 | before.open;
        let after_comma = commas << 1 | before.comma;
        let first = after_open | after_comma;
        let due = first | colons << 1 | before.colon;

        let (objects, last) = self.brackets(opens, closes, bits.curly)?;
        let within = up_to(last.min(63));

        let keys = string_starts & objects & first;
        let (sum, over) = inside.overflowing_add(keys);
        let (sum, over_too) = sum.overflowing_add(self.before.in_key);
        let key_ends = sum & string_ends;

        let wrong = (bits.controls & inside)
            | ((string_starts | opens | scalar_starts) & !due)
            | (commas & !after_end)
            | (closes & !(after_end | after_open))
            | ((opens | scalar_starts) & objects & first)
            | (colons ^ (key_ends << 1 | self.before.key_end));
        if wrong & within != 0 {
            return None;
        }
        if !self.escapes.are_valid(bytes, at, block, escaped & within, bits.quotes) {
            return None;
        }
        if !each(scalar_starts & within).all(|bit| is_scalar(bytes, at + bit)) {
            return None;
        }
        self.utf8.take(block, bits.wide == 0);
        self.inside = if inside >> 63 == 1 { u64::MAX } else { 0 };
        self.before = Before {
            open: opens >> 63,
            comma: commas >> 63,
            colon: colons >> 63,
            end: ends >> 63,
            scalar: scalars >> 63,
            key_end: key_ends >> 63,
            in_key: u64::from(over | over_too),
        };
        Some(last as usize)
    }

    /// Follows the brackets of a block. Returns the bytes whose innermost container is an object, and the offset at which the
    /// outermost bracket closes, or 64. Returns `None` if brackets do not match.
    #[inline(always)]
    fn brackets(&mut self, opens: u64, closes: u64, curly: u64) -> Option<(u64, u32)> {
        let mut left = opens | closes;
        let mut objects = 0;
        // The bytes from the last bracket on.
        let mut rest = u64::MAX;
        while left != 0 {
            let bit = left.trailing_zeros();
            let kind = curly >> bit & 1;
            if self.kinds & 1 == 1 {
                objects |= rest & up_to(bit);
            }
            if opens >> bit & 1 == 1 {
                if self.depth == MAX_DEPTH {
                    return None;
                }
                self.kinds = self.kinds << 1 | kind;
                self.depth += 1;
            } else {
                if self.kinds & 1 != kind {
                    return None;
                }
                self.kinds >>= 1;
                // The first byte is an open bracket, so there is one to close.
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    return Some((objects, bit));
                }
            }
            rest = !up_to(bit);
            left &= left - 1;
        }
        if self.kinds & 1 == 1 {
            objects |= rest;
        }
        Some((objects, FAR as u32))
    }
}

/// Whether a number or a literal name starts here, followed by a byte that may follow a value.
fn is_scalar(bytes: &[u8], at: usize) -> bool {
    let Some(rest) = bytes.get(at..) else { return false };
    let length = match rest {
        [b't', b'r', b'u', b'e', ..] | [b'n', b'u', b'l', b'l', ..] => 4,
        [b'f', b'a', b'l', b's', b'e', ..] => 5,
        _ => match number_end(rest) {
            Ok(length) => length,
            Err(_) => return false,
        },
    };
    matches!(rest.get(length), Some(b',' | b'}' | b']'))
}
