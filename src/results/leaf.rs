//! What differs from line to line in results that are alike.

use crate::json::cursor::{Cursor, JsonStr};
use crate::results::usage::Count;

/// A value that differs from line to line, in the order of the line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Leaf {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: LeafKind,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum LeafKind {
    /// A string, quotes left out.
    Text,
    /// A whole number of at most nine digits, and what it counts.
    Number(Option<Count>),
}

/// A string that differs from line to line; a value of another kind is skipped and counts as absent.
pub(super) fn text(cursor: &mut Cursor<'_>, leaves: &mut Vec<Leaf>) -> Option<Option<JsonStr>> {
    let found = word(cursor)?;
    leaves.extend(found.map(|JsonStr { start, end, .. }| Leaf {
        start,
        end,
        kind: LeafKind::Text,
    }));
    Some(found)
}

/// A string that is one of a few; a value of another kind is skipped and counts as absent.
pub(super) fn word(cursor: &mut Cursor<'_>) -> Option<Option<JsonStr>> {
    if cursor.peek()? == b'"' {
        return cursor.string().map(Some);
    }
    cursor.skip().map(|()| None)
}
