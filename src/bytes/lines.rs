//! Splits a byte stream, cut anywhere, into lines.
//!
//! A line ends with LF, CRLF or CR, as in the official SDK. Only the unfinished line is stored, and each byte is searched for
//! line ends once, so a line of any length takes linear time.

use super::Position;
use super::growth;

/// Default for the number of bytes kept of a line. Create bodies are smaller, and so are all useful lines. The rest of a longer
/// line is dropped, and its length shows that. Otherwise a line without an end would fill the memory.
pub const LONGEST: usize = (256 << 20) + 4096;

/// Receives lines as they are split.
pub trait LineVisitor {
    /// Receives bytes that start with a line whose end was not searched for. A visitor that recognizes the line processes it and
    /// returns its length; the line must end before an LF or a CR. `at` is the offset of the bytes in the pushed bytes.
    fn recognize(&mut self, bytes: &[u8], position: Position, at: usize) -> Option<usize>;
    /// Receives a line, without its ending. `at` is its offset in the pushed bytes, if it starts there.
    fn line(&mut self, line: &[u8], position: Position, at: Option<usize>);
}

/// Recognizes no line and passes every line to a function.
struct FnVisitor<F>(F);

impl<F: FnMut(&[u8], Position)> LineVisitor for FnVisitor<F> {
    fn recognize(&mut self, _: &[u8], _: Position, _: usize) -> Option<usize> {
        None
    }

    fn line(&mut self, line: &[u8], position: Position, _: Option<usize>) {
        (self.0)(line, position);
    }
}

/// The line splitter.
#[derive(Debug)]
pub struct Lines {
    /// The unfinished line.
    tail: Vec<u8>,
    /// The maximum number of bytes to keep of it, and the number of dropped bytes.
    longest: usize,
    dropped: u64,
    /// The position of the unfinished line.
    position: Position,
    /// Whether the last piece ended with CR: an LF at the start of the next piece belongs to it.
    after_cr: bool,
}

impl Default for Lines {
    fn default() -> Self {
        Lines {
            tail: Vec::new(),
            longest: LONGEST,
            dropped: 0,
            position: Position::START,
            after_cr: false,
        }
    }
}

impl Lines {
    /// Starts at the beginning of a line other than the first.
    pub fn at(position: Position) -> Lines {
        Lines {
            position,
            ..Lines::default()
        }
    }

    /// Keeps at most `longest` bytes of a line.
    pub fn with_max_line(longest: usize) -> Lines {
        Lines {
            longest,
            ..Lines::default()
        }
    }

    /// Restarts at the beginning of a line other than the first.
    pub fn restart_at(&mut self, position: Position) {
        *self = Lines {
            position,
            ..Lines::with_max_line(self.longest)
        };
    }

    /// Takes the next bytes and calls `line` with each line they complete, without its line ending.
    pub fn push(&mut self, bytes: &[u8], line: impl FnMut(&[u8], Position)) {
        self.push_to(bytes, &mut FnVisitor(line));
    }

    /// Ends the input: the rest is the last line, if it has any bytes.
    pub fn finish(&mut self, line: impl FnMut(&[u8], Position)) {
        self.finish_to(&mut FnVisitor(line));
    }

    /// Takes the next bytes and passes each line that they complete to `visitor`.
    pub fn push_to(&mut self, bytes: &[u8], visitor: &mut impl LineVisitor) {
        let mut rest = bytes;
        if self.after_cr
            && let Some((first, more)) = rest.split_first()
        {
            self.after_cr = false;
            if *first == b'\n' {
                rest = more;
                self.position.offset += 1;
            }
        }
        // No later line ends in these bytes.
        let last = memchr::memrchr2(b'\n', b'\r', rest).map_or(0, |last| bytes.len() - rest.len() + last + 1);
        while !rest.is_empty() {
            let at = bytes.len() - rest.len();
            if at >= last {
                break;
            }
            let is_whole = self.tail.is_empty();
            let recognized = if is_whole {
                visitor.recognize(rest, self.position, at)
            } else {
                None
            };
            let Some(end) = recognized.or_else(|| memchr::memchr2(b'\n', b'\r', rest)) else {
                break;
            };
            let (head, from_end) = rest.split_at(end);
            let mut length = head.len();
            if !is_whole {
                self.extend_tail(head);
                length = self.tail.len();
                visitor.line(&self.tail, self.position, None);
                self.clear_tail();
            } else if recognized.is_none() {
                visitor.line(head, self.position, Some(at));
            }
            self.after_cr = from_end == b"\r";
            let ending = if from_end.starts_with(b"\r\n") { 2 } else { 1 };
            self.position = Position {
                line: self.position.line + 1,
                offset: self.position.offset + (length + ending) as u64 + std::mem::take(&mut self.dropped),
            };
            rest = from_end.get(ending..).unwrap_or_default();
        }
        self.extend_tail(rest);
    }

    /// Ends the input: the rest is the last line, if it has any bytes.
    pub fn finish_to(&mut self, visitor: &mut impl LineVisitor) {
        if !self.tail.is_empty() {
            visitor.line(&self.tail, self.position, None);
            self.position.offset += self.tail.len() as u64 + std::mem::take(&mut self.dropped);
            self.tail = Vec::new();
        }
    }

    /// Returns the position of the next line.
    pub fn position(&self) -> Position {
        self.position
    }

    /// Returns the unfinished line.
    pub fn tail(&self) -> &[u8] {
        &self.tail
    }

    /// Returns how many bytes were pushed, including the unfinished line.
    pub fn end(&self) -> u64 {
        self.position.offset + self.tail.len() as u64 + self.dropped
    }

    fn extend_tail(&mut self, bytes: &[u8]) {
        let room = self.longest.saturating_sub(self.tail.len());
        let kept = bytes.get(..room).unwrap_or(bytes);
        growth::append(&mut self.tail, kept);
        self.dropped += (bytes.len() - kept.len()) as u64;
    }

    /// Empties the tail. Its memory is reused, unless an unusually long line needed it.
    fn clear_tail(&mut self) {
        self.tail.clear();
        self.tail.shrink_to(1 << 20);
    }
}

/// A byte order mark in UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Returns the text without byte order marks at its start. There may be several: joined files have one at the start of each file,
/// and a program may add one to a text that has one.
pub fn without_marks(text: &[u8]) -> &[u8] {
    let mut rest = text;
    while let Some(more) = rest.strip_prefix(MARK) {
        rest = more;
    }
    rest
}

/// Returns whether a text with this start may continue with a byte order mark.
pub fn may_be_mark(start: &[u8]) -> bool {
    start.len() < MARK.len() && MARK.starts_with(start)
}

/// Returns the line without surrounding white space and without byte order marks at its start, and how many leading bytes were
/// removed.
pub fn trim(line: &[u8]) -> (&[u8], usize) {
    let rest = without_marks(line);
    // The white space of JSON, which excludes form feeds, for example.
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t');
    let start = rest.iter().position(|byte| !is_space(byte)).unwrap_or(rest.len());
    let end = rest
        .iter()
        .rposition(|byte| !is_space(byte))
        .map_or(start, |last| last + 1);
    (
        rest.get(start..end).unwrap_or_default(),
        line.len() - rest.len() + start,
    )
}
