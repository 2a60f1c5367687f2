//! Reads stored results in other forms than lines: a list, a list under a key, or objects over several lines. Every byte keeps
//! its offset: separators between records become line ends, and line ends inside records become spaces. Text in an unclear form
//! is not changed.

use std::borrow::Cow;

/// Keys under which tools keep a list of results.
const LISTS: [&[u8]; 4] = [b"data", b"results", b"records", b"responses"];
/// A longer key is none of these.
const MAX_KEY: usize = 16;
/// Results whose form is not clear within this many bytes are treated as lines.
const MAX_PENDING: usize = 1 << 20;

/// Converts stored results to lines.
#[derive(Debug, Default)]
pub struct Container {
    form: Form,
    /// The state of the scan in an object or a list.
    scan: Scan,
    /// Bytes that wait until the form is known.
    pending: Vec<u8>,
    detector: FormDetector,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Not known yet.
    #[default]
    Unknown,
    /// Lines: nothing is changed.
    Lines,
    /// Objects over several lines.
    Spread,
    /// A list whose elements are at this depth.
    List(u32),
    /// The text after a list.
    AfterList,
}

/// The state of a scan of JSON text.
#[derive(Debug, Default, Clone, Copy)]
struct Scan {
    depth: u32,
    in_string: bool,
    escaped: bool,
}

impl Scan {
    /// Takes the next byte. Returns whether it is outside strings.
    fn step(&mut self, byte: u8) -> bool {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return false;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => return true,
        }
        byte != b'"'
    }
}

/// Detects the form from the start of the text.
#[derive(Debug, Default)]
struct FormDetector {
    scan: Scan,
    /// The last byte outside strings that is not white space.
    last: u8,
    /// The first byte that is not white space.
    first: u8,
    /// The string that was read last at the depth of keys.
    key: Vec<u8>,
    /// If a line ended inside the object: the byte before the line end.
    broken_after: Option<u8>,
    is_spread: bool,
}

impl FormDetector {
    /// Takes the next byte. Returns the form once it is known.
    #[inline(never)]
    fn step(&mut self, byte: u8) -> Option<Form> {
        let was_in_string = self.scan.in_string;
        if was_in_string {
            self.scan.step(byte);
            if self.scan.depth == 1 && self.scan.in_string && self.key.len() <= MAX_KEY {
                self.key.push(byte);
            }
            // A string does not continue on the next line: this one was cut off.
            return matches!(byte, b'\n' | b'\r').then_some(Form::Lines);
        }
        match byte {
            b'\n' | b'\r' if self.scan.depth > 0 && !self.is_spread => {
                self.broken_after = Some(self.last);
                return None;
            }
            b' ' | b'\t' | b'\n' | b'\r' | 0xef | 0xbb | 0xbf => return None,
            _ => {}
        }
        if let Some(before) = self.broken_after.take() {
            let goes_on = matches!((before, byte), (b'{' | b',', b'"') | (b'{', b'}') | (b'[', b'{' | b']'));
            self.is_spread = true;
            if !goes_on {
                return Some(Form::Lines);
            }
        }
        let depth = self.scan.depth;
        if depth == 0 {
            self.first = byte;
        }
        let form = match (self.first, depth, byte) {
            (b'{' | b'[', 0, _) => None,
            (_, 0, _) => Some(Form::Lines),
            (b'[', 1, b'{') => Some(Form::List(1)),
            (b'[', ..) => Some(Form::Lines),
            (_, 1, b'[') if LISTS.contains(&self.key.as_slice()) => Some(Form::List(2)),
            (_, 1, b'}') if self.is_spread => Some(Form::Spread),
            (_, 1, b'}') => Some(Form::Lines),
            _ => None,
        };
        if byte == b'"' && depth == 1 {
            self.key.clear();
        }
        self.last = byte;
        self.scan.step(byte);
        form
    }
}

impl Container {
    /// Takes the next bytes. Returns as many bytes for a line reader, except those that are pending.
    pub fn push<'a>(&mut self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        if self.form == Form::Lines {
            return Cow::Borrowed(bytes);
        }
        if self.form == Form::Unknown && self.pending.is_empty() {
            // Most results are lines: then nothing is copied.
            let form = bytes.iter().find_map(|byte| self.detector.step(*byte));
            if form == Some(Form::Lines) {
                self.form = Form::Lines;
                return Cow::Borrowed(bytes);
            }
            self.detector = FormDetector::default();
        }
        let mut out = Vec::with_capacity(bytes.len());
        for byte in bytes {
            self.step(*byte, &mut out);
        }
        Cow::Owned(out)
    }

    /// Ends the text. Returns the pending bytes as a line.
    pub fn finish(&mut self) -> Vec<u8> {
        let mut pending = std::mem::take(&mut self.pending);
        if !pending.is_empty() {
            pending.push(b'\n');
        }
        pending
    }

    #[inline(never)]
    fn step(&mut self, byte: u8, out: &mut Vec<u8>) {
        match self.form {
            // A line of its own, and nothing to hold.
            Form::Unknown if self.pending.is_empty() && matches!(byte, b' ' | b'\t' | b'\n' | b'\r') => out.push(byte),
            Form::Unknown => {
                self.pending.push(byte);
                let form = self.detector.step(byte);
                let is_lines = self.pending.len() >= MAX_PENDING;
                if let Some(form) = form.or(is_lines.then_some(Form::Lines)) {
                    self.decide(form, out);
                }
            }
            Form::Lines => out.push(byte),
            Form::Spread => {
                let is_outside = self.scan.step(byte);
                let is_between = self.scan.depth == 0 && byte == b',';
                let breaks = is_outside && self.scan.depth > 0 && matches!(byte, b'\n' | b'\r');
                out.push(if breaks || is_between { b' ' } else { byte });
            }
            Form::List(depth) => {
                let is_outside = self.scan.step(byte);
                let ends = self.scan.depth < depth;
                out.push(match byte {
                    b'\n' | b'\r' if is_outside => b' ',
                    b',' if is_outside && self.scan.depth == depth => b'\n',
                    _ if ends => b'\n',
                    _ => byte,
                });
                if ends {
                    self.form = Form::AfterList;
                    self.restart_after_list();
                }
            }
            Form::AfterList => {
                let is_outside = self.scan.step(byte);
                out.push(if is_outside && self.scan.depth == 0 && byte == b'\n' {
                    byte
                } else {
                    b' '
                });
                self.restart_after_list();
            }
        }
    }

    /// Restarts detection after the end of a complete value, since another may follow.
    fn restart_after_list(&mut self) {
        if self.scan.depth == 0 && !self.scan.in_string {
            (self.form, self.detector) = (Form::Unknown, FormDetector::default());
        }
    }

    #[cold]
    #[inline(never)]
    fn decide(&mut self, form: Form, out: &mut Vec<u8>) {
        let pending = std::mem::take(&mut self.pending);
        self.form = form;
        self.scan = Scan::default();
        match form {
            // All in front of the first element is no part of it.
            Form::List(depth) => {
                let opens = if depth == 1 {
                    pending.len().saturating_sub(1)
                } else {
                    pending.len()
                };
                out.extend(std::iter::repeat_n(b' ', opens));
                self.scan.depth = depth;
                for byte in pending.get(opens..).unwrap_or_default() {
                    self.step(*byte, out);
                }
            }
            _ => pending.iter().for_each(|byte| self.step(*byte, out)),
        }
    }
}
