//! Parses the error of a result. The API nests it twice: `result.error.error` has the type and the message. API-compatible
//! servers nest it once or three times, send a string or a list, put type and message at different depths, or use other names.

use crate::json::cursor::{Cursor, JsonStr};
use crate::results::fault_words::{fault_in, may_pass};
use crate::results::leaf::{Leaf, text, word};

/// Maximum depth of nested objects that are read. The API uses two.
const MAX_DEPTH: u32 = 4;

/// Field names: first those of the error's type, then those of its message, each in order of preference, then those of inner
/// errors. They are compared without case and `_`.
const NAMES: [&str; 17] = [
    "type",
    "code",
    "errortype",
    "errorcode",
    "status",
    "statuscode",
    "name",
    "reason",
    "message",
    "errormessage",
    "errordescription",
    "detail",
    "description",
    "msg",
    "title",
    "error",
    "errors",
];
/// The index of the first name of a message, and of the first name of an inner error.
const TEXTS: usize = 8;
const INNER: usize = 15;

/// The suffix of the codes of spend limits.
const SPEND_LIMIT: &[u8] = b"_spend_limit_reached";

/// Facts about an error.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct InnerError {
    pub(super) kind: Option<JsonStr>,
    pub(super) message: Option<JsonStr>,
    /// The code in its details, if it determines the outcome: that of a spend limit, whose type otherwise counts as temporary.
    pub(super) code: Option<JsonStr>,
}

impl InnerError {
    /// Fills in missing fields from another place.
    #[cold]
    #[inline(never)]
    pub(super) fn or(self, other: InnerError) -> InnerError {
        InnerError {
            kind: self.kind.or(other.kind),
            message: self.message.or(other.message),
            code: self.code.or(other.code),
        }
    }

    /// Returns whether an object that was read as an error is one: whether it has a message, or a known type.
    pub(super) fn is_certain(self, line: &[u8]) -> bool {
        self.message.is_some() || self.kind.is_some_and(|kind| rank(line, kind) > 1)
    }

    /// Adds the facts from `details` that the type does not contain.
    fn with_details(self, line: &[u8], details: InnerError) -> InnerError {
        InnerError {
            code: details.kind.filter(|code| code.raw(line).ends_with(SPEND_LIMIT)),
            ..self
        }
    }

    /// Returns the error for a string. A single word is also its type.
    #[inline(never)]
    fn of_text(line: &[u8], text: Option<JsonStr>) -> InnerError {
        InnerError {
            kind: text.filter(|text| is_type(text.raw(line))),
            message: text,
            code: None,
        }
    }

    /// Names the error by its text, if it has neither a known type nor a new one of the API. Returns whether its text decided.
    #[cold]
    #[inline(never)]
    pub(super) fn name_by_text(&mut self, line: &[u8]) -> bool {
        let is_named = |kind: JsonStr| rank(line, kind) > 1 || kind.raw(line).contains(&b'_');
        let Some(text) = self.message.filter(|_| !self.kind.is_some_and(is_named)) else {
            return false;
        };
        if let Some(place) = fault_in(text.raw(line)) {
            self.kind = Some(JsonStr {
                start: text.start + place.start,
                end: text.start + place.end,
                escaped: false,
                ascii: true,
            });
        }
        true
    }

    /// Reads the value of an `error` key: its deepest message, and its deepest known type. `"type": "error"` only wraps an inner
    /// error.
    #[inline(never)]
    pub(super) fn read(
        cursor: &mut Cursor<'_>,
        depth: u32,
        leaves: &mut Vec<Leaf>,
        has_duplicate_keys: &mut bool,
    ) -> Option<InnerError> {
        let line = cursor.line;
        match cursor.peek()? {
            b'{' if depth < MAX_DEPTH => {}
            b'[' if depth < MAX_DEPTH => {
                let mut first = None;
                cursor.array(|cursor| {
                    let item = InnerError::read(cursor, depth + 1, leaves, has_duplicate_keys)?;
                    first.get_or_insert(item);
                    Some(())
                })?;
                return Some(first.unwrap_or_default());
            }
            // Not a leaf, because another string may name another type.
            _ => return Some(InnerError::of_text(line, word(cursor)?)),
        }
        let (mut words, mut seen) = ([None; INNER], 0_u32);
        let mut inner = InnerError::default();
        cursor.object(|cursor, key| {
            let name = name(line, key);
            let at = NAMES.iter().position(|known| *known == name).unwrap_or(NAMES.len());
            if at < NAMES.len() {
                let bit = 1 << at.min(INNER);
                *has_duplicate_keys |= seen & bit != 0;
                seen |= bit;
            }
            let nests = (INNER..NAMES.len()).contains(&at);
            let is_text = (TEXTS..INNER).contains(&at);
            if nests || name == "details" || (is_text && matches!(cursor.peek()?, b'{' | b'[')) {
                let found = InnerError::read(cursor, depth + 1, leaves, has_duplicate_keys)?;
                inner = match () {
                    () if nests => found.or(inner),
                    () if is_text => inner.or(found),
                    () => inner.with_details(line, found),
                };
            } else if let Some(slot) = words.get_mut(at) {
                *slot = match is_text {
                    true => text(cursor, leaves)?,
                    false => word_or_number(cursor)?.filter(|kind| !is_filler(line, *kind)),
                };
            } else if name == "requestid" {
                text(cursor, leaves)?;
            } else {
                cursor.skip()?;
            }
            Some(())
        })?;
        let (kinds, texts) = words.split_at(TEXTS);
        for kind in kinds.iter().flatten() {
            inner.kind = Some(inner.kind.map_or(*kind, |known| better(line, known, *kind)));
        }
        inner.kind = inner.kind.filter(|kind| rank(line, *kind) > 0);
        inner.message = inner.message.or(texts.iter().copied().flatten().next());
        Some(inner)
    }
}

/// Returns the more specific of two words for an error, the outer one first.
#[inline(never)]
fn better(line: &[u8], first: JsonStr, second: JsonStr) -> JsonStr {
    if rank(line, second) > rank(line, first) {
        second
    } else {
        first
    }
}

/// Returns how specific a word is: 2 if it is known, 1 if it is another word or a gRPC code, 0 for another number.
#[cold]
#[inline(never)]
fn rank(line: &[u8], word: JsonStr) -> u8 {
    if may_pass(&word.value(line)).is_some() {
        return if word.raw(line).len() > 2 { 2 } else { 1 };
    }
    u8::from(!word.raw(line).first().is_some_and(u8::is_ascii_digit))
}

/// Returns the letters of a key, in lower case.
#[inline(never)]
pub(super) fn name(line: &[u8], key: JsonStr) -> String {
    let key = key.value(line);
    let letters = key.chars().filter(|char| *char != '_');
    letters.map(|char| char.to_ascii_lowercase()).collect()
}

/// Reads a string, or the digits of a number; skips any other value and returns `None` for it.
#[inline(never)]
pub(super) fn word_or_number(cursor: &mut Cursor<'_>) -> Option<Option<JsonStr>> {
    if !cursor.peek()?.is_ascii_digit() {
        return word(cursor);
    }
    let start = cursor.at;
    cursor.skip()?;
    Some(Some(JsonStr {
        start,
        end: cursor.at,
        escaped: false,
        ascii: true,
    }))
}

/// Returns whether a word has no meaning: `error` only wraps an inner error, and Python writes `None` if there is none.
#[inline(never)]
fn is_filler(line: &[u8], word: JsonStr) -> bool {
    [b"error".as_slice(), b"None", b"null", b"about:blank"]
        .iter()
        .any(|filler| word.is(line, filler))
}

/// Returns whether a text looks like an error type: a lower-case word with underscores, or the name of a known fault.
fn is_type(text: &[u8]) -> bool {
    let is_word = text.contains(&b'_') && text.iter().all(|byte| byte.is_ascii_lowercase() || *byte == b'_');
    let spaces = text.iter().filter(|byte| **byte == b' ').count();
    let is_name = spaces <= 2
        && text
            .iter()
            .all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b' '));
    is_word || (is_name && std::str::from_utf8(text).is_ok_and(|text| may_pass(text).is_some()))
}
