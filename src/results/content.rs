//! Reads the content of an answer: its texts, and its other blocks.

use crate::json::cursor::{Cursor, JsonStr};
use crate::results::content_facts::ContentFacts;
use crate::results::leaf::{Leaf, member, text, unread, word};

/// Contents with more blocks rarely repeat the same order.
const MAX_PLAIN_BLOCKS: usize = 4;

/// The position of a list of blocks in its line, and the range of the line's leaves inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ContentPlace {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) first_leaf: usize,
    pub(crate) end_leaf: usize,
}

/// Facts about the content of an answer.
#[derive(Debug, Default)]
pub(super) struct Content {
    /// Texts of the text blocks.
    pub(super) texts: Vec<JsonStr>,
    /// Whether a block calls one of the caller's tools.
    pub(super) calls_tool: bool,
    /// Whether there is a block other than text, thinking, and failed server tools.
    pub(super) has_more_than_text: bool,
    /// Whether a block repeats a relevant key.
    pub(super) has_duplicate_keys: bool,
    blocks: usize,
    /// Whether a block contains a non-empty array or object.
    has_nested: bool,
}

impl Content {
    pub(super) fn clear(&mut self) {
        self.texts.clear();
        (self.calls_tool, self.has_more_than_text) = (false, false);
        (self.blocks, self.has_nested) = (0, false);
    }

    /// Whether other lines probably have the same content except for its strings.
    pub(super) fn is_plain(&self) -> bool {
        !self.has_nested && self.blocks <= MAX_PLAIN_BLOCKS
    }

    /// Returns the facts that determine the outcome.
    pub(super) fn facts(&self, line: &[u8]) -> ContentFacts {
        ContentFacts {
            calls_tool: self.calls_tool,
            has_more_than_text: self.has_more_than_text,
            has_text: self.texts.iter().any(|text| !text.is_blank(line)),
        }
    }

    /// Reads a list of blocks. All their strings are leaves, except types and names.
    pub(super) fn read(&mut self, cursor: &mut Cursor<'_>, mut leaves: Option<&mut Vec<Leaf>>) -> Option<()> {
        cursor.array(|cursor| {
            self.blocks += 1;
            if cursor.peek_value()? == b'{' {
                self.block(cursor, leaves.as_deref_mut())
            } else {
                self.skip(cursor)
            }
        })
    }

    fn block(&mut self, cursor: &mut Cursor<'_>, mut leaves: Option<&mut Vec<Leaf>>) -> Option<()> {
        let line = cursor.line;
        let (mut types, mut texts) = (0, 0);
        let mut kind = None;
        let mut answer = None;
        let mut has_failed = false;
        cursor.object(|cursor, key| {
            let is_text = key.is_fast(line, b"text");
            if key.is_fast(line, b"type") {
                types += 1;
                kind = word(cursor)?;
            } else if cursor.peek()? == b'{' && key.is(line, b"content") {
                self.has_nested = true;
                let kind = member(cursor, b"type")?;
                has_failed = kind.is_some_and(|kind| kind.raw(line).ends_with(b"_error"));
            } else if cursor.peek()? != b'"' {
                if is_text {
                    texts += 1;
                    answer = None;
                }
                self.skip(cursor)?;
            } else if key.is(line, b"name") {
                cursor.skip()?;
            } else {
                let found = match &mut leaves {
                    Some(leaves) => text(cursor, leaves)?,
                    None => unread(cursor)?,
                };
                if is_text {
                    texts += 1;
                    answer = found;
                }
            }
            Some(())
        })?;
        self.has_duplicate_keys |= types > 1 || texts > 1;
        let is = |word: &[u8]| kind.is_some_and(|kind| kind.is_fast(line, word));
        if is(b"text") {
            self.texts.extend(answer);
        } else if kind.is_some() && !has_failed && !is(b"thinking") && !is(b"redacted_thinking") {
            self.calls_tool |= is(b"tool_use");
            // The input of a server tool is not an answer, and neither is an error; its result may be one. A fallback marks the
            // point at which another model continued, and a compaction summarizes the prompt.
            self.has_more_than_text |=
                !is(b"server_tool_use") && !is(b"mcp_tool_use") && !is(b"fallback") && !is(b"compaction");
        }
        Some(())
    }

    /// Skips a value.
    fn skip(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        let (start, byte) = (cursor.at, cursor.peek()?);
        cursor.skip()?;
        self.has_nested |= matches!(byte, b'{' | b'[') && cursor.at - start > 2;
        Some(())
    }
}
