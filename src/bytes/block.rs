//! Operations on 16 bytes at a time. On WebAssembly they use vector instructions, which are safe to call; on other targets the
//! compiler vectorizes plain code. All code that differs between the two is in this file.

/// Long texts are scanned in steps of this size.
pub const FAR: usize = 64;

/// The state of a hash of 32 words side by side.
pub(super) type Lanes = [[u8; 16]; 8];

/// The factor of [`mix`]: odd, so that multiplying by it loses nothing. From the golden ratio, as in many hashes.
const FACTOR: u32 = 0x9e37_79b1;

/// Returns whether a byte cannot appear unescaped in a JSON string.
pub(super) fn ends_string(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// Which of 64 bytes matter in a JSON string, the first byte in the lowest bit.
#[derive(Debug, Clone, Copy, Default)]
pub struct StringBits {
    pub quotes: u64,
    pub backslashes: u64,
    /// Below the space.
    pub controls: u64,
    /// Beyond ASCII.
    pub wide: u64,
}

/// Which of 64 bytes matter in a JSON array or object, the first byte in the lowest bit.
#[derive(Debug, Clone, Copy, Default)]
pub struct JsonBits {
    pub quotes: u64,
    pub backslashes: u64,
    /// Below the space.
    pub controls: u64,
    /// Beyond ASCII.
    pub wide: u64,
    pub commas: u64,
    pub colons: u64,
    /// Brackets of both kinds that open.
    pub opens: u64,
    /// Brackets of both kinds that close.
    pub closes: u64,
    /// Brackets of objects.
    pub curly: u64,
}

pub(super) use target::{Scanned, ascii_string_end, is_ascii_string, mix, run_end, same, same_far, widened};
pub use target::{Utf8, escape_bits, is_plain, json_bits, n_bits, string_bits};

#[cfg(target_arch = "wasm32")]
mod target {
    use core::arch::wasm32::{
        i8x16_bitmask, i8x16_lt, i8x16_splat, i8x16_swizzle, u8x16, u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_min,
        u8x16_ne, u8x16_shr, u8x16_shuffle, u8x16_splat, u8x16_sub_sat, u16x8_extend_high_u8x16,
        u16x8_extend_low_u8x16, u16x8_shl, u32x4_mul, u32x4_splat, u64x2_extract_lane, v128, v128_and, v128_any_true,
        v128_or, v128_xor,
    };

    use crate::bytes::block::{FACTOR, FAR, JsonBits, Lanes, StringBits};

    #[inline(always)]
    fn load(block: &[u8; 16]) -> v128 {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *block;
        // Compiles to one load, since the bytes are adjacent. Two halves sometimes compile to something slower.
        u8x16(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p)
    }

    fn store(vector: v128) -> [u8; 16] {
        let bits = u128::from(u64x2_extract_lane::<0>(vector)) | u128::from(u64x2_extract_lane::<1>(vector)) << 64;
        bits.to_le_bytes()
    }

    /// Two bytes for each byte.
    pub fn widened(block: &[u8; 16]) -> [[u8; 16]; 2] {
        let bytes = load(block);
        [
            store(u16x8_extend_low_u8x16(bytes)),
            store(u16x8_extend_high_u8x16(bytes)),
        ]
    }

    #[inline(always)]
    pub fn same(block: &[u8; 16], other: &[u8; 16]) -> bool {
        !v128_any_true(v128_xor(load(block), load(other)))
    }

    #[inline(always)]
    pub fn same_far(far: &[u8; FAR], other: &[u8; FAR]) -> bool {
        let (blocks, others) = (far.as_chunks().0.iter(), other.as_chunks().0.iter());
        let differ = |all, (block, other)| v128_or(all, v128_xor(load(block), load(other)));
        !v128_any_true(blocks.zip(others).fold(u8x16_splat(0), differ))
    }

    /// Hashes stripes into the lanes, a word of four bytes into each: multiplying carries a word's bits up, and reversing
    /// its bytes brings them down again.
    pub fn mix(lanes: &mut Lanes, stripes: &[[u8; 128]]) {
        let mut mixed = lanes.each_ref().map(load);
        for stripe in stripes {
            for (lane, words) in mixed.iter_mut().zip(stripe.as_chunks().0) {
                let up = u32x4_mul(v128_xor(*lane, load(words)), u32x4_splat(FACTOR));
                *lane = u8x16_shuffle::<3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12>(up, up);
            }
        }
        *lanes = mixed.map(store);
    }

    /// For four blocks, returns the OR of all bytes, and a vector that is non-zero where a byte ends a string.
    #[inline(always)]
    fn scan_far(far: &[u8; FAR]) -> (v128, v128) {
        let mut bits = u8x16_splat(0);
        let mut least = u8x16_splat(0xff);
        let mut backslash = u8x16_splat(0);
        for block in far.as_chunks().0 {
            let bytes = load(block);
            bits = v128_or(bits, bytes);
            // Puts the quote next to the control characters, and the space into its place.
            least = u8x16_min(least, v128_xor(bytes, u8x16_splat(b'"' ^ b' ')));
            backslash = v128_or(backslash, u8x16_eq(bytes, u8x16_splat(b'\\')));
        }
        (bits, v128_or(backslash, u8x16_sub_sat(u8x16_splat(b' ' + 1), least)))
    }

    #[inline(always)]
    fn quote_or_backslash(bytes: v128) -> v128 {
        v128_or(u8x16_eq(bytes, u8x16_splat(b'"')), u8x16_eq(bytes, u8x16_splat(b'\\')))
    }

    /// Whether all of these stand in a string as they are; if so, whether all are ASCII.
    #[inline(always)]
    pub fn is_plain(far: &[u8; FAR]) -> Option<bool> {
        let (bits, ends) = scan_far(far);
        (!v128_any_true(ends)).then(|| u8x16_bitmask(bits) == 0)
    }

    /// Whether all of these stand in a string as they are, and are ASCII.
    #[inline(always)]
    pub fn is_ascii_string(far: &[u8; FAR]) -> bool {
        let (bits, ends) = scan_far(far);
        !v128_any_true(v128_or(ends, v128_and(bits, u8x16_splat(0x80))))
    }

    /// Where a block has a byte that ends a string or is not ASCII.
    #[inline(always)]
    pub fn ascii_string_end(block: &[u8; 16]) -> Option<usize> {
        let bytes = load(block);
        // As signed numbers, bytes beyond ASCII are below the control characters.
        let low = i8x16_lt(bytes, i8x16_splat(0x20));
        let ends = i8x16_bitmask(v128_or(low, quote_or_backslash(bytes)));
        (ends != 0).then(|| ends.trailing_zeros() as usize)
    }

    /// The part of a string that was scanned so far.
    pub struct Scanned {
        /// All whole blocks by OR.
        bits: v128,
        /// Bytes beyond ASCII before the end of the string, as a mask of the last block.
        before_end: u32,
    }

    impl Default for Scanned {
        fn default() -> Self {
            Scanned {
                bits: u8x16_splat(0),
                before_end: 0,
            }
        }
    }

    impl Scanned {
        /// Whether all of these stand in a string as they are. If not, none of them counts as scanned.
        #[inline(always)]
        pub fn passes(&mut self, far: &[u8; FAR]) -> bool {
            let (bits, ends) = scan_far(far);
            let passes = !v128_any_true(ends);
            if passes {
                self.bits = v128_or(self.bits, bits);
            }
            passes
        }

        /// Where the block has a byte that ends a string. After that nothing more may be scanned.
        #[inline(always)]
        pub fn string_end(&mut self, block: &[u8; 16]) -> Option<usize> {
            let bytes = load(block);
            let words = quote_or_backslash(bytes);
            // Not zero where a byte is less than a space: cheaper than to compare, but no mask.
            let control = u8x16_sub_sat(u8x16_splat(0x20), bytes);
            if v128_any_true(v128_or(words, control)) {
                let ends = v128_or(words, u8x16_lt(bytes, u8x16_splat(0x20)));
                let at = u8x16_bitmask(ends).trailing_zeros();
                self.before_end = u32::from(u8x16_bitmask(bytes)) & ((1 << at) - 1);
                return Some(at as usize);
            }
            self.bits = v128_or(self.bits, bytes);
            None
        }

        pub fn is_ascii(&self) -> bool {
            self.before_end == 0 && u8x16_bitmask(self.bits) == 0
        }
    }

    /// Where a block has a backslash or a byte beyond ASCII.
    #[inline(always)]
    pub fn run_end(block: &[u8; 16]) -> Option<usize> {
        let bytes = load(block);
        let ends = u8x16_bitmask(v128_or(bytes, u8x16_eq(bytes, u8x16_splat(b'\\'))));
        (ends != 0).then(|| ends.trailing_zeros() as usize)
    }

    /// A bit for each byte that is of a class, the first byte in the lowest bit.
    #[inline(always)]
    fn bits(far: &[u8; FAR], class: impl Fn(v128) -> v128) -> u64 {
        let blocks = far.as_chunks().0.iter().rev();
        blocks.fold(0, |bits, block| {
            bits << 16 | u64::from(u8x16_bitmask(class(load(block))))
        })
    }

    /// The bytes that matter in a string.
    #[inline(always)]
    pub fn string_bits(far: &[u8; FAR]) -> StringBits {
        StringBits {
            quotes: bits(far, |bytes| u8x16_eq(bytes, u8x16_splat(b'"'))),
            backslashes: bits(far, |bytes| u8x16_eq(bytes, u8x16_splat(b'\\'))),
            controls: bits(far, |bytes| u8x16_lt(bytes, u8x16_splat(b' '))),
            wide: bits(far, |bytes| bytes),
        }
    }

    /// Looks up the classes of bytes: a class of both halves of a byte is one of the byte. Bytes beyond ASCII have none.
    #[inline(always)]
    fn classes(bytes: v128, by_low: v128, by_high: v128) -> v128 {
        let low = i8x16_swizzle(by_low, v128_and(bytes, u8x16_splat(0x0f)));
        v128_and(low, i8x16_swizzle(by_high, u8x16_shr(bytes, 4)))
    }

    /// The bytes that are `n`, which follows most backslashes.
    #[inline(always)]
    pub fn n_bits(far: &[u8; FAR]) -> u64 {
        bits(far, |bytes| u8x16_eq(bytes, u8x16_splat(b'n')))
    }

    /// The bytes that may follow a backslash, and which of them are `u`.
    #[inline(never)]
    pub fn escape_bits(far: &[u8; FAR]) -> (u64, u64) {
        //                  0  1  2  3   4  5  6  7  8  9  a  b  c  d  e  f
        let by_low = u8x16(0, 0, 13, 0, 8, 8, 4, 0, 0, 0, 0, 0, 2, 0, 4, 1);
        let by_high = u8x16(0, 0, 1, 0, 0, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0);
        let allowed = bits(far, |bytes| u8x16_ne(classes(bytes, by_low, by_high), u8x16_splat(0)));
        (allowed, bits(far, |bytes| u8x16_eq(bytes, u8x16_splat(b'u'))))
    }

    /// The bytes of one class, which is shifted to the highest bit of each byte, as masks are made of that.
    #[inline(always)]
    fn class<const SHIFT: u32>(all: &[v128; FAR / 16]) -> u64 {
        let blocks = all.iter().rev();
        blocks.fold(0, |bits, classes| {
            bits << 16 | u64::from(u8x16_bitmask(u16x8_shl(*classes, SHIFT)))
        })
    }

    /// The bytes that matter in an array or object.
    #[inline(always)]
    pub fn json_bits(far: &[u8; FAR]) -> JsonBits {
        const CONTROL: u8 = 1;
        const QUOTE: u8 = 2;
        const COMMA: u8 = 4;
        const COLON: u8 = 8;
        const OPEN: u8 = 16;
        const CLOSE: u8 = 32;
        const BACKSLASH: u8 = 64;
        const CURLY: u8 = 128;
        const C: u8 = CONTROL;
        let by_low = u8x16(
            C,
            C,
            C | QUOTE,
            C,
            C,
            C,
            C,
            C,
            C,
            C,
            C | COLON,
            C | OPEN | CURLY,
            C | COMMA | BACKSLASH,
            C | CLOSE | CURLY,
            C,
            C,
        );
        let by_high = u8x16(
            C,
            C,
            QUOTE | COMMA,
            COLON,
            0,
            OPEN | CLOSE | BACKSLASH,
            0,
            OPEN | CLOSE | CURLY,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
        );
        let all: [v128; FAR / 16] = {
            let (blocks, _) = far.as_chunks::<16>();
            let [a, b, c, d] = blocks else {
                return JsonBits::default();
            };
            [a, b, c, d].map(|block| classes(load(block), by_low, by_high))
        };
        let wide = bits(far, |bytes| bytes);
        JsonBits {
            curly: class::<0>(&all),
            backslashes: class::<1>(&all),
            closes: class::<2>(&all),
            opens: class::<3>(&all),
            colons: class::<4>(&all),
            commas: class::<5>(&all),
            quotes: class::<6>(&all),
            controls: class::<7>(&all),
            wide,
        }
    }

    /// Looks for bytes that are not UTF-8, block after block: two looks at each byte and the one before it, and one at those
    /// that follow two or three bytes later (Keiser and Lemire 2020).
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
            // Between two blocks that are ASCII nothing can be wrong.
            if !(is_ascii && self.after_ascii) {
                self.check(far);
            }
            self.after_ascii = is_ascii;
        }

        /// Whether all blocks so far are UTF-8, but for a character that is cut off at the end.
        pub fn is_valid(&self) -> bool {
            !v128_any_true(self.wrong)
        }

        #[inline(never)]
        fn check(&mut self, far: &[u8; FAR]) {
            const SHORT: u8 = 1;
            const LONG: u8 = 2;
            const OVERLONG_3: u8 = 4;
            const LARGE: u8 = 8;
            const SURROGATE: u8 = 16;
            const OVERLONG_2: u8 = 32;
            /// Beyond the last character, or a form of four bytes for what fits three.
            const LARGE_OR_OVERLONG_4: u8 = 64;
            const TWO: u8 = 128;
            const ANY: u8 = SHORT | LONG | TWO;
            const BEYOND: u8 = ANY | LARGE | LARGE_OR_OVERLONG_4;
            const LATER: u8 = LONG | OVERLONG_2 | TWO;
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
            let (mut before, mut wrong) = (self.before, self.wrong);
            for block in far.as_chunks().0 {
                let now = load(block);
                let one = u8x16_shuffle::<15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30>(before, now);
                let two = u8x16_shuffle::<14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29>(before, now);
                let three =
                    u8x16_shuffle::<13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28>(before, now);
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
}

#[cfg(not(target_arch = "wasm32"))]
mod target {
    use crate::bytes::block::{FACTOR, FAR, JsonBits, Lanes, StringBits, ends_string};

    pub fn same(block: &[u8; 16], other: &[u8; 16]) -> bool {
        block == other
    }

    pub fn same_far(far: &[u8; FAR], other: &[u8; FAR]) -> bool {
        far == other
    }

    /// Hashes stripes into the lanes: see the WebAssembly of it.
    pub fn mix(lanes: &mut Lanes, stripes: &[[u8; 128]]) {
        for stripe in stripes {
            let lanes = lanes.as_flattened_mut().as_chunks_mut().0.iter_mut();
            for (lane, word) in lanes.zip(stripe.as_chunks().0) {
                let up = (u32::from_le_bytes(*lane) ^ u32::from_le_bytes(*word)).wrapping_mul(FACTOR);
                *lane = up.to_be_bytes();
            }
        }
    }

    /// Two bytes for each byte.
    pub fn widened(block: &[u8; 16]) -> [[u8; 2]; 16] {
        block.map(|byte| [byte, 0])
    }

    fn any(bytes: &[u8], ends: impl Fn(u8) -> bool) -> bool {
        // Without an early exit the compiler tests many bytes at once; there is seldom one to find.
        bytes.iter().fold(false, |any, byte| any | ends(*byte))
    }

    fn ends_ascii_string(byte: u8) -> bool {
        byte >= 0x80 || ends_string(byte)
    }

    /// Whether all of these stand in a string as they are; if so, whether all are ASCII.
    pub fn is_plain(far: &[u8; FAR]) -> Option<bool> {
        (!any(far, ends_string)).then(|| far.is_ascii())
    }

    /// Whether all of these stand in a string as they are, and are ASCII.
    pub fn is_ascii_string(far: &[u8; FAR]) -> bool {
        !any(far, ends_ascii_string)
    }

    /// Where a block has a byte that ends a string or is not ASCII.
    pub fn ascii_string_end(block: &[u8; 16]) -> Option<usize> {
        any(block, ends_ascii_string).then(|| block.iter().position(|byte| ends_ascii_string(*byte)))?
    }

    /// The part of a string that was scanned so far.
    #[derive(Default)]
    pub struct Scanned {
        bits: u8,
    }

    impl Scanned {
        /// Whether all of these stand in a string as they are. If not, none of them counts as scanned.
        pub fn passes(&mut self, far: &[u8; FAR]) -> bool {
            let passes = !any(far, ends_string);
            if passes {
                self.bits |= far.iter().fold(0, |bits, byte| bits | byte);
            }
            passes
        }

        /// Where the block has a byte that ends a string. After that nothing more may be scanned.
        pub fn string_end(&mut self, block: &[u8; 16]) -> Option<usize> {
            let end = if any(block, ends_string) {
                block.iter().position(|byte| ends_string(*byte))
            } else {
                None
            };
            let before = end.unwrap_or(block.len());
            self.bits |= block.iter().take(before).fold(0, |bits, byte| bits | byte);
            end
        }

        pub fn is_ascii(&self) -> bool {
            self.bits < 0x80
        }
    }

    /// Where a block has a backslash or a byte beyond ASCII.
    pub fn run_end(block: &[u8; 16]) -> Option<usize> {
        let ends = |byte: u8| byte >= 0x80 || byte == b'\\';
        any(block, ends).then(|| block.iter().position(|byte| ends(*byte)))?
    }

    /// A bit for each byte that is of a class, the first byte in the lowest bit.
    fn bits(far: &[u8; FAR], class: impl Fn(u8) -> bool) -> u64 {
        far.iter()
            .rev()
            .fold(0, |bits, byte| bits << 1 | u64::from(class(*byte)))
    }

    /// The bytes that matter in a string.
    pub fn string_bits(far: &[u8; FAR]) -> StringBits {
        StringBits {
            quotes: bits(far, |byte| byte == b'"'),
            backslashes: bits(far, |byte| byte == b'\\'),
            controls: bits(far, |byte| byte < b' '),
            wide: bits(far, |byte| byte >= 0x80),
        }
    }

    /// The bytes that are `n`, which follows most backslashes.
    pub fn n_bits(far: &[u8; FAR]) -> u64 {
        bits(far, |byte| byte == b'n')
    }

    /// The bytes that may follow a backslash, and which of them are `u`.
    pub fn escape_bits(far: &[u8; FAR]) -> (u64, u64) {
        let allowed = bits(far, |byte| b"\"\\/bfnrtu".contains(&byte));
        (allowed, bits(far, |byte| byte == b'u'))
    }

    /// The bytes that matter in an array or object.
    pub fn json_bits(far: &[u8; FAR]) -> JsonBits {
        JsonBits {
            quotes: bits(far, |byte| byte == b'"'),
            backslashes: bits(far, |byte| byte == b'\\'),
            controls: bits(far, |byte| byte < b' '),
            wide: bits(far, |byte| byte >= 0x80),
            commas: bits(far, |byte| byte == b','),
            colons: bits(far, |byte| byte == b':'),
            opens: bits(far, |byte| matches!(byte, b'{' | b'[')),
            closes: bits(far, |byte| matches!(byte, b'}' | b']')),
            curly: bits(far, |byte| matches!(byte, b'{' | b'}')),
        }
    }

    /// Looks for bytes that are not UTF-8: here for bytes that are not ASCII, which may be.
    #[derive(Debug, Default)]
    pub struct Utf8 {
        has_wide: bool,
    }

    impl Utf8 {
        /// Takes the next block.
        pub fn take(&mut self, _: &[u8; FAR], is_ascii: bool) {
            self.has_wide |= !is_ascii;
        }

        /// Whether all blocks so far are certainly UTF-8.
        pub fn is_valid(&self) -> bool {
            !self.has_wide
        }
    }
}
