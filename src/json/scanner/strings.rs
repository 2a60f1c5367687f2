//! Scans strings and keys, which make up most bytes of a text.

use super::Scan;
use crate::bytes::strings::{ascii_string_end, ascii_string_run};
use crate::json::bits::Escapes;
use crate::json::node::{ESCAPED, LONE};
use crate::json::nodes::Lossy;
use crate::json::string_check::checked_end;
use crate::json::string_end::long_string;
use crate::json::symbol::Word;
use crate::json::syntax::{Fault, Kind};
use crate::json::text::Text;
use crate::json::units::each_lone_half;

/// Returns the word of a string with escapes, which is valid but rare.
#[cold]
fn escaped_word(inner: &[u8]) -> Word {
    /// Length of the longest escape in characters.
    const ESCAPE: usize = 6;
    let after = memchr::memchr(b'\\', inner).and_then(|at| inner.get(at + 1));
    // Words contain no spaces, but most texts do. Words also contain no quotes, backslashes or control characters, which nearly
    // all escapes represent.
    if inner.len() > Word::LONGEST * ESCAPE || !matches!(after, Some(b'u' | b'/')) || inner.contains(&b' ') {
        return Word::NONE;
    }
    let Ok(inner) = std::str::from_utf8(inner) else {
        return Word::NONE;
    };
    let text = Text::new(inner, true).value();
    // Comparisons pad words with zeros, so a zero in the text would go unnoticed.
    if text.contains('\0') {
        Word::NONE
    } else {
        Word::find(text.as_bytes())
    }
}

impl Scan<'_, '_> {
    /// Reads a string whose quote is here. Returns the offset after it.
    #[inline(always)]
    pub(super) fn string_at_quote(&mut self, start: usize) -> Result<usize, Fault> {
        // Nearly all strings are short: keys, types, ids. A single block contains their end.
        let window = self.text.get(start + 1..).and_then(|rest| rest.first_chunk());
        let Some(window) = window else {
            return self.long_string(start, 0);
        };
        let end = ascii_string_end(window).unwrap_or(window.len());
        if window.get(end) != Some(&b'"') {
            return self.long_string(start, end);
        }
        let after = start + end + 2;
        self.push(Kind::String, start..after, 0, Word::short(window, end));
        Ok(after)
    }

    /// Reads a string of any length, whose first `plain` bytes contain no escape.
    #[inline(never)]
    fn long_string(&mut self, start: usize, plain: usize) -> Result<usize, Fault> {
        let rest = start + 1 + plain;
        let rest = rest + ascii_string_run(self.text.get(rest..).unwrap_or_default());
        if self.text.get(rest) == Some(&b'"') {
            return Ok(self.push_string(start, rest, 0));
        }
        let mut escapes = Escapes::default();
        let (end, mut flags) = match long_string(self.text, rest, &mut escapes, false) {
            Some((string, end)) => (end, if string.escaped { ESCAPED } else { 0 }),
            None => (checked_end(self.text, start + 1)?, ESCAPED),
        };
        if escapes.has_surrogates() {
            let lossy = &mut self.index.lossy;
            each_lone_half(self.text, start + 1, end, |span| {
                flags |= LONE;
                lossy.push((Lossy::LoneSurrogate, span));
            });
        }
        Ok(self.push_string(start, end, flags))
    }

    /// Adds a string whose quotes are at these offsets, with its word. Returns the offset after it.
    #[inline]
    fn push_string(&mut self, start: usize, end: usize, flags: u8) -> usize {
        let inner = self.text.get(start + 1..end).unwrap_or_default();
        let word = match flags {
            0 => Word::find(inner),
            _ => escaped_word(inner),
        };
        self.push(Kind::String, start..end + 1, flags, word);
        end + 1
    }
}
