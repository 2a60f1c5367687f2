//! A cursor over one line of results. More bytes may follow the line. It accepts exactly the lines that `JSON.parse` accepts, at
//! any depth, unless it skims, and records the positions of strings. If it rejects a line, [`Reader`](super::Reader) finds the
//! reason.

use crate::json::container_end::{End, container_end};
use crate::json::number_end::number_end;
use crate::json::skim::skim_container;
use crate::json::string_end::{skim_string, string_from};
pub use crate::json::string_place::JsonStr;

/// The cursor. Its methods return `None` if the line is not JSON.
#[derive(Debug)]
pub struct Cursor<'a> {
    pub line: &'a [u8],
    pub at: usize,
    /// Whether to find the ends of values that are not used without validating their contents.
    pub skims: bool,
}

impl<'a> Cursor<'a> {
    pub fn new(line: &'a [u8]) -> Cursor<'a> {
        Cursor {
            line,
            at: 0,
            skims: false,
        }
    }

    pub fn peek(&self) -> Option<u8> {
        self.line.get(self.at).copied()
    }

    /// Returns the first byte of the next value.
    pub fn peek_value(&mut self) -> Option<u8> {
        self.space();
        self.peek()
    }

    /// Whether only white space is left.
    pub fn is_at_end(&mut self) -> bool {
        self.space();
        self.at == self.line.len()
    }

    /// Reads an object. Calls `entry` with each key, with the cursor before the value, which `entry` must read.
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

    /// Reads an array. Calls `item` for each value, which `item` must read.
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

    /// Reads a string.
    pub fn string(&mut self) -> Option<JsonStr> {
        self.expect(b'"')?;
        let (found, end) = string_from(self.line, self.at)?;
        self.at = end;
        self.expect(b'"')?;
        Some(found)
    }

    /// Reads a string of which only the beginning is used.
    pub fn unread_string(&mut self) -> Option<JsonStr> {
        if !self.skims {
            return self.string();
        }
        self.expect(b'"')?;
        let (found, end) = skim_string(self.line, self.at)?;
        self.at = end + 1;
        Some(found)
    }

    /// Skips a value of any kind and depth.
    pub fn skip(&mut self) -> Option<()> {
        if let b'{' | b'[' = self.peek_value()? {
            if self.skims
                && let Some(end) = skim_container(self.line, self.at)
            {
                self.at = end;
                return Some(());
            }
            match container_end(self.line, self.at) {
                End::At(end) => {
                    self.at = end;
                    return Some(());
                }
                End::Missing => return None,
                End::Unknown => {}
            }
        }
        self.skip_each()
    }

    /// Skips a value, one nested value at a time. It does not recurse, so no line can exhaust the stack.
    #[inline(never)]
    fn skip_each(&mut self) -> Option<()> {
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

    /// Skips the white space that may occur in a line, which excludes line ends.
    fn space(&mut self) {
        while let Some(b' ' | b'\t') = self.peek() {
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
        self.at += number_end(self.line.get(self.at..)?).ok()?;
        Some(())
    }
}
