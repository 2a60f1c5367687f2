//! Operations on 16 bytes at a time. On WebAssembly they use vector instructions, which are safe to call; on other targets the
//! compiler vectorizes plain code. All code that differs between the two is in this file.

/// Long texts are scanned in steps of this size.
pub(super) const FAR: usize = 64;

/// The state of a hash of 32 words side by side.
pub(super) type Lanes = [[u8; 16]; 8];

/// Which of 64 bytes matter to a reader of CSV, the first byte in the lowest bit.
#[derive(Debug, Clone, Copy, Default)]
pub struct CsvBits {
    /// Delimiters, LF and CR.
    pub ends: u64,
    /// Line feeds.
    pub feeds: u64,
    /// Quotes.
    pub quotes: u64,
    /// Backslashes and control characters: with the quotes, what JSON escapes.
    pub escapes: u64,
    /// Bytes beyond ASCII.
    pub wide: u64,
}

pub use target::{csv_bits, escape_mask};

/// The factor of [`mix`]: odd, so that multiplying by it loses nothing. From the golden ratio, as in many hashes.
const FACTOR: u32 = 0x9e37_79b1;

/// Returns whether a byte cannot appear unescaped in a JSON string.
pub(super) fn ends_string(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

pub(super) use target::{Scanned, ascii_string_end, is_ascii_string, mix, same, same_far, widened};

#[cfg(target_arch = "wasm32")]
mod target {
    use core::arch::wasm32::{
        i8x16_bitmask, i8x16_lt, i8x16_splat, u8x16, u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_min, u8x16_shuffle,
        u8x16_splat, u8x16_sub_sat, u16x8_extend_high_u8x16, u16x8_extend_low_u8x16, u32x4_mul, u32x4_splat,
        u64x2_extract_lane, v128, v128_and, v128_any_true, v128_or, v128_xor,
    };

    use crate::bytes::block::CsvBits;

    /// Returns a bit for each of 64 bytes that passes a test.
    #[inline(always)]
    fn mask(blocks: &[[u8; 16]; 4], test: impl Fn(v128) -> v128) -> u64 {
        let [a, b, c, d] = blocks;
        let bits = |block| u64::from(u8x16_bitmask(test(load(block))));
        bits(a) | bits(b) << 16 | bits(c) << 32 | bits(d) << 48
    }

    /// Returns what a reader of CSV looks for.
    #[inline(never)]
    pub fn csv_bits(far: &[u8; FAR], delimiter: u8) -> CsvBits {
        let Some(blocks) = far.as_chunks().0.first_chunk() else {
            return CsvBits::default();
        };
        let delimiter = u8x16_splat(delimiter);
        let is = |byte: u8| move |bytes| u8x16_eq(bytes, u8x16_splat(byte));
        let feeds = mask(blocks, is(b'\n'));
        let others = |bytes| v128_or(u8x16_eq(bytes, delimiter), is(b'\r')(bytes));
        CsvBits {
            ends: feeds | mask(blocks, others),
            feeds,
            quotes: mask(blocks, is(b'"')),
            escapes: mask(blocks, |bytes| {
                v128_or(is(b'\\')(bytes), u8x16_lt(bytes, u8x16_splat(b' ')))
            }),
            wide: mask(blocks, |bytes| bytes),
        }
    }

    /// Returns a bit for each byte that JSON escapes in a string.
    #[inline]
    pub fn escape_mask(far: &[u8; FAR]) -> u64 {
        let blocks = far.as_chunks().0.first_chunk();
        let test = |bytes| v128_or(quote_or_backslash(bytes), u8x16_lt(bytes, u8x16_splat(b' ')));
        blocks.map_or(0, |blocks| mask(blocks, test))
    }

    use crate::bytes::block::{FACTOR, FAR, Lanes};

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
}

#[cfg(not(target_arch = "wasm32"))]
mod target {
    use crate::bytes::block::CsvBits;

    fn mask(far: &[u8; FAR], test: impl Fn(u8) -> bool) -> u64 {
        let bits = far.iter().zip(0..).map(|(byte, at)| u64::from(test(*byte)) << at);
        bits.fold(0, |all, bit| all | bit)
    }

    /// Returns what a reader of CSV looks for.
    pub fn csv_bits(far: &[u8; FAR], delimiter: u8) -> CsvBits {
        CsvBits {
            ends: mask(far, |byte| byte == delimiter || matches!(byte, b'\n' | b'\r')),
            feeds: mask(far, |byte| byte == b'\n'),
            quotes: mask(far, |byte| byte == b'"'),
            escapes: mask(far, |byte| byte == b'\\' || byte < b' '),
            wide: mask(far, |byte| byte >= 0x80),
        }
    }

    /// Returns a bit for each byte that JSON escapes in a string.
    pub fn escape_mask(far: &[u8; FAR]) -> u64 {
        mask(far, ends_string)
    }

    use crate::bytes::block::{FACTOR, FAR, Lanes, ends_string};

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
}
