//! Operations on 16 bytes at a time. On WebAssembly they use vector instructions, which are safe to call; on other targets the
//! compiler vectorizes plain code. This folder contains all code that differs between the two.

/// Step size for scans of long texts.
pub const FAR: usize = 64;

/// The state of a hash of 32 words in parallel.
pub(super) type Lanes = [[u8; 16]; 8];

/// Masks of 64 bytes for a CSV reader. The lowest bit is the first byte.
#[derive(Debug, Clone, Copy, Default)]
pub struct CsvBits {
    /// Delimiters, LF and CR.
    pub ends: u64,
    /// Line feeds.
    pub feeds: u64,
    /// Quotes.
    pub quotes: u64,
    /// Backslashes and control characters: together with the quotes, the bytes that JSON escapes.
    pub escapes: u64,
    /// Non-ASCII bytes.
    pub wide: u64,
}

/// The factor of [`mix`]: odd, so that multiplying by it is invertible. Derived from the golden ratio, as in many hashes.
const FACTOR: u32 = 0x9e37_79b1;

/// Returns whether a byte cannot appear unescaped in a JSON string.
pub(super) fn ends_string(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// Masks of 64 bytes for a JSON string. The lowest bit is the first byte.
#[derive(Debug, Clone, Copy, Default)]
pub struct StringBits {
    pub quotes: u64,
    pub backslashes: u64,
    /// Control characters: bytes below the space.
    pub controls: u64,
    /// Non-ASCII bytes.
    pub wide: u64,
}

/// Masks of 64 bytes for a JSON array or object. The lowest bit is the first byte.
#[derive(Debug, Clone, Copy, Default)]
pub struct JsonBits {
    pub quotes: u64,
    pub backslashes: u64,
    /// Control characters: bytes below the space.
    pub controls: u64,
    /// Non-ASCII bytes.
    pub wide: u64,
    pub commas: u64,
    pub colons: u64,
    /// Opening brackets of both kinds.
    pub opens: u64,
    /// Closing brackets of both kinds.
    pub closes: u64,
    /// Brackets of objects.
    pub curly: u64,
}

/// For each subset of eight bytes, the indexes of its members, in order.
static COMPACTED: [[u8; 8]; 256] = compacted();

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler, which refuses what is out of bounds"
)]
const fn compacted() -> [[u8; 8]; 256] {
    let mut table = [[0; 8]; 256];
    let (mut mask, mut end, mut place) = (0, 0, 0);
    while mask < table.len() {
        if mask >> place & 1 == 1 {
            table[mask][end] = place as u8;
            end += 1;
        }
        place += 1;
        if place == 8 {
            (mask, end, place) = (mask + 1, 0, 0);
        }
    }
    table
}

/// Masks of 64 bytes for finding the end of an array or object. The lowest bit is the first byte.
#[derive(Debug, Clone, Copy, Default)]
pub struct BracketBits {
    pub quotes: u64,
    pub backslashes: u64,
    /// Opening brackets of both kinds.
    pub opens: u64,
    /// Closing brackets of both kinds.
    pub closes: u64,
    /// Control characters: bytes below the space.
    pub controls: u64,
}

mod base64;
mod characters;
#[cfg(not(target_arch = "wasm32"))]
mod plain;
#[cfg(target_arch = "wasm32")]
mod utf8;
#[cfg(target_arch = "wasm32")]
mod vectors;

pub use base64::base64_blocks;
pub use characters::{CharacterBits, character_bits};
#[cfg(not(target_arch = "wasm32"))]
pub(super) use plain::{Scanned, ascii_string_end, is_ascii_string, mix, same, same_far, wide_at, widened};
#[cfg(not(target_arch = "wasm32"))]
pub use plain::{
    Utf8, bracket_bits, compact, csv_bits, escape_bits, escape_mask, has_backslash, is_plain, json_bits, n_bits,
    string_bits,
};
#[cfg(target_arch = "wasm32")]
pub use utf8::Utf8;
#[cfg(target_arch = "wasm32")]
pub(super) use vectors::{Scanned, ascii_string_end, is_ascii_string, mix, same, same_far, wide_at, widened};
#[cfg(target_arch = "wasm32")]
pub use vectors::{
    bracket_bits, compact, csv_bits, escape_bits, escape_mask, has_backslash, is_plain, json_bits, n_bits, string_bits,
};
