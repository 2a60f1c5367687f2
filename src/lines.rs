//! Splits bytes that arrive in any pieces into lines.
//!
//! A line ends with LF, CRLF or CR, as in the official SDK. Only the unfinished tail is kept, and each byte is looked at
//! once, so a line of any length costs linear time.

/// Where a line stands in the whole input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// From 1. Blank lines count.
    pub line: u64,
    /// Byte offset of its first byte, from 0.
    pub offset: u64,
}

/// The splitter.
#[derive(Debug)]
pub struct Lines {
    tail: Vec<u8>,
    place: Place,
    /// The last piece ended in CR: an LF at the start of the next belongs to it.
    after_cr: bool,
}

impl Default for Lines {
    fn default() -> Self {
        Lines {
            tail: Vec::new(),
            place: Place { line: 1, offset: 0 },
            after_cr: false,
        }
    }
}

impl Lines {
    /// Starts at the beginning of a line that is not the first.
    pub fn at(place: Place) -> Lines {
        Lines {
            place,
            ..Lines::default()
        }
    }

    /// Takes the next bytes and calls `line` for each line that they complete, without its ending.
    pub fn push(&mut self, bytes: &[u8], mut line: impl FnMut(&[u8], Place)) {
        let mut rest = bytes;
        if self.after_cr
            && let Some((first, more)) = rest.split_first()
        {
            self.after_cr = false;
            if *first == b'\n' {
                rest = more;
                self.place.offset += 1;
            }
        }
        while let Some(end) = memchr::memchr2(b'\n', b'\r', rest) {
            let (head, from_end) = rest.split_at(end);
            let crlf = from_end.starts_with(b"\r\n");
            self.after_cr = from_end == b"\r";
            if self.tail.is_empty() {
                line(head, self.place);
            } else {
                self.tail.extend_from_slice(head);
                line(&self.tail, self.place);
            }
            let ending = if crlf { 2 } else { 1 };
            let tail = std::mem::take(&mut self.tail);
            self.place = Place {
                line: self.place.line + 1,
                offset: self.place.offset + (if tail.is_empty() { head.len() } else { tail.len() } + ending) as u64,
            };
            rest = from_end.get(ending..).unwrap_or_default();
        }
        self.tail.extend_from_slice(rest);
    }

    /// Ends the input: what is left is the last line, if it has any bytes.
    pub fn finish(&mut self, mut line: impl FnMut(&[u8], Place)) {
        let tail = std::mem::take(&mut self.tail);
        if !tail.is_empty() {
            line(&tail, self.place);
            self.place.offset += tail.len() as u64;
        }
    }

    /// Where the next line starts.
    pub fn place(&self) -> Place {
        self.place
    }
}

/// A line without the white space around it, and without a byte order mark at the very start of the input.
pub fn trim(line: &[u8], place: Place) -> &[u8] {
    let line = if place.offset == 0 {
        line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line)
    } else {
        line
    };
    line.trim_ascii()
}
