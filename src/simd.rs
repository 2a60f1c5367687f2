//! Sixteen bytes at a time: the two loops that every byte of results goes through. WebAssembly's vector instructions are
//! safe to call; elsewhere the compiler makes what it can of plain code.

/// How many bytes at the front stand in a JSON string as they are: up to a quote, a backslash or a control character.
/// And whether they are all ASCII.
pub fn plain(bytes: &[u8]) -> (usize, bool) {
    let (blocks, rest) = bytes.as_chunks::<16>();
    let mut wide = Wide::default();
    for (index, block) in blocks.iter().enumerate() {
        if let Some(at) = wide.stop(block) {
            return (index * 16 + at, wide.is_ascii());
        }
    }
    let length = rest.iter().position(|byte| stops(*byte)).unwrap_or(rest.len());
    let ascii = rest.get(..length).unwrap_or_default().is_ascii();
    (blocks.len() * 16 + length, ascii && wide.is_ascii())
}

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
    let (blocks, rest) = bytes.as_chunks::<16>();
    let (others, other_rest) = start.as_chunks::<16>();
    for (block, other) in blocks.iter().zip(others) {
        if u128::from_le_bytes(*block) != u128::from_le_bytes(*other) {
            return false;
        }
    }
    // What is left is compared together with bytes before it that are known to be equal.
    if let (Some(last), Some(other)) = (bytes.last_chunk::<16>(), start.last_chunk::<16>()) {
        return u128::from_le_bytes(*last) == u128::from_le_bytes(*other);
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

#[cfg(target_arch = "wasm32")]
mod block {
    use core::arch::wasm32::{
        u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_splat, u8x16_sub_sat, u16x8_extend_high_u8x16, u16x8_extend_low_u8x16,
        u64x2, u64x2_extract_lane, v128, v128_any_true, v128_or,
    };

    fn load(block: &[u8; 16]) -> v128 {
        let bits = u128::from_le_bytes(*block);
        u64x2(bits as u64, (bits >> 64) as u64)
    }

    fn store(vector: v128) -> [u8; 16] {
        let bits = u128::from(u64x2_extract_lane::<0>(vector)) | u128::from(u64x2_extract_lane::<1>(vector)) << 64;
        bits.to_le_bytes()
    }

    /// Two bytes for each byte.
    pub(super) fn widened(block: &[u8; 16]) -> [[u8; 16]; 2] {
        let bytes = load(block);
        [
            store(u16x8_extend_low_u8x16(bytes)),
            store(u16x8_extend_high_u8x16(bytes)),
        ]
    }

    /// What was seen of blocks so far.
    pub(super) struct Wide {
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
        /// Where the block has a byte that does not stand for itself. After a stop nothing more is looked at.
        #[inline(always)]
        pub(super) fn stop(&mut self, block: &[u8; 16]) -> Option<usize> {
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

        pub(super) fn is_ascii(&self) -> bool {
            self.before_stop == 0 && u8x16_bitmask(self.seen) == 0
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod block {
    /// Two bytes for each byte.
    pub(super) fn widened(block: &[u8; 16]) -> [[u8; 2]; 16] {
        block.map(|byte| [byte, 0])
    }

    /// What was seen of blocks so far.
    #[derive(Default)]
    pub(super) struct Wide {
        seen: u8,
    }

    impl Wide {
        /// Where the block has a byte that does not stand for itself. After a stop nothing more is looked at.
        pub(super) fn stop(&mut self, block: &[u8; 16]) -> Option<usize> {
            let stop = if block.iter().fold(false, |any, byte| any | super::stops(*byte)) {
                block.iter().position(|byte| super::stops(*byte))
            } else {
                None
            };
            let before = stop.unwrap_or(block.len());
            self.seen |= block.iter().take(before).fold(0, |seen, byte| seen | byte);
            stop
        }

        pub(super) fn is_ascii(&self) -> bool {
            self.seen < 0x80
        }
    }
}

use block::Wide;
