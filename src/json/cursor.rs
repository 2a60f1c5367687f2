//! A cursor over one line of results. It accepts exactly the texts that `JSON.parse` accepts, at any depth, and records where
//! strings are. If it rejects a line, [`Reader`](super::Reader) finds out why.

use std::borrow::Cow;

use crate::bytes::strings::string_run;
use crate::json::units::each_unit;

/// The place of a string in its line, without the quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JsonStr {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// It has escapes.
    pub escaped: bool,
    /// It is ASCII as it stands.
    pub ascii: bool,
}

impl JsonStr {
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
    pub fn is(&self, line: &[u8], word: &[u8]) -> bool {
        if self.escaped {
            self.value(line).as_bytes() == word
        } else {
            self.raw(line) == word
        }
    }
}

/// The cursor. Its methods return `None` where the line is not JSON.
#[derive(Debug)]
pub struct Cursor<'a> {
    pub line: &'a [u8],
    pub at: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(line: &'a [u8]) -> Cursor<'a> {
        Cursor { line, at: 0 }
    }

    pub fn peek(&self) -> Option<u8> {
        self.line.get(self.at).copied()
    }

    /// The first byte of the value that comes next.
    pub fn peek_value(&mut self) -> Option<u8> {
        self.space();
        self.peek()
    }

    /// Nothing but white space is left.
    pub fn is_at_end(&mut self) -> bool {
        self.space();
        self.at == self.line.len()
    }

    /// Reads an object and calls `entry` with each key, with the cursor before the value; `entry` must read the value.
    pub fn object(&mut self, mut entry: impl FnMut(&mut Self, JsonStr) -> Option<()>) -> Option<()> {
        self.expect(b'{')?;
        self.space();
        if self.peek()? == b'}' {
            self.at += 1;
            return Some(());
        }
        loop {
            let key = self.key()?;
            entry(self, key)?;
            self.space();
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b',' => {}
                b'}' => return Some(()),
                _ => return None,
            }
        }
    }

    /// Reads an array and calls `item` for each value; `item` must read it.
    pub fn array(&mut self, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.expect(b'[')?;
        self.space();
        if self.peek()? == b']' {
            self.at += 1;
            return Some(());
        }
        loop {
            item(self)?;
            self.space();
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b',' => {}
                b']' => return Some(()),
                _ => return None,
            }
        }
    }

    /// A string.
    pub fn string(&mut self) -> Option<JsonStr> {
        self.expect(b'"')?;
        let (found, end) = string_from(self.line, self.at)?;
        self.at = end;
        self.expect(b'"')?;
        Some(found)
    }

    /// Skips a value of any kind and depth. It does not recurse, so no line can exhaust the stack.
    pub fn skip(&mut self) -> Option<()> {
        let mut open: Vec<u8> = Vec::new();
        loop {
            match self.peek_value()? {
                b'{' => {
                    self.at += 1;
                    if self.peek_value()? != b'}' {
                        self.key()?;
                        open.push(b'}');
                        continue;
                    }
                    self.at += 1;
                }
                b'[' => {
                    self.at += 1;
                    if self.peek_value()? != b']' {
                        open.push(b']');
                        continue;
                    }
                    self.at += 1;
                }
                b'"' => self.string().map(drop)?,
                b'-' | b'0'..=b'9' => self.number()?,
                b't' => self.word(b"true")?,
                b'f' => self.word(b"false")?,
                b'n' => self.word(b"null")?,
                _ => return None,
            }
            loop {
                let Some(close) = open.last().copied() else {
                    return Some(());
                };
                let byte = self.peek_value()?;
                self.at += 1;
                if byte == close {
                    open.pop();
                } else if byte == b',' {
                    if close == b'}' {
                        self.key()?;
                    }
                    break;
                } else {
                    return None;
                }
            }
        }
    }

    fn key(&mut self) -> Option<JsonStr> {
        self.space();
        let key = self.string()?;
        self.space();
        self.expect(b':')?;
        self.space();
        Some(key)
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        self.line
            .get(self.at..)?
            .starts_with(word)
            .then(|| self.at += word.len())
    }

    fn number(&mut self) -> Option<()> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }
}

/// Returns the string whose text begins at `start`, and the offset of its closing quote.
pub fn string_from(bytes: &[u8], start: usize) -> Option<(JsonStr, usize)> {
    let (mut at, mut escaped, mut ascii) = (start, false, true);
    loop {
        let (length, plain_ascii) = string_run(bytes.get(at..)?);
        at += length;
        ascii &= plain_ascii;
        match *bytes.get(at)? {
            b'"' => break,
            b'\\' => {
                escaped = true;
                at += match *bytes.get(at + 1)? {
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => 2,
                    b'u' if bytes.get(at + 2..at + 6)?.iter().all(u8::is_ascii_hexdigit) => 6,
                    _ => return None,
                };
            }
            _ => return None,
        }
    }
    if !ascii {
        std::str::from_utf8(bytes.get(start..at)?).ok()?;
    }
    let found = JsonStr {
        start,
        end: at,
        escaped,
        ascii,
    };
    Some((found, at))
}
