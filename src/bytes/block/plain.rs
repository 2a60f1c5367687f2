//! The operations in plain code.

use super::{BracketBits, COMPACTED, CsvBits, FACTOR, FAR, JsonBits, Lanes, StringBits, ends_string};

pub fn same(block: &[u8; 16], other: &[u8; 16]) -> bool {
    block == other
}

pub fn same_far(far: &[u8; FAR], other: &[u8; FAR]) -> bool {
    far == other
}

/// Hashes stripes into the lanes: see the vector version.
pub fn mix(lanes: &mut Lanes, stripes: &[[u8; 128]]) {
    for stripe in stripes {
        let lanes = lanes.as_flattened_mut().as_chunks_mut().0.iter_mut();
        for (lane, word) in lanes.zip(stripe.as_chunks().0) {
            let up = (u32::from_le_bytes(*lane) ^ u32::from_le_bytes(*word)).wrapping_mul(FACTOR);
            *lane = up.to_be_bytes();
        }
    }
}

/// Widens each byte to two bytes.
pub fn widened(block: &[u8; 16]) -> [[u8; 2]; 16] {
    block.map(|byte| [byte, 0])
}

fn any(bytes: &[u8], ends: impl Fn(u8) -> bool) -> bool {
    // Without an early exit, the compiler tests many bytes at once, and a match is rare.
    bytes.iter().fold(false, |any, byte| any | ends(*byte))
}

fn ends_ascii_string(byte: u8) -> bool {
    byte >= 0x80 || ends_string(byte)
}

/// Whether all of these appear unescaped in a JSON string; if so, whether all are ASCII.
pub fn is_plain(far: &[u8; FAR]) -> Option<bool> {
    (!any(far, ends_string)).then(|| far.is_ascii())
}

/// Whether all of these appear unescaped in a JSON string, and are ASCII.
pub fn is_ascii_string(far: &[u8; FAR]) -> bool {
    !any(far, ends_ascii_string)
}

/// Returns the offset of the first byte of a block that ends a string or is not ASCII.
pub fn ascii_string_end(block: &[u8; 16]) -> Option<usize> {
    any(block, ends_ascii_string).then(|| block.iter().position(|byte| ends_ascii_string(*byte)))?
}

/// The state of a string scan.
#[derive(Default)]
pub struct Scanned {
    bits: u8,
}

impl Scanned {
    /// Whether all of these appear unescaped in a JSON string. If not, none of them counts as scanned.
    pub fn passes(&mut self, far: &[u8; FAR]) -> bool {
        let passes = !any(far, ends_string);
        if passes {
            self.bits |= far.iter().fold(0, |bits, byte| bits | byte);
        }
        passes
    }

    /// Returns the offset of the byte that ends the string in this block. After that, the scan must stop.
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

/// Whether one of these is a backslash.
pub fn has_backslash(far: &[u8; FAR]) -> bool {
    any(far, |byte| byte == b'\\')
}

/// Returns the offset of the first non-ASCII byte.
pub fn wide_at(block: &[u8; 16]) -> Option<usize> {
    block.iter().position(|byte| *byte >= 0x80)
}

/// Moves the bytes whose bits are set to the front.
pub fn compact(group: &[u8; 8], mask: u8) -> [u8; 8] {
    let places = COMPACTED.get(usize::from(mask)).copied().unwrap_or_default();
    places.map(|place| group.get(usize::from(place)).copied().unwrap_or_default())
}

/// A mask of the bytes of a class. The lowest bit is the first byte.
fn bits(far: &[u8; FAR], class: impl Fn(u8) -> bool) -> u64 {
    far.iter()
        .rev()
        .fold(0, |bits, byte| bits << 1 | u64::from(class(*byte)))
}

/// Returns the masks for a CSV reader.
pub fn csv_bits(far: &[u8; FAR], delimiter: u8) -> CsvBits {
    CsvBits {
        ends: bits(far, |byte| byte == delimiter || matches!(byte, b'\n' | b'\r')),
        feeds: bits(far, |byte| byte == b'\n'),
        quotes: bits(far, |byte| byte == b'"'),
        escapes: bits(far, |byte| byte == b'\\' || byte < b' '),
        wide: bits(far, |byte| byte >= 0x80),
    }
}

/// Returns a mask of the bytes that JSON escapes in a string.
pub fn escape_mask(far: &[u8; FAR]) -> u64 {
    bits(far, ends_string)
}

/// Returns the masks for a string.
pub fn string_bits(far: &[u8; FAR]) -> StringBits {
    StringBits {
        quotes: bits(far, |byte| byte == b'"'),
        backslashes: bits(far, |byte| byte == b'\\'),
        controls: bits(far, |byte| byte < b' '),
        wide: bits(far, |byte| byte >= 0x80),
    }
}

/// Returns the masks for finding the end of an array or object.
pub fn bracket_bits(far: &[u8; FAR]) -> BracketBits {
    let JsonBits {
        quotes,
        backslashes,
        opens,
        closes,
        controls,
        ..
    } = json_bits(far);
    BracketBits {
        quotes,
        backslashes,
        opens,
        closes,
        controls,
    }
}

/// Returns a mask of the bytes `n`, the most frequent byte after a backslash.
pub fn n_bits(far: &[u8; FAR]) -> u64 {
    bits(far, |byte| byte == b'n')
}

/// Returns masks of the bytes that may follow a backslash, and of those that are `u`.
pub fn escape_bits(far: &[u8; FAR]) -> (u64, u64) {
    let allowed = bits(far, |byte| b"\"\\/bfnrtu".contains(&byte));
    (allowed, bits(far, |byte| byte == b'u'))
}

/// Returns the masks for an array or object.
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

/// Searches for bytes that are not UTF-8. This version only detects non-ASCII bytes, which may be valid UTF-8.
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
