//! Writes JSON text in whole blocks. Copying a few bytes is then a load and a store, while a copy of unknown length is a call.

use crate::bytes::block::is_plain;
use crate::bytes::{escape_mask, growth};
use crate::json::escape::escape_of;

/// Size of a block in bytes.
pub const BLOCK: usize = 64;
/// Length of the longest escape in bytes.
const ESCAPE: usize = 6;

/// JSON text. The bytes after its length have no meaning.
#[derive(Debug, Default)]
pub struct BlockWriter {
    bytes: Vec<u8>,
    length: usize,
}

impl BlockWriter {
    /// Removes all text.
    pub fn clear(&mut self) {
        self.length = 0;
    }

    /// Returns the text.
    pub fn text(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    /// Length of the text in bytes.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Removes the text after this length.
    pub fn truncate(&mut self, length: usize) {
        self.length = self.length.min(length);
    }

    /// Removes all text, and releases memory beyond `most` bytes.
    pub fn clear_to(&mut self, most: usize) {
        self.clear();
        if self.bytes.len() > most {
            self.bytes = Vec::new();
        }
    }

    /// Returns room for `more` bytes after the text. Bytes written there become text with [`advance`](Self::advance).
    #[inline]
    pub fn room(&mut self, more: usize) -> &mut [u8] {
        self.text_and_room(self.length, more).1
    }

    /// Returns the text from `start` on, and room for `more` bytes after it.
    #[inline]
    pub fn text_and_room(&mut self, start: usize, more: usize) -> (&[u8], &mut [u8]) {
        self.reserve(more);
        let (text, room) = self.bytes.split_at_mut(self.length);
        (text.get(start..).unwrap_or_default(), room)
    }

    /// Adds the next `bytes` bytes, which were already written, to the text.
    #[inline]
    pub fn advance(&mut self, bytes: usize) {
        self.length += bytes;
    }

    /// Appends a text unchanged.
    pub fn append(&mut self, text: &[u8]) {
        self.copy(text, 0, text.len());
    }

    /// Appends a part of a text unchanged. May read the bytes after the part, which do not matter.
    #[inline]
    pub fn copy(&mut self, text: &[u8], start: usize, end: usize) {
        let length = end.saturating_sub(start);
        self.reserve(length);
        let from = text.get(start..).unwrap_or_default();
        let to = self.bytes.get_mut(self.length..).unwrap_or_default();
        self.length += length;
        if length <= 16
            && let (Some(from), Some(to)) = (from.first_chunk::<16>(), to.first_chunk_mut::<16>())
        {
            *to = *from;
        } else if length <= BLOCK
            && let (Some(from), Some(to)) = (from.first_chunk::<BLOCK>(), to.first_chunk_mut::<BLOCK>())
        {
            *to = *from;
        } else if let (Some(from), Some(to)) = (from.get(..length), to.get_mut(..length)) {
            copy_exactly(from, to);
        }
    }

    /// Appends a part of a text, escaped as in a JSON string. With `doubled`, two quotes of the text mean one, as in a quoted CSV
    /// field.
    pub fn escape(&mut self, text: &[u8], start: usize, end: usize, doubled: bool) {
        let mut at = start;
        while at < end {
            self.reserve(BLOCK + ESCAPE);
            let rest = text.get(at..).unwrap_or_default();
            let last;
            let block = match rest.first_chunk() {
                Some(block) => block,
                None => {
                    last = padded(rest);
                    &last
                }
            };
            let to = self.bytes.get_mut(self.length..).unwrap_or_default();
            if let Some(to) = to.first_chunk_mut() {
                *to = *block;
            }
            if at + BLOCK <= end && is_plain(block).is_some() {
                self.length += BLOCK;
                at += BLOCK;
                continue;
            }
            let length = (escape_mask(block).trailing_zeros() as usize).min(end - at);
            self.length += length;
            at += length;
            let Some(byte) = block.get(length).copied().filter(|_| at < end) else {
                continue;
            };
            let (escape, length) = escape_of(byte);
            let to = self.bytes.get_mut(self.length..).unwrap_or_default();
            if let Some(to) = to.first_chunk_mut() {
                *to = escape;
            }
            self.length += length;
            at += if doubled && byte == b'"' { 2 } else { 1 };
        }
    }

    /// Inserts a text.
    pub fn insert(&mut self, at: usize, text: &[u8]) {
        self.reserve(text.len());
        self.bytes.copy_within(at..self.length, at + text.len());
        if let Some(to) = self.bytes.get_mut(at..at + text.len()) {
            to.copy_from_slice(text);
        }
        self.length += text.len();
    }

    #[inline]
    fn reserve(&mut self, more: usize) {
        if self.bytes.len() < self.length + more + BLOCK {
            self.grow(more + BLOCK);
        }
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, more: usize) {
        self.bytes.truncate(self.length);
        growth::reserve(&mut self.bytes, more);
        self.bytes.resize(self.bytes.capacity(), 0);
    }
}

/// Copies a text that may end at the end of its buffer: up to 64 bytes as two parts that may overlap.
fn copy_exactly(from: &[u8], to: &mut [u8]) {
    if !(copy_ends::<32>(from, to) || copy_ends::<16>(from, to) || copy_ends::<8>(from, to)) {
        to.copy_from_slice(from);
    }
}

#[inline(always)]
fn copy_ends<const N: usize>(from: &[u8], to: &mut [u8]) -> bool {
    let (Some(head), Some(tail)) = (from.first_chunk::<N>(), from.last_chunk::<N>()) else {
        return false;
    };
    if from.len() > 2 * N {
        return false;
    }
    if let Some(to) = to.first_chunk_mut() {
        *to = *head;
    }
    if let Some(to) = to.last_chunk_mut() {
        *to = *tail;
    }
    true
}

#[cold]
#[inline(never)]
fn padded(rest: &[u8]) -> [u8; BLOCK] {
    let mut block = [b' '; BLOCK];
    block.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    block
}
