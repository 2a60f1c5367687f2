//! Follows one value from its first byte to its last, in bytes that are cut anywhere. Tracks only strings and brackets, and
//! validates nothing.

use super::bits::{Escapes, between, closing};
use crate::bytes::block::{FAR, bracket_bits, is_plain};

/// The state between two pieces.
#[derive(Debug, Default)]
pub struct Extent {
    depth: u32,
    in_string: bool,
    escaped: bool,
}

/// The result for a block of an array or object.
enum Block {
    /// The value ends with this byte of the block.
    End(usize),
    GoesOn,
    /// The block has a backslash outside of strings, which escapes nothing.
    Unknown,
}

impl Extent {
    /// Takes bytes of the value. Once it has ended, returns how many of them belong to it.
    pub fn feed(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let is_container = self.depth > 0 || (!self.in_string && matches!(rest, [b'{' | b'[', ..]));
            let block = rest.first_chunk().filter(|_| is_container);
            match block.map_or(Block::Unknown, |block| self.block(block)) {
                Block::End(end) => return Some(at + end + 1),
                Block::GoesOn => at += FAR,
                Block::Unknown => {
                    let rest = rest.get(..FAR).unwrap_or(rest);
                    if let Some(end) = self.each(rest) {
                        return Some(at + end);
                    }
                    at += rest.len();
                }
            }
        }
        None
    }

    #[inline(always)]
    fn block(&mut self, block: &[u8; FAR]) -> Block {
        if self.in_string && !self.escaped && is_plain(block).is_some() {
            return Block::GoesOn;
        }
        let bits = bracket_bits(block);
        let mut escapes = Escapes::starting(self.escaped);
        let quotes = bits.quotes & !escapes.escaped(bits.backslashes);
        let strings = between(quotes) ^ if self.in_string { u64::MAX } else { 0 };
        if bits.backslashes & !strings != 0 {
            return Block::Unknown;
        }
        let (opens, closes) = (bits.opens & !strings, bits.closes & !strings);
        if let Some(end) = closing(opens, closes, self.depth) {
            return Block::End(end);
        }
        self.depth = self.depth + opens.count_ones() - closes.count_ones();
        self.in_string = strings >> 63 == 1;
        self.escaped = escapes.is_next();
        Block::GoesOn
    }

    /// Follows byte by byte: scalars, the last bytes of a piece, and blocks with an unknown result.
    fn each(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            at += 1;
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.in_string => self.escaped = true,
                b'"' => {
                    self.in_string = !self.in_string;
                    if self.in_string {
                        at = Extent::text_end(bytes, at);
                    } else if self.depth == 0 {
                        return Some(at);
                    }
                }
                _ if self.in_string => at = Extent::text_end(bytes, at),
                b'{' | b'[' => self.depth += 1,
                // A scalar ends before the bracket or comma that follows it.
                b'}' | b']' if self.depth == 0 => return Some(at - 1),
                b'}' | b']' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some(at);
                    }
                }
                b',' | b' ' | b'\t' | b'\n' | b'\r' if self.depth == 0 => return Some(at - 1),
                _ => {}
            }
        }
        None
    }

    /// Returns the index of the next quote or backslash of a string.
    fn text_end(bytes: &[u8], at: usize) -> usize {
        let rest = bytes.get(at..).unwrap_or_default();
        memchr::memchr2(b'"', b'\\', rest).map_or(bytes.len(), |plain| at + plain)
    }
}
