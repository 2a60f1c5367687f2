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
    use core::arch::wasm32::{u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_splat, u64x2, v128, v128_any_true, v128_or};

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
        pub(super) fn stop(&mut self, block: &[u8; 16]) -> Option<usize> {
            let bits = u128::from_le_bytes(*block);
            let bytes = u64x2(bits as u64, (bits >> 64) as u64);
            let stops = v128_or(
                v128_or(u8x16_eq(bytes, u8x16_splat(b'"')), u8x16_eq(bytes, u8x16_splat(b'\\'))),
                u8x16_lt(bytes, u8x16_splat(0x20)),
            );
            if v128_any_true(stops) {
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
