//! Scans of JSON strings and their text: the loops that process every byte of requests and results.

use crate::bytes::block;
use crate::bytes::block::{FAR, Scanned, ends_string};

/// Returns how many leading bytes appear unescaped in a JSON string (up to a quote, a backslash or a control character), and
/// whether they are all ASCII.
pub fn string_run(bytes: &[u8]) -> (usize, bool) {
    let mut scanned = Scanned::default();
    let mut rest = bytes;
    // Most strings are short, and an escape is often followed by another.
    if let Some((block, more)) = rest.split_first_chunk() {
        if let Some(at) = scanned.string_end(block) {
            return (at, scanned.is_ascii());
        }
        rest = more;
        while let Some((far, more)) = rest.split_first_chunk()
            && scanned.passes(far)
        {
            rest = more;
        }
    }
    while let Some((block, more)) = rest.split_first_chunk() {
        if let Some(at) = scanned.string_end(block) {
            return (bytes.len() - rest.len() + at, scanned.is_ascii());
        }
        rest = more;
    }
    let length = rest.iter().position(|byte| ends_string(*byte)).unwrap_or(rest.len());
    let ascii = rest.get(..length).unwrap_or_default().is_ascii();
    (bytes.len() - rest.len() + length, ascii && scanned.is_ascii())
}

/// Like [`string_run`], in blocks of 64: returns the length of the leading blocks whose bytes all appear unescaped, and whether they are
/// ASCII.
pub fn plain_blocks(bytes: &[u8]) -> (usize, bool) {
    let (mut length, mut ascii) = (0, true);
    for block in bytes.as_chunks().0 {
        let Some(is_ascii) = block::is_plain(block) else { break };
        ascii &= is_ascii;
        length += FAR;
    }
    (length, ascii)
}

/// Like [`string_run`], but also stops at the first byte that is not ASCII.
pub fn ascii_string_run(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    if let Some((block, more)) = rest.split_first_chunk() {
        if let Some(at) = ascii_string_end(block) {
            return at;
        }
        rest = more;
        while let Some((far, more)) = rest.split_first_chunk()
            && block::is_ascii_string(far)
        {
            rest = more;
        }
    }
    while let Some((block, more)) = rest.split_first_chunk() {
        if let Some(at) = ascii_string_end(block) {
            return bytes.len() - rest.len() + at;
        }
        rest = more;
    }
    let ends = |byte: &u8| *byte >= 0x80 || ends_string(*byte);
    bytes.len() - rest.len() + rest.iter().position(ends).unwrap_or(rest.len())
}

/// Returns the index of the first quote, backslash, control character or non-ASCII byte in a block.
#[inline]
pub fn ascii_string_end(block: &[u8; 16]) -> Option<usize> {
    block::ascii_string_end(block)
}
