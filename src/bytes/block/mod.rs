//! Operations on 16 bytes at a time. On WebAssembly they use vector instructions, which are safe to call; on other targets the
//! compiler vectorizes plain code. All code that differs between the two is in this folder.

/// Long texts are scanned in steps of this size.
pub const FAR: usize = 64;

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

/// For each set of eight bytes, the places of its members, one after another.
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

/// Which of 64 bytes matter to find the end of an array or object, the first byte in the lowest bit.
#[derive(Debug, Clone, Copy, Default)]
pub struct BracketBits {
    pub quotes: u64,
    pub backslashes: u64,
    /// Brackets of both kinds that open.
    pub opens: u64,
    /// Brackets of both kinds that close.
    pub closes: u64,
    /// Below the space.
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
