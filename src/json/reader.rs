use std::borrow::Cow;

use super::number_end::number_end;
use super::string_check::checked_end;
use super::syntax::{Fault, Kind, MAX_DEPTH, Span, Unexpected};
use super::text::Text;

/// A cursor over the text of one JSON value.
#[derive(Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    depth: u32,
}

impl<'a> Reader<'a> {
    /// Starts at the first byte.
    pub fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { bytes, at: 0, depth: 0 }
    }

    /// Returns the kind of the next value.
    ///
    /// # Errors
    /// All reading methods return a [`Fault`] if the text is not valid JSON, or has another kind of value than the method reads.
    pub fn kind(&mut self) -> Result<Kind, Fault> {
        self.space();
        self.peek().and_then(Kind::of).ok_or_else(|| self.fault("a value"))
    }

    /// Reads an object and calls `entry` with each key; `entry` must read or skip the value.
    ///
    /// # Errors
    /// A [`Fault`] for anything but a valid object, and any fault that `entry` returns.
    pub fn object(
        &mut self,
        mut entry: impl FnMut(&mut Self, Text<'a>, Span) -> Result<(), Fault>,
    ) -> Result<Span, Fault> {
        let start = self.open(b'{', "an object")?;
        if !self.close(b'}') {
            loop {
                self.space();
                let key_start = self.at;
                let key = self.string_or("a key in double quotes")?;
                let key_span = Span {
                    start: key_start,
                    end: self.at,
                };
                self.space();
                self.expect(b':', "':' after a key")?;
                entry(self, key, key_span)?;
                self.space();
                if self.close(b'}') {
                    break;
                }
                self.expect(b',', "',' or '}' after a value")?;
            }
        }
        self.depth -= 1;
        Ok(Span { start, end: self.at })
    }

    /// Reads an array and calls `item` with each index; `item` must read or skip the value.
    ///
    /// # Errors
    /// A [`Fault`] for anything but a valid array, and any fault that `item` returns.
    pub fn array(&mut self, mut item: impl FnMut(&mut Self, usize) -> Result<(), Fault>) -> Result<Span, Fault> {
        let start = self.open(b'[', "an array")?;
        if !self.close(b']') {
            let mut index = 0;
            loop {
                item(self, index)?;
                index += 1;
                self.space();
                if self.close(b']') {
                    break;
                }
                self.expect(b',', "',' or ']' after a value")?;
            }
        }
        self.depth -= 1;
        Ok(Span { start, end: self.at })
    }

    /// Reads a string.
    ///
    /// # Errors
    /// A [`Fault`] for anything but a valid string.
    pub fn string(&mut self) -> Result<(Text<'a>, Span), Fault> {
        self.space();
        let start = self.at;
        let text = self.string_or("a string")?;
        Ok((text, Span { start, end: self.at }))
    }

    /// Reads the value of a string; any other value is skipped and returned as `None`.
    ///
    /// # Errors
    /// A [`Fault`] if the value is not valid JSON.
    pub fn string_if(&mut self) -> Result<Option<Cow<'a, str>>, Fault> {
        if self.kind()? == Kind::String {
            return self.string().map(|(text, _)| Some(text.value()));
        }
        self.skip()?;
        Ok(None)
    }

    /// Reads a non-negative whole number; any other value is skipped and returned as `None`.
    ///
    /// # Errors
    /// A [`Fault`] if the value is not valid JSON.
    pub fn count_if(&mut self) -> Result<Option<u64>, Fault> {
        self.kind()?;
        let span = self.skip()?;
        Ok(std::str::from_utf8(self.raw(span))
            .ok()
            .and_then(|digits| digits.parse().ok()))
    }

    /// Skips a value of any kind and returns its span.
    ///
    /// # Errors
    /// A [`Fault`] if the value is not valid JSON.
    pub fn skip(&mut self) -> Result<Span, Fault> {
        match self.kind()? {
            Kind::Object => self.object(|reader, _, _| reader.skip().map(drop)),
            Kind::Array => self.array(|reader, _| reader.skip().map(drop)),
            Kind::String => self.string().map(|(_, span)| span),
            Kind::Number => self.number(),
            Kind::Bool if self.peek() == Some(b't') => self.word(b"true"),
            Kind::Bool => self.word(b"false"),
            Kind::Null => self.word(b"null"),
        }
    }

    /// Returns the bytes of a span.
    pub fn raw(&self, span: Span) -> &'a [u8] {
        self.bytes.get(span.start..span.end).unwrap_or_default()
    }

    /// Checks that only white space is left.
    ///
    /// # Errors
    /// A [`Fault`] at the first other byte.
    pub fn end(&mut self) -> Result<(), Fault> {
        self.space();
        if self.at == self.bytes.len() {
            Ok(())
        } else {
            Err(self.fault("the end"))
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn open(&mut self, bracket: u8, expected: &'static str) -> Result<usize, Fault> {
        self.space();
        let start = self.at;
        self.expect(bracket, expected)?;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Fault {
                at: start,
                expected: "at most 512 levels of nesting",
                found: Unexpected::Words("one more"),
            });
        }
        self.space();
        Ok(start)
    }

    fn close(&mut self, bracket: u8) -> bool {
        let closes = self.peek() == Some(bracket);
        if closes {
            self.at += 1;
        }
        closes
    }

    fn expect(&mut self, byte: u8, expected: &'static str) -> Result<(), Fault> {
        if self.peek() != Some(byte) {
            return Err(self.fault(expected));
        }
        self.at += 1;
        Ok(())
    }

    fn fault(&self, expected: &'static str) -> Fault {
        Fault::here(self.bytes, self.at, expected)
    }

    fn word(&mut self, word: &'static [u8]) -> Result<Span, Fault> {
        let start = self.at;
        if !self.bytes.get(start..).is_some_and(|rest| rest.starts_with(word)) {
            return Err(self.fault("true, false or null"));
        }
        self.at += word.len();
        Ok(Span { start, end: self.at })
    }

    fn number(&mut self) -> Result<Span, Fault> {
        let start = self.at;
        let rest = self.bytes.get(start..).unwrap_or_default();
        self.at += number_end(rest).map_err(|at| Fault::here(self.bytes, start + at, "a digit"))?;
        Ok(Span { start, end: self.at })
    }

    fn string_or(&mut self, expected: &'static str) -> Result<Text<'a>, Fault> {
        self.expect(b'"', expected)?;
        let start = self.at;
        let end = checked_end(self.bytes, start)?;
        let raw = self.bytes.get(start..end).unwrap_or_default();
        self.at = end + 1;
        let escaped = memchr::memchr(b'\\', raw).is_some();
        // Already checked to be UTF-8.
        Ok(Text::new(std::str::from_utf8(raw).unwrap_or_default(), escaped))
    }
}
