//! Types shared by all JSON readers: spans, kinds, faults, the nesting limit.

use std::fmt;

use crate::bytes::QuotedChar;

/// Deeper nesting is rejected: the API does not need it, and a recursive reader elsewhere could overflow its stack.
pub(super) const MAX_DEPTH: u32 = 512;

/// A range of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// The kind of a value, determined by its first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `{`
    Object,
    /// `[`
    Array,
    /// `"`
    String,
    /// `-` or a digit
    Number,
    /// `true` or `false`
    Bool,
    /// `null`
    Null,
}

impl Kind {
    /// Returns the kind of a value that begins with this byte.
    pub fn of(first: u8) -> Option<Kind> {
        match first {
            b'{' => Some(Kind::Object),
            b'[' => Some(Kind::Array),
            b'"' => Some(Kind::String),
            b'-' | b'0'..=b'9' => Some(Kind::Number),
            b't' | b'f' => Some(Kind::Bool),
            b'n' => Some(Kind::Null),
            _ => None,
        }
    }

    /// Returns its name with an article, for messages.
    pub fn a(self) -> &'static str {
        match self {
            Kind::Object => "an object",
            Kind::Array => "an array",
            Kind::String => "a string",
            Kind::Number => "a number",
            Kind::Bool => "a boolean",
            Kind::Null => "null",
        }
    }
}

/// The reason why a text is not JSON, and the position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Byte offset.
    pub at: usize,
    /// What was expected.
    pub expected: &'static str,
    /// What was found.
    pub found: Unexpected,
}

/// What was found instead. It becomes text only when the fault is displayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unexpected {
    /// This character.
    Char(char),
    /// A description of something else.
    Words(&'static str),
}

impl Fault {
    /// Returns the fault for the byte at `at`.
    pub(super) fn here(text: &[u8], at: usize, expected: &'static str) -> Fault {
        let found = match text.get(at..) {
            None | Some([]) => Unexpected::Words("the end of the text"),
            Some(rest) => match rest.utf8_chunks().next().and_then(|chunk| chunk.valid().chars().next()) {
                Some(char) => Unexpected::Char(char),
                None => Unexpected::Words("a byte that is not UTF-8"),
            },
        };
        Fault { at, expected, found }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, found ", self.expected)?;
        match self.found {
            Unexpected::Char(char) => write!(f, "{}", QuotedChar(char)),
            Unexpected::Words(words) => f.write_str(words),
        }
    }
}
