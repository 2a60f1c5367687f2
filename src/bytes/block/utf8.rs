//! Validates UTF-8 with vectors.

use core::arch::wasm32::{
    i8x16_swizzle, u8x16, u8x16_shr, u8x16_shuffle, u8x16_splat, u8x16_sub_sat, v128, v128_and, v128_any_true, v128_or,
    v128_xor,
};

use super::FAR;
use super::vectors::{classes, load};

/// Searches for bytes that are not UTF-8, block by block: with two lookups for each byte and the one before it, and one for bytes
/// that follow two or three bytes later.
#[derive(Debug)]
pub struct Utf8 {
    before: v128,
    wrong: v128,
    after_ascii: bool,
}

impl Default for Utf8 {
    fn default() -> Self {
        Utf8 {
            before: u8x16_splat(0),
            wrong: u8x16_splat(0),
            after_ascii: true,
        }
    }
}

impl Utf8 {
    /// Takes the next block.
    #[inline(always)]
    pub fn take(&mut self, far: &[u8; FAR], is_ascii: bool) {
        // Two consecutive ASCII blocks cannot contain an error.
        if !(is_ascii && self.after_ascii) {
            self.check(far);
        }
        self.after_ascii = is_ascii;
    }

    /// Whether all blocks so far are UTF-8, except for a character that is cut off at the end.
    pub fn is_valid(&self) -> bool {
        !v128_any_true(self.wrong)
    }

    #[inline(never)]
    fn check(&mut self, far: &[u8; FAR]) {
        let [first_low, first_high, second_high] = tables();
        let (mut before, mut wrong) = (self.before, self.wrong);
        for block in far.as_chunks().0 {
            let now = load(block);
            let one = u8x16_shuffle::<15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30>(before, now);
            let two = u8x16_shuffle::<14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29>(before, now);
            let three = u8x16_shuffle::<13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28>(before, now);
            let pairs = v128_and(
                classes(one, first_low, first_high),
                i8x16_swizzle(second_high, u8x16_shr(now, 4)),
            );
            let third = u8x16_sub_sat(two, u8x16_splat(0xe0 - 0x80));
            let fourth = u8x16_sub_sat(three, u8x16_splat(0xf0 - 0x80));
            let continues = v128_and(v128_or(third, fourth), u8x16_splat(0x80));
            wrong = v128_or(wrong, v128_xor(pairs, continues));
            before = now;
        }
        (self.before, self.wrong) = (before, wrong);
    }
}

const SHORT: u8 = 1;
const LONG: u8 = 2;
const OVERLONG_3: u8 = 4;
const LARGE: u8 = 8;
const SURROGATE: u8 = 16;
const OVERLONG_2: u8 = 32;
/// Above the last code point, or an overlong form of four bytes.
const LARGE_OR_OVERLONG_4: u8 = 64;
const TWO: u8 = 128;
const ANY: u8 = SHORT | LONG | TWO;
const BEYOND: u8 = ANY | LARGE | LARGE_OR_OVERLONG_4;
const LATER: u8 = LONG | OVERLONG_2 | TWO;

/// The sequences that a byte can belong to, by its low and high half and by the high half of the next byte.
#[inline(always)]
fn tables() -> [v128; 3] {
    let (l, t, s) = (LONG, TWO, SHORT);
    let first_high = u8x16(
        l,
        l,
        l,
        l,
        l,
        l,
        l,
        l,
        t,
        t,
        t,
        t,
        s | OVERLONG_2,
        s,
        s | OVERLONG_3 | SURROGATE,
        s | LARGE | LARGE_OR_OVERLONG_4,
    );
    let (a, b) = (ANY, BEYOND);
    let first_low = u8x16(
        a | OVERLONG_3 | OVERLONG_2 | LARGE_OR_OVERLONG_4,
        a | OVERLONG_2,
        a,
        a,
        a | LARGE,
        b,
        b,
        b,
        b,
        b,
        b,
        b,
        b,
        b | SURROGATE,
        b,
        b,
    );
    let second_high = u8x16(
        s,
        s,
        s,
        s,
        s,
        s,
        s,
        s,
        LATER | OVERLONG_3 | LARGE_OR_OVERLONG_4,
        LATER | OVERLONG_3 | LARGE,
        LATER | SURROGATE | LARGE,
        LATER | SURROGATE | LARGE,
        s,
        s,
        s,
        s,
    );
    [first_low, first_high, second_high]
}
