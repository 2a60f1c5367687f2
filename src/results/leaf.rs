//! The values that vary between similar lines of results.

use crate::json::cursor::{Cursor, JsonStr};
use crate::results::usage::Count;

/// A value that varies from line to line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Leaf {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: LeafKind,
}

/// The kind of a value that varies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LeafKind {
    /// A string, without its quotes.
    Text,
    /// A whole number of at most nine digits, and the count that it belongs to.
    Number(Option<Count>),
    /// An array or object whose keys vary, by its first byte.
    Json(u8),
}

impl LeafKind {
    /// Returns whether each value of this kind is also one of the other kind, and vice versa.
    pub(super) fn is_like(self, other: LeafKind) -> bool {
        match (self, other) {
            (LeafKind::Json(open), LeafKind::Json(other)) => open == other,
            _ => std::mem::discriminant(&self) == std::mem::discriminant(&other),
        }
    }
}

/// Reads a string that varies from line to line; skips any other value and returns `None` for it.
pub(super) fn text(cursor: &mut Cursor<'_>, leaves: &mut Vec<Leaf>) -> Option<Option<JsonStr>> {
    let found = unread(cursor)?;
    leaves.extend(found.map(|JsonStr { start, end, .. }| Leaf {
        start,
        end,
        kind: LeafKind::Text,
    }));
    Some(found)
}

/// Reads a string whose value is not used; skips any other value and returns `None` for it.
pub(super) fn unread(cursor: &mut Cursor<'_>) -> Option<Option<JsonStr>> {
    if cursor.peek()? == b'"' {
        return cursor.unread_string().map(Some);
    }
    cursor.skip().map(|()| None)
}

/// Reads a string from a small set; skips any other value and returns `None` for it.
pub(super) fn word(cursor: &mut Cursor<'_>) -> Option<Option<JsonStr>> {
    if cursor.peek()? == b'"' {
        return cursor.string().map(Some);
    }
    cursor.skip().map(|()| None)
}

/// Reads an object and returns one of its strings.
#[inline(never)]
pub(super) fn member(cursor: &mut Cursor<'_>, name: &[u8]) -> Option<Option<JsonStr>> {
    let line = cursor.line;
    let mut found = None;
    cursor.object(|cursor, key| {
        if !key.is(line, name) {
            return cursor.skip();
        }
        found = word(cursor)?;
        Some(())
    })?;
    Some(found)
}

/// Skips a value. A non-empty array or object varies from line to line.
pub(super) fn other(cursor: &mut Cursor<'_>, leaves: &mut Vec<Leaf>) -> Option<()> {
    let start = cursor.at;
    let byte = cursor.peek()?;
    cursor.skip()?;
    if matches!(byte, b'{' | b'[') && cursor.at - start > 2 {
        leaves.push(Leaf {
            start,
            end: cursor.at,
            kind: LeafKind::Json(byte),
        });
    }
    Some(())
}
