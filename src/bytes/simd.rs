//! Sixteen bytes at a time: the loops that every byte of results goes through. WebAssembly's vector instructions are
//! safe to call; elsewhere the compiler makes what it can of plain code.

/// How many bytes at the front stand in a JSON string as they are: up to a quote, a backslash or a control character.
/// And whether they are all ASCII.
pub fn plain(bytes: &[u8]) -> (usize, bool) {
    let mut wide = Wide::default();
    let mut rest = bytes;
    // Most strings are short, and after an escape there is often another.
    if let Some((block, more)) = rest.split_first_chunk() {
        if let Some(at) = wide.stop(block) {
            return (at, wide.is_ascii());
        }
        rest = more;
        while let Some((far, more)) = rest.split_first_chunk()
            && wide.passes(far)
        {
            rest = more;
        }
    }
    while let Some((block, more)) = rest.split_first_chunk() {
        if let Some(at) = wide.stop(block) {
            return (bytes.len() - rest.len() + at, wide.is_ascii());
        }
        rest = more;
    }
    let length = rest.iter().position(|byte| stops(*byte)).unwrap_or(rest.len());
    let ascii = rest.get(..length).unwrap_or_default().is_ascii();
    (bytes.len() - rest.len() + length, ascii && wide.is_ascii())
}

/// Long texts are looked at in steps of this size.
const FAR: usize = 64;

/// How many bytes at the front are ASCII, and no backslash.
pub fn ascii_run(bytes: &[u8]) -> usize {
    let (blocks, rest) = bytes.as_chunks::<16>();
    let has_stop = |block: &[u8; 16]| block.iter().fold(false, |any, byte| any | ends_run(byte));
    let whole = blocks.iter().take_while(|block| !has_stop(block)).count();
    let last = blocks.get(whole).map_or(rest, <[u8; 16]>::as_slice);
    whole * 16 + last.iter().position(ends_run).unwrap_or(last.len())
}

fn ends_run(byte: &u8) -> bool {
    *byte >= 0x80 || *byte == b'\\'
}

/// Appends the bytes at the front that are ASCII and no backslash, as UTF-16; says how many.
pub fn widen(buffer: &mut Vec<u8>, bytes: &[u8]) -> usize {
    let (blocks, rest) = bytes.as_chunks::<16>();
    let mut length = 0;
    let mut last = rest;
    for block in blocks {
        if block.iter().fold(false, |any, byte| any | ends_run(byte)) {
            last = block;
            break;
        }
        buffer.extend_from_slice(block::widened(block).as_flattened());
        length += 16;
    }
    for byte in last {
        if ends_run(byte) {
            break;
        }
        buffer.extend_from_slice(&[*byte, 0]);
        length += 1;
    }
    length
}

fn stops(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// Whether the bytes start with these. The `memcmp` of the WebAssembly target looks at a byte at a time.
pub fn starts_with(bytes: &[u8], start: &[u8]) -> bool {
    let Some(bytes) = bytes.get(..start.len()) else {
        return false;
    };
    let (far, rest) = bytes.as_chunks();
    let (other_far, other_rest) = start.as_chunks();
    if !far
        .iter()
        .zip(other_far)
        .all(|(far, other)| block::same_far(far, other))
    {
        return false;
    }
    let (blocks, rest) = rest.as_chunks();
    let (others, other_rest) = other_rest.as_chunks();
    if !blocks
        .iter()
        .zip(others)
        .all(|(block, other)| block::same(block, other))
    {
        return false;
    }
    // What is left is compared together with bytes before it that are known to be equal.
    if let (Some(last), Some(other)) = (bytes.last_chunk(), start.last_chunk()) {
        return block::same(last, other);
    }
    if let (Some(head), Some(other_head), Some(last), Some(other)) = (
        bytes.first_chunk::<8>(),
        start.first_chunk::<8>(),
        bytes.last_chunk::<8>(),
        start.last_chunk::<8>(),
    ) {
        return u64::from_le_bytes(*head) == u64::from_le_bytes(*other_head)
            && u64::from_le_bytes(*last) == u64::from_le_bytes(*other);
    }
    rest.iter().zip(other_rest).all(|(byte, other)| byte == other)
}

/// The state of a hash that goes over 32 words side by side.
pub type Lanes = [[u8; 16]; 8];

/// Hashes these into the lanes, a word of four bytes into each: multiplying brings a word's bits up, and turning its bytes
/// around brings them down again.
pub fn mix(lanes: &mut Lanes, stripes: &[[u8; 128]]) {
    block::mix(lanes, stripes);
}

/// Odd, so that multiplying by it loses nothing. From the golden ratio, as in many hashes.
const MIX: u32 = 0x9e37_79b1;

#[cfg(target_arch = "wasm32")]
mod block {
    use core::arch::wasm32::{
        u8x16, u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_min, u8x16_shuffle, u8x16_splat, u8x16_sub_sat,
        u16x8_extend_high_u8x16, u16x8_extend_low_u8x16, u32x4_mul, u32x4_splat, u64x2_extract_lane, v128,
        v128_any_true, v128_or, v128_xor,
    };

    use super::{FAR, Lanes, MIX};

    #[inline(always)]
    fn load(block: &[u8; 16]) -> v128 {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *block;
        // One load: the compiler sees that the bytes stand in a row. Of two halves it makes other things sometimes.
        u8x16(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p)
    }

    fn store(vector: v128) -> [u8; 16] {
        let bits = u128::from(u64x2_extract_lane::<0>(vector)) | u128::from(u64x2_extract_lane::<1>(vector)) << 64;
        bits.to_le_bytes()
    }

    /// Two bytes for each byte.
    pub(crate) fn widened(block: &[u8; 16]) -> [[u8; 16]; 2] {
        let bytes = load(block);
        [
            store(u16x8_extend_low_u8x16(bytes)),
            store(u16x8_extend_high_u8x16(bytes)),
        ]
    }

    #[inline(always)]
    pub(crate) fn same(block: &[u8; 16], other: &[u8; 16]) -> bool {
        !v128_any_true(v128_xor(load(block), load(other)))
    }

    #[inline(always)]
    pub(crate) fn same_far(far: &[u8; FAR], other: &[u8; FAR]) -> bool {
        let (blocks, others) = (far.as_chunks().0.iter(), other.as_chunks().0.iter());
        let differ = |all, (block, other)| v128_or(all, v128_xor(load(block), load(other)));
        !v128_any_true(blocks.zip(others).fold(u8x16_splat(0), differ))
    }

    pub(crate) fn mix(lanes: &mut Lanes, stripes: &[[u8; 128]]) {
        let mut mixed = lanes.each_ref().map(load);
        for stripe in stripes {
            for (lane, words) in mixed.iter_mut().zip(stripe.as_chunks().0) {
                let up = u32x4_mul(v128_xor(*lane, load(words)), u32x4_splat(MIX));
                *lane = u8x16_shuffle::<3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12>(up, up);
            }
        }
        *lanes = mixed.map(store);
    }

    /// What was seen of blocks so far.
    pub(crate) struct Wide {
        seen: v128,
        before_stop: u32,
    }

    impl Default for Wide {
        fn default() -> Self {
            Wide {
                seen: u8x16_splat(0),
                before_stop: 0,
            }
        }
    }

    impl Wide {
        /// Whether all of these stand for themselves. If not, none of them was looked at.
        #[inline(always)]
        pub(crate) fn passes(&mut self, far: &[u8; FAR]) -> bool {
            let mut seen = self.seen;
            let mut least = u8x16_splat(0xff);
            let mut backslash = u8x16_splat(0);
            for block in far.as_chunks().0 {
                let bytes = load(block);
                seen = v128_or(seen, bytes);
                // Puts the quote next to the control characters, and the space into its place.
                least = u8x16_min(least, v128_xor(bytes, u8x16_splat(b'"' ^ b' ')));
                backslash = v128_or(backslash, u8x16_eq(bytes, u8x16_splat(b'\\')));
            }
            let passes = !v128_any_true(v128_or(backslash, u8x16_sub_sat(u8x16_splat(b' ' + 1), least)));
            if passes {
                self.seen = seen;
            }
            passes
        }

        /// Where the block has a byte that does not stand for itself. After a stop nothing more is looked at.
        #[inline(always)]
        pub(crate) fn stop(&mut self, block: &[u8; 16]) -> Option<usize> {
            let bytes = load(block);
            let words = v128_or(u8x16_eq(bytes, u8x16_splat(b'"')), u8x16_eq(bytes, u8x16_splat(b'\\')));
            // Not zero where a byte is less than a space: cheaper than to compare, but no mask.
            let control = u8x16_sub_sat(u8x16_splat(0x20), bytes);
            if v128_any_true(v128_or(words, control)) {
                let stops = v128_or(words, u8x16_lt(bytes, u8x16_splat(0x20)));
                let at = u8x16_bitmask(stops).trailing_zeros();
                self.before_stop = u32::from(u8x16_bitmask(bytes)) & ((1 << at) - 1);
                return Some(at as usize);
            }
            self.seen = v128_or(self.seen, bytes);
            None
        }

        pub(crate) fn is_ascii(&self) -> bool {
            self.before_stop == 0 && u8x16_bitmask(self.seen) == 0
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod block {
    use super::{FAR, Lanes, MIX};

    pub(crate) fn same(block: &[u8; 16], other: &[u8; 16]) -> bool {
        block == other
    }

    pub(crate) fn same_far(far: &[u8; FAR], other: &[u8; FAR]) -> bool {
        far == other
    }

    pub(crate) fn mix(lanes: &mut Lanes, stripes: &[[u8; 128]]) {
        for stripe in stripes {
            let lanes = lanes.as_flattened_mut().as_chunks_mut().0.iter_mut();
            for (lane, word) in lanes.zip(stripe.as_chunks().0) {
                let up = (u32::from_le_bytes(*lane) ^ u32::from_le_bytes(*word)).wrapping_mul(MIX);
                *lane = up.to_be_bytes();
            }
        }
    }

    /// Two bytes for each byte.
    pub(crate) fn widened(block: &[u8; 16]) -> [[u8; 2]; 16] {
        block.map(|byte| [byte, 0])
    }

    /// What was seen of blocks so far.
    #[derive(Default)]
    pub(crate) struct Wide {
        seen: u8,
    }

    impl Wide {
        /// Whether all of these stand for themselves. If not, none of them was looked at.
        pub(crate) fn passes(&mut self, far: &[u8; FAR]) -> bool {
            let passes = !far.iter().fold(false, |any, byte| any | super::stops(*byte));
            if passes {
                self.seen |= far.iter().fold(0, |seen, byte| seen | byte);
            }
            passes
        }

        /// Where the block has a byte that does not stand for itself. After a stop nothing more is looked at.
        pub(crate) fn stop(&mut self, block: &[u8; 16]) -> Option<usize> {
            let stop = if block.iter().fold(false, |any, byte| any | super::stops(*byte)) {
                block.iter().position(|byte| super::stops(*byte))
            } else {
                None
            };
            let before = stop.unwrap_or(block.len());
            self.seen |= block.iter().take(before).fold(0, |seen, byte| seen | byte);
            stop
        }

        pub(crate) fn is_ascii(&self) -> bool {
            self.seen < 0x80
        }
    }
}

use block::Wide;
