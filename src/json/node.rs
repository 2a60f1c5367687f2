//! Positions of the values of a text.

use super::symbol::Word;
use super::syntax::Kind;

/// One value, or the key of an object's entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub(super) start: u32,
    pub(super) end: u32,
    /// The next node after this one and its descendants.
    pub(super) after: u32,
    pub(super) kind: Kind,
    pub(super) flags: u8,
    /// The word of a string.
    pub(super) word: Word,
}

impl Node {
    /// Returns the node shifted by this number of bytes and nodes.
    #[inline]
    pub(super) fn moved(self, bytes: u32, nodes: u32) -> Node {
        Node {
            start: self.start.wrapping_add(bytes),
            end: self.end.wrapping_add(bytes),
            after: self.after.wrapping_add(nodes),
            ..self
        }
    }
}

/// The string has escapes.
pub(super) const ESCAPED: u8 = 1;
/// The string has an escape that is half of a surrogate pair, which has no UTF-8 form.
pub(super) const LONE: u8 = 2;
/// The number is an integer beyond 2^53.
pub(super) const BIG: u8 = 4;
