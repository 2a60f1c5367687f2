//! Converts UTF-8 text to the encodings of JavaScript strings, 16 bytes at a time.

use super::block::{wide_at, widened};

/// Additional size of the output buffer: whole blocks are written before it is known how many of their bytes count.
pub const ROOM: usize = 32;

/// Writes valid UTF-8 text as UTF-16, little endian, and returns its size in bytes. `out` needs two bytes per byte of the text,
/// plus [`ROOM`].
pub fn to_utf16(text: &[u8], out: &mut [u8]) -> usize {
    let (mut at, mut end) = (0, 0);
    while at < text.len() {
        let rest = text.get(at..).unwrap_or_default();
        if let Some(block) = rest.first_chunk()
            && let Some(place) = chunk_at::<32>(out, end)
        {
            place.copy_from_slice(widened(block).as_flattened());
            // A step that does not depend on the bytes lets the processor continue before it has read them.
            let Some(wide) = wide_at(block) else {
                at += block.len();
                end += 2 * block.len();
                continue;
            };
            at += wide;
            end += 2 * wide;
        }
        // A non-ASCII character is often followed by another.
        loop {
            let Some((code, length)) = text.get(at..).and_then(character) else {
                return end;
            };
            let (units, bytes) = utf16(code);
            if let Some(place) = chunk_at(out, end) {
                *place = units;
            }
            at += length;
            end += bytes;
            if text.len() - at >= 16 && text.get(at).is_some_and(u8::is_ascii) {
                break;
            }
        }
    }
    end
}

/// Writes valid UTF-8 text with one byte per character and returns their number, or `None` if one does not fit: above U+00FF, or
/// in U+0080 to U+009F, where Latin-1 and Windows-1252 differ. `out` needs one byte per byte of the text, plus [`ROOM`].
pub fn to_latin1(text: &[u8], out: &mut [u8]) -> Option<usize> {
    let (mut at, mut end) = (0, 0);
    while at < text.len() {
        let rest = text.get(at..)?;
        if let Some(block) = rest.first_chunk::<16>() {
            *chunk_at(out, end)? = *block;
            let Some(wide) = wide_at(block) else {
                at += block.len();
                end += block.len();
                continue;
            };
            at += wide;
            end += wide;
        }
        let (code, length) = text.get(at..).and_then(character)?;
        if !matches!(code, 0..0x80 | 0xa0..0x100) {
            return None;
        }
        *out.get_mut(end)? = code as u8;
        at += length;
        end += 1;
    }
    Some(end)
}

/// Copies the leading ASCII of a text, and returns its length. `out` needs the size of the text, plus [`ROOM`].
pub fn copy_ascii(text: &[u8], out: &mut [u8]) -> usize {
    let mut at = 0;
    while let Some(block) = text.get(at..).and_then(|rest| rest.first_chunk::<16>())
        && let Some(place) = chunk_at(out, at)
    {
        *place = *block;
        if let Some(wide) = wide_at(block) {
            return at + wide;
        }
        at += block.len();
    }
    let rest = text.iter().zip(out).skip(at).take_while(|(byte, _)| byte.is_ascii());
    rest.map(|(byte, place)| *place = *byte).count() + at
}

/// Returns the code point at the start of valid UTF-8 text and its length in bytes, or `None` at the end.
pub fn character(text: &[u8]) -> Option<(u32, usize)> {
    let bits = |byte: u8| u32::from(byte & 0x3f);
    match *text {
        [first, ..] if first < 0x80 => Some((u32::from(first), 1)),
        [first, b, ..] if first < 0xe0 => Some((u32::from(first & 0x1f) << 6 | bits(b), 2)),
        [first, b, c, ..] if first < 0xf0 => Some((u32::from(first & 0x0f) << 12 | bits(b) << 6 | bits(c), 3)),
        [first, b, c, d, ..] => {
            let low = bits(b) << 12 | bits(c) << 6 | bits(d);
            Some((u32::from(first & 0x07) << 18 | low, 4))
        }
        _ => None,
    }
}

/// Returns a code point as UTF-16, little endian, and the number of bytes that count.
fn utf16(code: u32) -> ([u8; 4], usize) {
    if code < 0x10000 {
        return (code.to_le_bytes(), 2);
    }
    let above = code - 0x10000;
    let (high, low) = (0xd800 | above >> 10, 0xdc00 | above & 0x3ff);
    ((high | low << 16).to_le_bytes(), 4)
}

fn chunk_at<const N: usize>(out: &mut [u8], at: usize) -> Option<&mut [u8; N]> {
    out.get_mut(at..)?.first_chunk_mut()
}
