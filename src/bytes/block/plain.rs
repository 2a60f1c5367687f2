//! The same operations in plain code.

use super::{BracketBits, COMPACTED, CsvBits, FACTOR, FAR, JsonBits, Lanes, StringBits, ends_string};

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

/// Whether one of these is a backslash.
pub fn has_backslash(far: &[u8; FAR]) -> bool {
    any(far, |byte| byte == b'\\')
}

/// Where the first byte is that is not ASCII.
pub fn wide_at(block: &[u8; 16]) -> Option<usize> {
    block.iter().position(|byte| *byte >= 0x80)
}

/// Moves the bytes whose bits are set to the front.
pub fn compact(group: &[u8; 8], mask: u8) -> [u8; 8] {
    let places = COMPACTED.get(usize::from(mask)).copied().unwrap_or_default();
    places.map(|place| group.get(usize::from(place)).copied().unwrap_or_default())
}

/// A bit for each byte that is of a class, the first byte in the lowest bit.
fn bits(far: &[u8; FAR], class: impl Fn(u8) -> bool) -> u64 {
    far.iter()
        .rev()
        .fold(0, |bits, byte| bits << 1 | u64::from(class(*byte)))
}

/// Returns what a reader of CSV looks for.
pub fn csv_bits(far: &[u8; FAR], delimiter: u8) -> CsvBits {
    CsvBits {
        ends: bits(far, |byte| byte == delimiter || matches!(byte, b'\n' | b'\r')),
        feeds: bits(far, |byte| byte == b'\n'),
        quotes: bits(far, |byte| byte == b'"'),
        escapes: bits(far, |byte| byte == b'\\' || byte < b' '),
        wide: bits(far, |byte| byte >= 0x80),
    }
}

/// Returns a bit for each byte that JSON escapes in a string.
pub fn escape_mask(far: &[u8; FAR]) -> u64 {
    bits(far, ends_string)
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

/// The bytes that matter to find the end of an array or object.
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
