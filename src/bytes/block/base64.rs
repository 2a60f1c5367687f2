//! Finds the bytes of the base64 alphabet.

#[cfg(target_arch = "wasm32")]
use core::arch::wasm32::{u8x16, u8x16_all_true, u8x16_min, u8x16_splat};

use super::FAR;
#[cfg(target_arch = "wasm32")]
use super::vectors::{classes, load};

/// Returns the length of the leading whole blocks of 64 bytes that contain only base64 letters, without padding.
#[inline(never)]
pub fn base64_blocks(text: &[u8]) -> usize {
    let (blocks, _) = text.as_chunks();
    let valid = blocks.iter().position(|far| !is_base64(far)).unwrap_or(blocks.len());
    valid * FAR
}

#[cfg(target_arch = "wasm32")]
#[inline(always)]
fn is_base64(far: &[u8; FAR]) -> bool {
    /// Classes by the low half of a byte: `+` and `/`; digits; letters of the first and of the second half of the alphabet, in
    /// either case.
    const SIGN: u8 = 1;
    const DIGIT: u8 = 2;
    const FIRST: u8 = 4;
    const SECOND: u8 = 8;
    const ALL: u8 = DIGIT | FIRST | SECOND;
    const LETTER: u8 = FIRST | SECOND;
    let by_low = u8x16(
        DIGIT | SECOND,
        ALL,
        ALL,
        ALL,
        ALL,
        ALL,
        ALL,
        ALL,
        ALL,
        ALL,
        LETTER,
        FIRST | SIGN,
        FIRST,
        FIRST,
        FIRST,
        FIRST | SIGN,
    );
    let by_high = u8x16(0, 0, SIGN, DIGIT, FIRST, SECOND, FIRST, SECOND, 0, 0, 0, 0, 0, 0, 0, 0);
    let least = far.as_chunks().0.iter().fold(u8x16_splat(u8::MAX), |least, block| {
        u8x16_min(least, classes(load(block), by_low, by_high))
    });
    u8x16_all_true(least)
}

#[cfg(not(target_arch = "wasm32"))]
fn is_base64(far: &[u8; FAR]) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    far.iter().all(is_letter)
}
