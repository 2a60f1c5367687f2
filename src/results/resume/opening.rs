//! The start of a response that should contain results: some API-compatible servers answer with an error, a list, or JSON that
//! spans lines. None of these is a lost connection, which leaves whole lines and the start of another.

use crate::bytes::sniff::{Sniffed, sniff};
use crate::json::Reader;
use crate::json::cursor::Cursor;
use crate::results::record;
use crate::results::record_error::InnerError;
use crate::results::record_parts::Parts;

/// Maximum number of bytes that are stored.
const MOST: usize = 1 << 16;
/// Maximum number of characters of a server's text that are quoted.
const QUOTED: usize = 1_000;
/// How to read other forms than lines.
const REMEDY: &str = "Pass the body of the response to readResults, which reads this form.";

/// The first bytes of a response.
#[derive(Debug, Default)]
pub struct Opening {
    bytes: Vec<u8>,
    /// Whether they are the first bytes of the results.
    is_first: bool,
    /// They are text.
    is_text: bool,
}

impl Opening {
    /// Starts with another response. `is_whole`: whether it contains the first byte of the results.
    pub fn restart(&mut self, is_whole: bool) {
        self.bytes.clear();
        (self.is_first, self.is_text) = (is_whole, false);
    }

    /// Takes the next bytes. If the first line shows that they are not results, returns a description of them.
    pub fn push(&mut self, chunk: &[u8]) -> Option<String> {
        let room = MOST - self.bytes.len();
        if !self.is_first || room == 0 {
            return None;
        }
        let had_line = self.first_line().is_some();
        self.bytes.extend(chunk.iter().take(room));
        if let Some(refused) = self.refused_format() {
            return Some(refused);
        }
        let line = self.first_line().filter(|_| !had_line);
        if self.text().starts_with(b"[") {
            return Some(refused("a JSON array", REMEDY));
        }
        match line? {
            b"{" => Some(refused("JSON over several lines", REMEDY)),
            line => error_in(line).map(|text| refused(&text, "")),
        }
    }

    /// Returns the format of the response if it is not text in UTF-8.
    fn refused_format(&mut self) -> Option<String> {
        if self.is_text {
            return None;
        }
        let sniffed = sniff(&self.bytes, false);
        self.is_text = sniffed == Sniffed::Utf8;
        match sniffed {
            Sniffed::Gzip => Some(refused("a gzip file", REMEDY)),
            Sniffed::Utf16(_) => Some(refused("UTF-16", REMEDY)),
            Sniffed::Foreign(foreign) => Some(refused(foreign.name, foreign.remedy_for_results())),
            Sniffed::Undecided | Sniffed::Utf8 => None,
        }
    }

    /// Returns what the whole response is, if it has no result and was not cut.
    #[cold]
    #[inline(never)]
    pub fn at_end(&self) -> Option<String> {
        let text = self.text();
        if !self.is_first || text.is_empty() || self.bytes.len() == MOST {
            return None;
        }
        if text.first() != Some(&b'{') {
            return Some(refused("text that is not JSON Lines", ""));
        }
        let mut reader = Reader::new(text);
        let span = reader.skip().ok()?;
        let value = reader.raw(span);
        if let Some(error) = error_in(value) {
            return Some(refused(&error, ""));
        }
        let is_result = record::parse(value).is_ok();
        (!is_result).then(|| refused("a JSON object that is not a result", ""))
    }

    /// Returns the bytes after leading white space and byte order marks.
    fn text(&self) -> &[u8] {
        let text = self.bytes.as_slice();
        text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).trim_ascii_start()
    }

    /// Returns the first line, if it is complete.
    fn first_line(&self) -> Option<&[u8]> {
        let text = self.text();
        let end = memchr::memchr2(b'\n', b'\r', text)?;
        text.get(..end).map(<[u8]>::trim_ascii_end)
    }
}

/// Returns the error of an object that is not a result.
fn error_in(object: &[u8]) -> Option<String> {
    let parts = Parts::of(&mut Cursor::new(object), false)?;
    if parts.custom_id.is_some() || parts.has_result {
        return None;
    }
    let error = InnerError::read(&mut Cursor::new(object), 0, &mut Vec::new(), &mut false)?;
    let message = error.message?.value(object).into_owned();
    let kind = error.kind.map_or("error".into(), |kind| kind.value(object));
    // Terminals may interpret control characters.
    let text = message.chars().take(QUOTED);
    let text: String = text.map(|char| if char.is_control() { ' ' } else { char }).collect();
    Some(format!("an error: {kind}: {text}"))
}

fn refused(found: &str, remedy: &str) -> String {
    let stop = if found.ends_with(['.', '!', '?']) { "" } else { "." };
    let space = if remedy.is_empty() { "" } else { " " };
    format!("Expected results as JSON Lines, found {found}{stop}{space}{remedy}")
}
