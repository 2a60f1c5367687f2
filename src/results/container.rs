//! Reads stored results in other forms than lines: a list, a list under a key, or objects that span lines. Every byte keeps its
//! offset: separators between records become line ends, and line ends inside records become spaces. Text in an unclear form is
//! not changed. If the text is incomplete, an additional line, which is not a result, reports that.

use std::borrow::Cow;

use crate::bytes::sniff::{Foreign, SNIFF_LEN, Sniffed, sniff};
use crate::results::record;
use crate::results::record::{CUT_LIST, CUT_OBJECT};
use crate::results::record_parts::MORE_PAGES;

/// Keys under which tools keep a list of results.
const LISTS: [&[u8]; 7] = [
    b"data",
    b"results",
    b"records",
    b"responses",
    b"items",
    b"output",
    b"outputs",
];
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
    /// Bytes that are held back until the form is known.
    pending: Vec<u8>,
    detector: FormDetector,
    /// The keys of the object that contains the list.
    page: Keys,
    /// Whether the last list is a page that is followed by others.
    has_more: bool,
    has_list: bool,
    /// For objects that span lines: whether the output line contains an object.
    is_open: bool,
    /// Whether the start was checked for a format that cannot be read, and the result.
    is_sniffed: bool,
    foreign: Option<Foreign>,
    /// The last byte that was passed on, except spaces and tabs.
    last: Option<u8>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Not known yet.
    #[default]
    Unknown,
    /// Lines, which are not changed.
    Lines,
    /// Objects that span lines.
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

/// Follows the keys of an object.
#[derive(Debug, Default)]
struct Keys {
    scan: Scan,
    /// The last string at the depth of keys.
    key: Vec<u8>,
    /// Whether `has_more` is true.
    has_more: bool,
}

impl Keys {
    /// Takes the next byte. Returns whether it is outside strings.
    fn step(&mut self, byte: u8) -> bool {
        let (depth, was_in_string) = (self.scan.depth, self.scan.in_string);
        let is_outside = self.scan.step(byte);
        match byte {
            _ if depth != 1 => {}
            _ if was_in_string => self.keep(byte),
            b'"' => self.key.clear(),
            b't' | b'f' if self.key == b"has_more" => self.has_more |= byte == b't',
            _ => {}
        }
        is_outside
    }

    /// Stores a byte of a string, except its closing quote.
    fn keep(&mut self, byte: u8) {
        if self.scan.in_string && self.key.len() <= MAX_KEY {
            self.key.push(byte);
        }
    }
}

/// Detects the form from the start of the text.
#[derive(Debug, Default)]
struct FormDetector {
    keys: Keys,
    /// The last byte outside of strings, except white space.
    last: u8,
    /// The first byte, except white space.
    first: u8,
    /// If a line ended inside the object: the byte before that line end.
    broken_after: Option<u8>,
    is_spread: bool,
}

impl FormDetector {
    /// Takes the next byte. Returns the form once it is known.
    #[inline(never)]
    fn step(&mut self, byte: u8) -> Option<Form> {
        let Scan { depth, in_string, .. } = self.keys.scan;
        if in_string {
            self.keys.step(byte);
            // JSON strings do not span lines, so this string was cut off.
            return matches!(byte, b'\n' | b'\r').then_some(Form::Lines);
        }
        match byte {
            b'\n' | b'\r' if depth > 0 && !self.is_spread => {
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
        if depth == 0 {
            self.first = byte;
        }
        let form = match (self.first, depth, byte) {
            (b'{' | b'[', 0, _) => None,
            (_, 0, _) => Some(Form::Lines),
            (b'[', 1, b'{' | b']') => Some(Form::List(1)),
            (b'[', ..) => Some(Form::Lines),
            (_, 1, b'[') if LISTS.contains(&self.keys.key.as_slice()) => Some(Form::List(2)),
            (_, 1, b'}') if self.is_spread => Some(Form::Spread),
            (_, 1, b'}') => Some(Form::Lines),
            _ => None,
        };
        self.last = byte;
        self.keys.step(byte);
        form
    }
}

impl Container {
    /// Takes the next bytes. Returns the same number of bytes for a line reader, except pending bytes, and none if the format
    /// cannot be read.
    pub fn push<'a>(&mut self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        if self.is_sniffed {
            return self.convert(bytes);
        }
        let mut held = std::mem::take(&mut self.pending);
        if held.is_empty() && self.sniff(bytes, false) {
            return self.convert(bytes);
        }
        held.extend_from_slice(bytes);
        if self.sniff(&held, false) {
            return Cow::Owned(self.convert(&held).into_owned());
        }
        self.pending = held;
        Cow::Borrowed(&[])
    }

    /// Returns the error for a text in a format that cannot be read.
    pub fn refusal(&self) -> Option<String> {
        self.foreign.map(record::foreign)
    }

    /// Checks for a format that cannot be read. Returns whether the bytes are enough to decide.
    fn sniff(&mut self, start: &[u8], ended: bool) -> bool {
        match sniff(start.get(..SNIFF_LEN).unwrap_or(start), ended).as_foreign() {
            Sniffed::Undecided => return false,
            Sniffed::Foreign(foreign) => self.foreign = Some(foreign),
            _ => {}
        }
        self.is_sniffed = true;
        true
    }

    fn convert<'a>(&mut self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        if self.foreign.is_some() {
            return Cow::Borrowed(&[]);
        }
        if self.form == Form::Lines {
            return Cow::Borrowed(bytes);
        }
        if self.form == Form::Unknown && self.pending.is_empty() {
            // Most results are lines, which are not copied.
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
        self.note_last(&out);
        Cow::Owned(out)
    }

    /// Ends the text. Returns the pending bytes as a line, and an additional line that reports a missing end.
    pub fn finish(&mut self) -> Vec<u8> {
        let mut pending = std::mem::take(&mut self.pending);
        if !self.is_sniffed {
            self.sniff(&pending, true);
            let mut passed = self.convert(&pending).into_owned();
            passed.extend(self.finish());
            if !matches!(passed.last(), None | Some(b'\n')) {
                passed.push(b'\n');
            }
            return passed;
        }
        let mut lines = pending.split(|byte| matches!(byte, b'\n' | b'\r'));
        if self.detector.is_spread && !lines.any(record::is_record) {
            // A truncated object becomes a single malformed line, instead of one for each of its lines.
            let mut scan = Scan::default();
            for byte in &mut pending {
                if scan.step(*byte) && scan.depth > 0 && matches!(byte, b'\n' | b'\r') {
                    *byte = b' ';
                }
            }
        }
        self.note_last(&pending);
        let missing = match self.form {
            // If the text ends inside an element, the malformed element shows that.
            Form::List(depth) if self.scan.depth == depth && !self.scan.in_string => {
                matches!(self.last, None | Some(b'\n' | b'}')).then_some(CUT_LIST)
            }
            Form::List(_) => None,
            Form::AfterList => Some(CUT_OBJECT),
            _ => self.has_more.then_some(MORE_PAGES),
        };
        if let Some(line) = missing {
            // Lines are passed on without examining them.
            if self.form == Form::Lines || !matches!(self.last, None | Some(b'\n' | b'\r')) {
                pending.push(b'\n');
            }
            pending.extend_from_slice(line);
        }
        if !pending.is_empty() {
            pending.push(b'\n');
        }
        pending
    }

    /// Returns whether the text has a list.
    pub fn has_list(&self) -> bool {
        self.has_list
    }

    fn note_last(&mut self, out: &[u8]) {
        let last = out.iter().rfind(|byte| !matches!(byte, b' ' | b'\t'));
        self.last = last.copied().or(self.last);
    }

    #[inline(never)]
    fn step(&mut self, byte: u8, out: &mut Vec<u8>) {
        match self.form {
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
                let is_inside = !self.scan.step(byte) || self.scan.depth > 0;
                out.push(match byte {
                    b'\n' | b'\r' if self.scan.in_string => byte,
                    // Line numbers count records: only one line end between two records is kept.
                    b'\n' | b'\r' if is_inside || !std::mem::take(&mut self.is_open) => b' ',
                    b'\n' | b'\r' => b'\n',
                    b',' if !is_inside => b' ',
                    b' ' | b'\t' => byte,
                    _ => {
                        self.is_open = true;
                        byte
                    }
                });
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
                    self.page.scan = self.scan;
                    self.restart_after_list();
                }
            }
            Form::AfterList => {
                self.page.step(byte);
                out.push(b' ');
                self.restart_after_list();
            }
        }
    }

    /// Restarts detection after the end of a complete value, because another value may follow.
    fn restart_after_list(&mut self) {
        let Keys { scan, has_more, .. } = &self.page;
        if scan.depth == 0 && !scan.in_string {
            self.has_more = *has_more;
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
            // Bytes before the first element do not belong to it.
            Form::List(depth) => {
                self.has_list = true;
                self.page = std::mem::take(&mut self.detector.keys);
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
