//! Resolves the escapes of JSON strings, 64 bytes at a time: removes the backslashes of a whole block, then replaces the letters
//! after them.

use super::bits::{Escapes, each, far};
use super::block_writer::BlockWriter;
use crate::bytes::block::{FAR, compact, has_backslash, string_bits};

/// Additional size that the output buffer needs.
const ROOM: usize = FAR + 8;

/// Appends the value of a valid JSON string as UTF-8. Returns whether escapes produced non-ASCII characters, or `None` if the
/// string contains half of a surrogate pair, which UTF-8 cannot represent.
pub(super) fn append_unescaped(buffer: &mut BlockWriter, raw: &[u8]) -> Option<bool> {
    let (length, is_wide) = unescape(raw, buffer.room(raw.len() + ROOM))?;
    buffer.advance(length);
    Some(is_wide)
}

/// Writes the value. Returns its length, and whether escapes produced non-ASCII characters.
fn unescape(raw: &[u8], out: &mut [u8]) -> Option<(usize, bool)> {
    let (mut at, mut length, mut is_wide) = (0, 0, false);
    while let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) {
        let mut filled = [0; FAR];
        let block = far(rest, &mut filled);
        let mut end = rest.len().min(FAR);
        if !has_backslash(block) {
            *out.get_mut(length..)?.first_chunk_mut()? = *block;
            at += end;
            length += end;
            continue;
        }
        let bits = string_bits(block);
        let mut escapes = Escapes::default();
        let escaped = escapes.escaped(bits.backslashes);
        // An escape that the block cuts belongs to the next block.
        end -= usize::from(escapes.is_next());
        let mut letters = escaped & !(bits.quotes | bits.backslashes);
        let unicode = each(letters).find(|letter| block.get(*letter) == Some(&b'u'));
        if let Some(letter) = unicode {
            end = letter - 1;
        }
        let within = below(end);
        let kept = within & !(bits.backslashes & !escaped);
        letters &= within;
        copy_bits(block, kept, out.get_mut(length..)?)?;
        for letter in each(letters) {
            let before = kept & below(letter);
            let place = out.get_mut(length + before.count_ones() as usize)?;
            *place = letter_value(*block.get(letter)?);
        }
        at += end;
        length += kept.count_ones() as usize;
        if unicode.is_some() {
            let (character, used) = unicode_escape(raw.get(at..)?)?;
            let place: &mut [u8; 4] = out.get_mut(length..)?.first_chunk_mut()?;
            length += character.encode_utf8(place).len();
            at += used;
            is_wide |= !character.is_ascii();
        }
    }
    Some((length, is_wide))
}

/// Returns this many bits, from the lowest.
#[inline(always)]
fn below(count: usize) -> u64 {
    u64::MAX.checked_shr(64 - count as u32).unwrap_or_default()
}

/// Copies the bytes of a block whose bits are set, without gaps.
#[inline(always)]
fn copy_bits(block: &[u8; FAR], mut bits: u64, out: &mut [u8]) -> Option<()> {
    let mut end = 0;
    for group in block.as_chunks::<8>().0 {
        let mask = bits as u8;
        *out.get_mut(end..)?.first_chunk_mut()? = compact(group, mask);
        end += mask.count_ones() as usize;
        bits >>= 8;
    }
    Some(())
}

/// Returns the character that a letter after a backslash represents.
fn letter_value(letter: u8) -> u8 {
    match letter {
        b'n' => b'\n',
        b't' => b'\t',
        b'r' => b'\r',
        b'b' => 0x08,
        b'f' => 0x0c,
        other => other,
    }
}

/// Returns the character of the escape, or of the surrogate pair of escapes, at the start of a text, and its length.
#[inline(never)]
fn unicode_escape(text: &[u8]) -> Option<(char, usize)> {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let first = unit(0)?;
    if first & 0xfc00 != 0xd800 {
        return Some((char::from_u32(first)?, 6));
    }
    let second = unit(6).filter(|second| second & 0xfc00 == 0xdc00)?;
    let code = 0x10000 + ((first & 0x3ff) << 10 | second & 0x3ff);
    Some((char::from_u32(code)?, 12))
}
