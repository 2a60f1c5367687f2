//! Parses the error of a result. The API nests it twice: `result.error.error` has the type and the message. API-compatible
//! servers nest it once or three times, send a text, or put type and message at different depths.

use crate::json::cursor::{Cursor, JsonStr};
use crate::results::leaf::{Leaf, text, word};

/// How many nested objects are read. The API has two.
const MAX_DEPTH: u32 = 4;

/// What is known of an error.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct InnerError {
    pub(super) kind: Option<JsonStr>,
    pub(super) message: Option<JsonStr>,
}

impl InnerError {
    /// Fills in missing fields from another place.
    pub(super) fn or(self, other: InnerError) -> InnerError {
        InnerError {
            kind: self.kind.or(other.kind),
            message: self.message.or(other.message),
        }
    }

    /// Returns the error of a plain text. A single word is the type as well.
    fn of_text(line: &[u8], text: Option<JsonStr>) -> InnerError {
        InnerError {
            kind: text.filter(|text| is_type(text.raw(line))),
            message: text,
        }
    }

    /// Reads the value of an `error` key: its deepest type and deepest message. `"type": "error"` only wraps an inner error.
    #[inline(never)]
    pub(super) fn read(
        cursor: &mut Cursor<'_>,
        depth: u32,
        leaves: &mut Vec<Leaf>,
        has_duplicate_keys: &mut bool,
    ) -> Option<InnerError> {
        let line = cursor.line;
        if cursor.peek()? != b'{' || depth == MAX_DEPTH {
            // No leaf: another text may name another type.
            return Some(InnerError::of_text(line, word(cursor)?));
        }
        let (mut types, mut messages, mut errors) = (0, 0, 0);
        let (mut own, mut inner) = (InnerError::default(), InnerError::default());
        let mut code = None;
        cursor.object(|cursor, key| {
            if key.is(line, b"error") {
                errors += 1;
                inner = InnerError::read(cursor, depth + 1, leaves, has_duplicate_keys)?;
            } else if key.is(line, b"type") {
                types += 1;
                own.kind = word(cursor)?.filter(|kind| !kind.is(line, b"error"));
            } else if key.is(line, b"message") {
                messages += 1;
                own.message = text(cursor, leaves)?;
            } else if key.is(line, b"request_id") {
                text(cursor, leaves)?;
            } else if key.is(line, b"code") {
                code = word(cursor)?;
            } else {
                cursor.skip()?;
            }
            Some(())
        })?;
        *has_duplicate_keys |= types > 1 || messages > 1 || errors > 1;
        own.kind = own.kind.or(code);
        Some(inner.or(own))
    }
}

/// Returns whether a text looks like an error type: a lower-case word with underscores.
fn is_type(text: &[u8]) -> bool {
    text.contains(&b'_') && text.iter().all(|byte| byte.is_ascii_lowercase() || *byte == b'_')
}
