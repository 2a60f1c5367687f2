//! Scans strings and keys, which make up most bytes of a text.

use super::Scan;
use crate::bytes::strings::{ascii_string_end, ascii_string_run};
use crate::json::bits::Escapes;
use crate::json::node::{ESCAPED, LONE};
use crate::json::nodes::Lossy;
use crate::json::string_end::long_string;
use crate::json::symbol::Word;
use crate::json::syntax::{Fault, Kind, Span, Unexpected};
use crate::json::text::Text;

/// Returns the word of a string written with escapes, which is valid but rare.
#[cold]
fn escaped_word(inner: &[u8]) -> Word {
    /// Characters of the longest escape.
    const ESCAPE: usize = 6;
    let after = memchr::memchr(b'\\', inner).and_then(|at| inner.get(at + 1));
    // Words have no spaces, and most texts have. Nor do they have quotes, backslashes or control characters, which nearly all
    // escapes stand for.
    if inner.len() > Word::LONGEST * ESCAPE || !matches!(after, Some(b'u' | b'/')) || inner.contains(&b' ') {
        return Word::NONE;
    }
    let Ok(inner) = std::str::from_utf8(inner) else {
        return Word::NONE;
    };
    let text = Text::new(inner, true).value();
    // Words are compared filled up with zeros: one in the text would go unseen.
    if text.contains('\0') {
        Word::NONE
    } else {
        Word::find(text.as_bytes())
    }
}

impl Scan<'_, '_> {
    /// Reads a string whose quote comes next.
    #[inline(always)]
    pub(super) fn string_at_quote(&mut self) -> Result<(), Fault> {
        let start = self.at;
        // Nearly all strings are short: keys, types, ids. One look finds their end.
        let window = self.text.get(start + 1..).and_then(|rest| rest.first_chunk());
        let Some(window) = window else {
            return self.long_string(start, 0);
        };
        let end = ascii_string_end(window).unwrap_or(window.len());
        if window.get(end) != Some(&b'"') {
            return self.long_string(start, end);
        }
        self.at += end + 2;
        self.push(Kind::String, start, 0, Word::short(window, end));
        Ok(())
    }

    /// Reads a string of any length, of which so many bytes stand for themselves.
    #[inline(never)]
    fn long_string(&mut self, start: usize, plain: usize) -> Result<(), Fault> {
        let rest = start + 1 + plain;
        let rest = rest + ascii_string_run(self.text.get(rest..).unwrap_or_default());
        if self.text.get(rest) == Some(&b'"') {
            self.at = rest + 1;
            self.push_string(start, 0);
            return Ok(());
        }
        let mut escapes = Escapes::default();
        match long_string(self.text, rest, &mut escapes, false) {
            Some((string, end)) if !escapes.has_surrogates() => {
                self.at = end + 1;
                self.push_string(start, if string.escaped { ESCAPED } else { 0 });
                Ok(())
            }
            _ => self.odd_string(start),
        }
    }

    /// Reads a string that is invalid, or may have half of a surrogate pair.
    #[cold]
    #[inline(never)]
    fn odd_string(&mut self, start: usize) -> Result<(), Fault> {
        self.at = start + 1;
        let mut flags = 0;
        loop {
            self.at += ascii_string_run(self.text.get(self.at..).unwrap_or_default());
            match self.peek() {
                Some(b'"') => break self.at += 1,
                Some(b'\\') => {
                    self.at += 1;
                    flags |= ESCAPED;
                    if self.escape()? {
                        flags |= LONE;
                        let span = Span {
                            start: self.at - 6,
                            end: self.at,
                        };
                        self.index.lossy.push((Lossy::LoneSurrogate, span));
                    }
                }
                Some(_) => self.beyond_ascii()?,
                None => return Err(self.fault("'\"' at the end of a string")),
            }
        }
        self.push_string(start, flags);
        Ok(())
    }

    /// Adds a string that ends here, with its word.
    #[inline]
    fn push_string(&mut self, start: usize, flags: u8) {
        let inner = self.text.get(start + 1..self.at - 1).unwrap_or_default();
        let word = match flags {
            0 => Word::find(inner),
            _ => escaped_word(inner),
        };
        self.push(Kind::String, start, flags, word);
    }

    /// Advances to the next quote or backslash; rejects control characters and bytes that are not UTF-8.
    fn beyond_ascii(&mut self) -> Result<(), Fault> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let end = memchr::memchr2(b'"', b'\\', rest).unwrap_or(rest.len());
        let part = rest.get(..end).unwrap_or_default();
        // Without an early exit the compiler looks at 16 bytes at a time; there is nearly never one to find.
        let control = part.iter().fold(false, |control, byte| control | (*byte < 0x20));
        if control && let Some(first) = part.iter().position(|byte| *byte < 0x20) {
            self.at += first;
            return Err(self.fault("an escape such as \\n for a control character"));
        }
        if let Err(error) = std::str::from_utf8(part) {
            return Err(Fault {
                at: self.at + error.valid_up_to(),
                expected: "UTF-8",
                found: Unexpected::Words("a byte that is not"),
            });
        }
        self.at += end;
        Ok(())
    }

    /// Reads an escape after its backslash; returns whether it is half of a surrogate pair.
    fn escape(&mut self) -> Result<bool, Fault> {
        match self.peek() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                self.at += 1;
                Ok(false)
            }
            Some(b'u') => {
                self.at += 1;
                let unit = self.hex4()?;
                match unit {
                    0xd800..0xdc00 => {
                        let pair = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(b"\\u"));
                        if !pair {
                            return Ok(true);
                        }
                        let before = self.at;
                        self.at += 2;
                        if (0xdc00..0xe000).contains(&self.hex4()?) {
                            return Ok(false);
                        }
                        // The second escape stands for itself.
                        self.at = before;
                        Ok(true)
                    }
                    0xdc00..0xe000 => Ok(true),
                    _ => Ok(false),
                }
            }
            _ => Err(self.fault("one of \" \\ / b f n r t u after a backslash")),
        }
    }

    fn hex4(&mut self) -> Result<u32, Fault> {
        let mut value = 0;
        for _ in 0..4 {
            let Some(digit) = self.peek().and_then(|byte| char::from(byte).to_digit(16)) else {
                return Err(self.fault("four hexadecimal digits after \\u"));
            };
            value = value * 16 + digit;
            self.at += 1;
        }
        Ok(value)
    }
}
