//! The position of a string in a line of results.

use std::borrow::Cow;

use crate::json::units::{each_unit, next_character};

/// The position of a string in its line, without the quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JsonStr {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Whether it has escapes.
    pub escaped: bool,
    /// Whether it is ASCII as written.
    pub ascii: bool,
}

impl JsonStr {
    /// Whether the bytes are the value, and are ASCII.
    pub fn is_plain(&self) -> bool {
        self.ascii && !self.escaped
    }

    /// Returns the bytes as written, with escapes unresolved.
    pub fn raw<'a>(&self, line: &'a [u8]) -> &'a [u8] {
        line.get(self.start..self.end).unwrap_or_default()
    }

    /// Returns the value. A lone surrogate escape, which has no UTF-8 form, becomes U+FFFD.
    pub fn value<'a>(&self, line: &'a [u8]) -> Cow<'a, str> {
        let raw = String::from_utf8_lossy(self.raw(line));
        if !self.escaped {
            return raw;
        }
        let mut units = Vec::with_capacity(raw.len());
        each_unit(raw.as_bytes(), |unit| units.push(unit));
        Cow::Owned(String::from_utf16_lossy(&units))
    }

    /// Returns whether the value equals `word`.
    #[inline(never)]
    pub fn is(&self, line: &[u8], word: &[u8]) -> bool {
        self.is_fast(line, word)
    }

    /// Like [`is`](JsonStr::is), but inlined at each call, for frequent comparisons.
    #[inline(always)]
    pub fn is_fast(&self, line: &[u8], word: &[u8]) -> bool {
        if self.escaped {
            return self.is_with_escapes(line, word);
        }
        self.end - self.start == word.len() && self.raw(line) == word
    }

    #[cold]
    #[inline(never)]
    fn is_with_escapes(&self, line: &[u8], word: &[u8]) -> bool {
        self.value(line).as_bytes() == word
    }

    /// Returns whether the value is empty, or has only white space and zero-width characters.
    pub fn is_blank(&self, line: &[u8]) -> bool {
        let mut rest = self.raw(line);
        let mut is_blank = true;
        while is_blank
            && let Some(next) = next_character(rest, |unit| {
                is_blank &= is_white(unit);
            })
        {
            rest = next;
        }
        is_blank
    }
}

/// Returns whether a code unit is white space or invisible: U+200B (zero-width space), Hangul and Braille fillers, direction
/// marks, joiners, variation selectors, tags.
fn is_white(unit: u16) -> bool {
    let shows_nothing = matches!(
        unit,
        0xad | 0x34f | 0x61c | 0x115f | 0x1160 | 0x180b..=0x180f | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f
            | 0x2800 | 0x3164 | 0xfe00..=0xfe0f | 0xfeff | 0xffa0
    );
    shows_nothing || char::from_u32(u32::from(unit)).is_some_and(char::is_whitespace)
}
