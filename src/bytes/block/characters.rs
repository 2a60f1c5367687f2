//! Finds the letters, digits, spaces and backslashes among 64 bytes.

#[cfg(target_arch = "wasm32")]
use core::arch::wasm32::{u8x16_bitmask, u8x16_eq, u8x16_ge, u8x16_lt, u8x16_splat, u8x16_sub, v128, v128_or};

use super::FAR;
#[cfg(target_arch = "wasm32")]
use super::vectors::load;

/// Masks of classes of 64 bytes. The lowest bit is the first byte.
#[derive(Debug, Clone, Copy, Default)]
pub struct CharacterBits {
    /// ASCII letters.
    pub letters: u64,
    /// ASCII digits.
    pub digits: u64,
    pub spaces: u64,
    pub backslashes: u64,
    /// Non-ASCII bytes.
    pub wide: u64,
    /// The first bytes of non-ASCII characters.
    pub leads: u64,
}

/// Returns the classes of characters.
#[cfg(target_arch = "wasm32")]
#[inline]
pub fn character_bits(far: &[u8; FAR]) -> CharacterBits {
    let is_below =
        |bytes: v128, first: u8, count: u8| u8x16_lt(u8x16_sub(bytes, u8x16_splat(first)), u8x16_splat(count));
    let wide = bits(far, |bytes| bytes);
    CharacterBits {
        letters: bits(far, |bytes| is_below(v128_or(bytes, u8x16_splat(0x20)), b'a', 26)),
        digits: bits(far, |bytes| is_below(bytes, b'0', 10)),
        spaces: bits(far, |bytes| u8x16_eq(bytes, u8x16_splat(b' '))),
        backslashes: bits(far, |bytes| u8x16_eq(bytes, u8x16_splat(b'\\'))),
        wide,
        leads: if wide == 0 {
            0
        } else {
            bits(far, |bytes| u8x16_ge(bytes, u8x16_splat(0xc0)))
        },
    }
}

#[cfg(target_arch = "wasm32")]
#[inline(always)]
fn bits(far: &[u8; FAR], class: impl Fn(v128) -> v128) -> u64 {
    let blocks = far.as_chunks().0.iter().rev();
    blocks.fold(0, |bits, block| {
        bits << 16 | u64::from(u8x16_bitmask(class(load(block))))
    })
}

/// Returns the classes of characters.
#[cfg(not(target_arch = "wasm32"))]
pub fn character_bits(far: &[u8; FAR]) -> CharacterBits {
    let bits = |class: fn(u8) -> bool| {
        far.iter()
            .rev()
            .fold(0, |bits, byte| bits << 1 | u64::from(class(*byte)))
    };
    CharacterBits {
        letters: bits(|byte| byte.is_ascii_alphabetic()),
        digits: bits(|byte| byte.is_ascii_digit()),
        spaces: bits(|byte| byte == b' '),
        backslashes: bits(|byte| byte == b'\\'),
        wide: bits(|byte| !byte.is_ascii()),
        leads: bits(|byte| byte >= 0xc0),
    }
}
