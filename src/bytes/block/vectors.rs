//! The operations with the vector instructions of WebAssembly.

use core::arch::wasm32::{
    i8x16_bitmask, i8x16_lt, i8x16_splat, i8x16_swizzle, u8x16, u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_min, u8x16_ne,
    u8x16_shr, u8x16_shuffle, u8x16_splat, u8x16_sub_sat, u16x8_extend_high_u8x16, u16x8_extend_low_u8x16, u16x8_shl,
    u32x4_mul, u32x4_splat, u64x2, u64x2_extract_lane, v128, v128_and, v128_any_true, v128_or, v128_xor,
};

use super::{BracketBits, COMPACTED, CsvBits, FACTOR, FAR, JsonBits, Lanes, StringBits};

#[inline(always)]
pub(super) fn load(block: &[u8; 16]) -> v128 {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *block;
    // Compiles to one load, since the bytes are adjacent. Loading two halves sometimes compiles to slower code.
    u8x16(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p)
}

/// The four vectors of 64 bytes. Using them one by one avoids a loop, which a build for size does not unroll.
#[inline(always)]
fn quarters(far: &[u8; FAR]) -> [v128; 4] {
    let (blocks, _) = far.as_chunks::<16>();
    match blocks {
        [a, b, c, d] => [load(a), load(b), load(c), load(d)],
        _ => [u8x16_splat(0); 4],
    }
}

#[inline(always)]
fn any_of([a, b, c, d]: [v128; 4]) -> v128 {
    v128_or(v128_or(a, b), v128_or(c, d))
}

#[inline(always)]
fn least_of([a, b, c, d]: [v128; 4]) -> v128 {
    u8x16_min(u8x16_min(a, b), u8x16_min(c, d))
}

fn store(vector: v128) -> [u8; 16] {
    let bits = u128::from(u64x2_extract_lane::<0>(vector)) | u128::from(u64x2_extract_lane::<1>(vector)) << 64;
    bits.to_le_bytes()
}

/// Widens each byte to two bytes.
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
    let ([a, b, c, d], [e, f, g, h]) = (quarters(far), quarters(other));
    let differ = [v128_xor(a, e), v128_xor(b, f), v128_xor(c, g), v128_xor(d, h)];
    !v128_any_true(any_of(differ))
}

/// Hashes stripes into the lanes, one four-byte word into each: multiplying carries a word's bits up, and reversing its bytes
/// brings them down again.
pub fn mix(lanes: &mut Lanes, stripes: &[[u8; 128]]) {
    let step = |lane: v128, words: v128| {
        let up = u32x4_mul(v128_xor(lane, words), u32x4_splat(FACTOR));
        u8x16_shuffle::<3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12>(up, up)
    };
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = lanes.each_ref().map(load);
    for stripe in stripes {
        let [first, second] = stripe.as_chunks::<FAR>().0 else {
            break;
        };
        let ([i, j, k, l], [m, n, o, p]) = (quarters(first), quarters(second));
        (a, b, c, d) = (step(a, i), step(b, j), step(c, k), step(d, l));
        (e, f, g, h) = (step(e, m), step(f, n), step(g, o), step(h, p));
    }
    *lanes = [a, b, c, d, e, f, g, h].map(store);
}

/// For four blocks, returns the OR of all bytes, and a vector that is non-zero for each byte that ends a string.
#[inline(always)]
fn scan_far(far: &[u8; FAR]) -> (v128, v128) {
    let all = quarters(far);
    // Moves the quote next to the control characters, and the space to its place.
    let least = least_of(all.map(|bytes| v128_xor(bytes, u8x16_splat(b'"' ^ b' '))));
    let backslash = any_of(all.map(|bytes| u8x16_eq(bytes, u8x16_splat(b'\\'))));
    let ends = v128_or(backslash, u8x16_sub_sat(u8x16_splat(b' ' + 1), least));
    (any_of(all), ends)
}

#[inline(always)]
fn quote_or_backslash(bytes: v128) -> v128 {
    v128_or(u8x16_eq(bytes, u8x16_splat(b'"')), u8x16_eq(bytes, u8x16_splat(b'\\')))
}

/// Whether all of these appear unescaped in a JSON string; if so, whether all are ASCII.
#[inline(always)]
pub fn is_plain(far: &[u8; FAR]) -> Option<bool> {
    let (bits, ends) = scan_far(far);
    (!v128_any_true(ends)).then(|| u8x16_bitmask(bits) == 0)
}

/// Whether all of these appear unescaped in a JSON string, and are ASCII.
#[inline(always)]
pub fn is_ascii_string(far: &[u8; FAR]) -> bool {
    let (bits, ends) = scan_far(far);
    !v128_any_true(v128_or(ends, v128_and(bits, u8x16_splat(0x80))))
}

/// Returns the offset of the first byte of a block that ends a string or is not ASCII.
#[inline(always)]
pub fn ascii_string_end(block: &[u8; 16]) -> Option<usize> {
    let bytes = load(block);
    // As signed numbers, non-ASCII bytes are below the control characters.
    let low = i8x16_lt(bytes, i8x16_splat(0x20));
    let ends = i8x16_bitmask(v128_or(low, quote_or_backslash(bytes)));
    (ends != 0).then(|| ends.trailing_zeros() as usize)
}

/// The state of a string scan.
pub struct Scanned {
    /// The OR of all whole blocks.
    bits: v128,
    /// Non-ASCII bytes before the end of the string, as a mask of the last block.
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
    /// Whether all of these appear unescaped in a JSON string. If not, none of them counts as scanned.
    #[inline(always)]
    pub fn passes(&mut self, far: &[u8; FAR]) -> bool {
        let (bits, ends) = scan_far(far);
        let passes = !v128_any_true(ends);
        if passes {
            self.bits = v128_or(self.bits, bits);
        }
        passes
    }

    /// Returns the offset of the byte that ends the string in this block. After that, the scan must stop.
    #[inline(always)]
    pub fn string_end(&mut self, block: &[u8; 16]) -> Option<usize> {
        let bytes = load(block);
        let words = quote_or_backslash(bytes);
        // Non-zero for each byte below a space: cheaper than a comparison, but not a mask.
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

/// Whether one of these is a backslash.
#[inline(always)]
pub fn has_backslash(far: &[u8; FAR]) -> bool {
    let backslashes = quarters(far).map(|bytes| u8x16_eq(bytes, u8x16_splat(b'\\')));
    v128_any_true(any_of(backslashes))
}

/// Returns the offset of the first non-ASCII byte.
#[inline(always)]
pub fn wide_at(block: &[u8; 16]) -> Option<usize> {
    let wide = u8x16_bitmask(load(block));
    (wide != 0).then(|| wide.trailing_zeros() as usize)
}

/// Moves the bytes whose bits are set to the front.
#[inline(always)]
pub fn compact(group: &[u8; 8], mask: u8) -> [u8; 8] {
    let places = COMPACTED.get(usize::from(mask)).copied().unwrap_or_default();
    let vector = |bytes: [u8; 8]| u64x2(u64::from_le_bytes(bytes), 0);
    u64x2_extract_lane::<0>(i8x16_swizzle(vector(*group), vector(places))).to_le_bytes()
}

/// The highest bit of each byte. The lowest bit is the first byte.
#[inline(always)]
fn masks(all: [v128; 4]) -> u64 {
    let [a, b, c, d] = all.map(|bytes| u64::from(u8x16_bitmask(bytes)));
    a | b << 16 | c << 32 | d << 48
}

/// A mask of the bytes of a class. The lowest bit is the first byte.
#[inline(always)]
fn bits(far: &[u8; FAR], class: impl Fn(v128) -> v128) -> u64 {
    masks(quarters(far).map(class))
}

/// Returns the masks for a CSV reader.
#[inline(never)]
pub fn csv_bits(far: &[u8; FAR], delimiter: u8) -> CsvBits {
    let delimiter = u8x16_splat(delimiter);
    let is = |byte: u8| move |bytes| u8x16_eq(bytes, u8x16_splat(byte));
    let feeds = bits(far, is(b'\n'));
    let others = |bytes| v128_or(u8x16_eq(bytes, delimiter), is(b'\r')(bytes));
    CsvBits {
        ends: feeds | bits(far, others),
        feeds,
        quotes: bits(far, is(b'"')),
        escapes: bits(far, |bytes| {
            v128_or(is(b'\\')(bytes), u8x16_lt(bytes, u8x16_splat(b' ')))
        }),
        wide: bits(far, |bytes| bytes),
    }
}

/// Returns a mask of the bytes that JSON escapes in a string.
#[inline]
pub fn escape_mask(far: &[u8; FAR]) -> u64 {
    bits(far, |bytes| {
        v128_or(quote_or_backslash(bytes), u8x16_lt(bytes, u8x16_splat(b' ')))
    })
}

/// Returns the masks for a string.
#[inline(always)]
pub fn string_bits(far: &[u8; FAR]) -> StringBits {
    StringBits {
        quotes: bits(far, |bytes| u8x16_eq(bytes, u8x16_splat(b'"'))),
        backslashes: bits(far, |bytes| u8x16_eq(bytes, u8x16_splat(b'\\'))),
        controls: bits(far, |bytes| u8x16_lt(bytes, u8x16_splat(b' '))),
        wide: bits(far, |bytes| bytes),
    }
}

/// Returns the masks for finding the end of an array or object.
#[inline(always)]
pub fn bracket_bits(far: &[u8; FAR]) -> BracketBits {
    let is = |byte: u8| move |bytes| u8x16_eq(bytes, u8x16_splat(byte));
    // The two kinds of brackets differ in a single bit.
    let is_either = |byte: u8| move |bytes| u8x16_eq(v128_or(bytes, u8x16_splat(b'[' ^ b'{')), u8x16_splat(byte));
    let least = least_of(quarters(far));
    let is_control = |bytes| u8x16_lt(bytes, u8x16_splat(b' '));
    BracketBits {
        quotes: bits(far, is(b'"')),
        backslashes: bits(far, is(b'\\')),
        opens: bits(far, is_either(b'{')),
        closes: bits(far, is_either(b'}')),
        controls: if v128_any_true(is_control(least)) {
            bits(far, is_control)
        } else {
            0
        },
    }
}

/// Looks up the classes of bytes: a byte is in a class if both of its halves are. Non-ASCII bytes are in none.
#[inline(always)]
pub(super) fn classes(bytes: v128, by_low: v128, by_high: v128) -> v128 {
    let low = i8x16_swizzle(by_low, v128_and(bytes, u8x16_splat(0x0f)));
    v128_and(low, i8x16_swizzle(by_high, u8x16_shr(bytes, 4)))
}

/// Returns a mask of the bytes `n`, the most frequent byte after a backslash.
#[inline(always)]
pub fn n_bits(far: &[u8; FAR]) -> u64 {
    bits(far, |bytes| u8x16_eq(bytes, u8x16_splat(b'n')))
}

/// Returns masks of the bytes that may follow a backslash, and of those that are `u`.
#[inline(never)]
pub fn escape_bits(far: &[u8; FAR]) -> (u64, u64) {
    //                  0  1  2  3   4  5  6  7  8  9  a  b  c  d  e  f
    let by_low = u8x16(0, 0, 13, 0, 8, 8, 4, 0, 0, 0, 0, 0, 2, 0, 4, 1);
    let by_high = u8x16(0, 0, 1, 0, 0, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0);
    let allowed = bits(far, |bytes| u8x16_ne(classes(bytes, by_low, by_high), u8x16_splat(0)));
    (allowed, bits(far, |bytes| u8x16_eq(bytes, u8x16_splat(b'u'))))
}

/// Returns a mask of the bytes of one class. The class is shifted to the highest bit of each byte, from which masks are made.
#[inline(always)]
fn class<const SHIFT: u32>(all: [v128; 4]) -> u64 {
    masks(all.map(|classes| u16x8_shl(classes, SHIFT)))
}

/// The classes of bytes by their low and high halves: see `JsonBits`.
#[inline(always)]
fn json_tables() -> (v128, v128) {
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
    (by_low, by_high)
}

/// Returns the masks for an array or object.
#[inline(always)]
pub fn json_bits(far: &[u8; FAR]) -> JsonBits {
    let (by_low, by_high) = json_tables();
    let all = quarters(far).map(|block| classes(block, by_low, by_high));
    let wide = bits(far, |bytes| bytes);
    JsonBits {
        curly: class::<0>(all),
        backslashes: class::<1>(all),
        closes: class::<2>(all),
        opens: class::<3>(all),
        colons: class::<4>(all),
        commas: class::<5>(all),
        quotes: class::<6>(all),
        controls: class::<7>(all),
        wide,
    }
}
