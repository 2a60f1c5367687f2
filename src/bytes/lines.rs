//! Splits bytes that arrive in any pieces into lines.
//!
//! A line ends with LF, CRLF or CR, as in the official SDK. Only the unfinished tail is kept, and each byte is looked at
//! once for a line's end, so a line of any length costs linear time.

use super::Position;

/// What is done with lines.
pub trait Taker {
    /// Offers bytes that start with a line whose end was not looked for. Who knows the line takes it and says how long it is;
    /// it must end before an LF or a CR. `at` is where the bytes start in those that were pushed.
    fn known(&mut self, bytes: &[u8], place: Position, at: usize) -> Option<usize>;
    /// Takes a line, without its ending. `at` is where it starts in the bytes that were pushed, if it does.
    fn line(&mut self, line: &[u8], place: Position, at: Option<usize>);
}

/// Knows no line and gives all to a function.
struct Plain<F>(F);

impl<F: FnMut(&[u8], Position)> Taker for Plain<F> {
    fn known(&mut self, _: &[u8], _: Position, _: usize) -> Option<usize> {
        None
    }

    fn line(&mut self, line: &[u8], place: Position, _: Option<usize>) {
        (self.0)(line, place);
    }
}

/// The splitter.
#[derive(Debug)]
pub struct Lines {
    tail: Vec<u8>,
    place: Position,
    /// The last piece ended in CR: an LF at the start of the next belongs to it.
    after_cr: bool,
}

impl Default for Lines {
    fn default() -> Self {
        Lines {
            tail: Vec::new(),
            place: Position { line: 1, offset: 0 },
            after_cr: false,
        }
    }
}

impl Lines {
    /// Starts at the beginning of a line that is not the first.
    pub fn at(place: Position) -> Lines {
        Lines {
            place,
            ..Lines::default()
        }
    }

    /// Takes the next bytes and calls `line` for each line that they complete, without its ending.
    pub fn push(&mut self, bytes: &[u8], line: impl FnMut(&[u8], Position)) {
        self.push_to(bytes, &mut Plain(line));
    }

    /// Ends the input: what is left is the last line, if it has any bytes.
    pub fn finish(&mut self, line: impl FnMut(&[u8], Position)) {
        self.finish_to(&mut Plain(line));
    }

    /// Takes the next bytes and gives `taker` each line that they complete.
    pub fn push_to(&mut self, bytes: &[u8], taker: &mut impl Taker) {
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
        while !rest.is_empty() {
            let at = bytes.len() - rest.len();
            let is_whole = self.tail.is_empty();
            let known = if is_whole {
                taker.known(rest, self.place, at)
            } else {
                None
            };
            let Some(end) = known.or_else(|| memchr::memchr2(b'\n', b'\r', rest)) else {
                break;
            };
            let (head, from_end) = rest.split_at(end);
            let mut length = head.len();
            if !is_whole {
                self.tail.extend_from_slice(head);
                length = self.tail.len();
                taker.line(&self.tail, self.place, None);
                self.let_go();
            } else if known.is_none() {
                taker.line(head, self.place, Some(at));
            }
            self.after_cr = from_end == b"\r";
            let ending = if from_end.starts_with(b"\r\n") { 2 } else { 1 };
            self.place = Position {
                line: self.place.line + 1,
                offset: self.place.offset + (length + ending) as u64,
            };
            rest = from_end.get(ending..).unwrap_or_default();
        }
        self.tail.extend_from_slice(rest);
    }

    /// Ends the input: what is left is the last line, if it has any bytes.
    pub fn finish_to(&mut self, taker: &mut impl Taker) {
        if !self.tail.is_empty() {
            taker.line(&self.tail, self.place, None);
            self.place.offset += self.tail.len() as u64;
            self.tail = Vec::new();
        }
    }

    /// Where the next line starts.
    pub fn place(&self) -> Position {
        self.place
    }

    /// Empties the tail, and keeps its memory for the next unless that was for a line out of the ordinary.
    fn let_go(&mut self) {
        self.tail.clear();
        self.tail.shrink_to(1 << 20);
    }
}

/// A line without the white space around it, and without a byte order mark at the very start of the input; and how many
/// bytes that left out at the front.
pub fn trim(line: &[u8], place: Position) -> (&[u8], usize) {
    let mark: &[u8] = if place.offset == 0 { b"\xef\xbb\xbf" } else { b"" };
    let rest = line.strip_prefix(mark).unwrap_or(line);
    // The white space of JSON; a form feed, say, is not part of it.
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
