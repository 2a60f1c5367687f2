//! Bit masks of the escaped bytes, and of the bytes inside strings, for 64 bytes at a time. The lowest bit is the first byte.

use crate::bytes::block::{FAR, escape_bits, n_bits};

/// Tracks backslashes across blocks.
#[derive(Debug, Default)]
pub(super) struct Escapes {
    /// Set if the first byte of the next block is escaped.
    next: u64,
    has_surrogates: bool,
}

impl Escapes {
    /// `is_next`: whether the first byte of the first block is escaped.
    pub(super) fn starting(is_next: bool) -> Escapes {
        Escapes {
            next: u64::from(is_next),
            has_surrogates: false,
        }
    }

    /// Returns the bytes that the backslashes of a block escape.
    #[inline(always)]
    pub(super) fn escaped(&mut self, backslashes: u64) -> u64 {
        if backslashes == 0 {
            return std::mem::take(&mut self.next);
        }
        self.after(backslashes)
    }

    /// In a run of backslashes, every second one is escaped. A subtraction borrows through a run, which shows where a run of odd
    /// length ends.
    fn after(&mut self, backslashes: u64) -> u64 {
        const ODD: u64 = 0xaaaa_aaaa_aaaa_aaaa;
        let runs = backslashes & !self.next;
        let ends = (((runs << 1) | ODD).wrapping_sub(runs)) ^ ODD;
        let escaped = ends ^ (backslashes | self.next);
        self.next = (ends & backslashes) >> 63;
        escaped
    }

    /// Whether the first byte of the next block is escaped.
    pub(super) fn is_next(&self) -> bool {
        self.next != 0
    }

    /// Whether the escapes of the block at `at` are valid, including the four hexadecimal digits after each `u`. `escaped` is
    /// the mask of escaped bytes.
    #[inline(always)]
    pub(super) fn are_valid(&mut self, bytes: &[u8], at: usize, block: &[u8; FAR], escaped: u64, quotes: u64) -> bool {
        let other = escaped & !quotes;
        other == 0 || other & !n_bits(block) == 0 || self.are_others_valid(bytes, at, block, other)
    }

    #[inline(never)]
    fn are_others_valid(&mut self, bytes: &[u8], at: usize, block: &[u8; FAR], escaped: u64) -> bool {
        let (allowed, unicode) = escape_bits(block);
        let mut units = each(escaped & unicode).map(|bit| unit(bytes, at + bit));
        escaped & !allowed == 0
            && units.all(|unit| {
                self.has_surrogates |= unit.is_some_and(is_surrogate);
                unit.is_some()
            })
    }

    /// Whether a valid escape is half of a surrogate pair.
    pub(super) fn has_surrogates(&self) -> bool {
        self.has_surrogates
    }
}

/// Returns the four hexadecimal digits after the `u` of an escape.
fn unit(bytes: &[u8], u: usize) -> Option<&[u8; 4]> {
    let digits = bytes.get(u + 1..)?.first_chunk()?;
    digits.iter().all(u8::is_ascii_hexdigit).then_some(digits)
}

/// Whether these digits are half of a surrogate pair: the value begins with `d8` or more.
fn is_surrogate([first, second, ..]: &[u8; 4]) -> bool {
    first.eq_ignore_ascii_case(&b'd') && *second >= b'8'
}

/// For each bit, whether the number of bits up to and including it is odd. For quotes, this selects each opening quote and the
/// text up to the closing quote.
#[inline(always)]
pub(super) fn between(quotes: u64) -> u64 {
    let mut bits = quotes;
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

/// The bits up to and including this one.
#[inline(always)]
pub(super) fn up_to(bit: u32) -> u64 {
    u64::MAX >> (63 - (bit & 63))
}

/// Iterates over the bits that are set, from the lowest.
pub(super) fn each(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = (bits != 0).then(|| bits.trailing_zeros() as usize);
        bits &= bits.wrapping_sub(1);
        bit
    })
}

/// Returns which of the closing brackets of a block ends the container, with `depth` brackets open before the block.
#[inline(always)]
pub(super) fn closing(opens: u64, closes: u64, depth: u32) -> Option<usize> {
    if closes.count_ones() < depth {
        return None;
    }
    let closed = each(closes).zip(1..);
    let mut ends = closed.filter(|(bit, closed)| depth + (opens & up_to(*bit as u32)).count_ones() == *closed);
    ends.next().map(|(bit, _)| bit)
}

/// The next 64 bytes, padded with zeros, which occur in no JSON text.
#[inline(always)]
pub(super) fn far<'a>(rest: &'a [u8], filled: &'a mut [u8; FAR]) -> &'a [u8; FAR] {
    match rest.first_chunk() {
        Some(far) => far,
        None => fill(rest, filled),
    }
}

#[inline(never)]
fn fill<'a>(rest: &[u8], filled: &'a mut [u8; FAR]) -> &'a [u8; FAR] {
    *filled = [0; FAR];
    for (byte, from) in filled.iter_mut().zip(rest) {
        *byte = *from;
    }
    filled
}
