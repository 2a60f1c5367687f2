//! A create body, an array or values in pieces: finds where each request starts and ends. Inside a request only strings and brackets are
//! followed; the checks find out whether it is proper JSON, on the whole text of the request.

use crate::bytes::Position;
use crate::bytes::growth;
use crate::bytes::lines::LONGEST;
use crate::requests::framing::event::Event;
use crate::requests::framing::form::Form;
use crate::wording::quoted;

/// Bytes of a key that are stored. Messages shorten longer ones.
const MAX_KEY: usize = 256;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Start,
    /// Inside a byte order mark, before this byte.
    Mark(u8),
    /// Before a key; a `}` may come instead after `{`.
    Key {
        first: bool,
    },
    InKey,
    Colon,
    Value,
    /// Inside the value of a key that is not `requests`, or of `requests` that is not an array.
    InValue,
    AfterValue,
    /// Before a request; a `]` may come instead after `[`.
    Item {
        first: bool,
    },
    InItem,
    AfterItem,
    End,
    Broken,
}

/// Follows one value from its first byte to its last.
#[derive(Debug, Default)]
struct Extent {
    depth: u32,
    in_string: bool,
    escaped: bool,
}

impl Extent {
    /// Takes bytes of the value; once it has ended, returns how many belonged to it.
    fn feed(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            at += 1;
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.in_string => self.escaped = true,
                b'"' => {
                    self.in_string = !self.in_string;
                    if self.in_string {
                        at = Extent::text_end(bytes, at);
                    } else if self.depth == 0 {
                        return Some(at);
                    }
                }
                _ if self.in_string => at = Extent::text_end(bytes, at),
                b'{' | b'[' => self.depth += 1,
                // A scalar ends before the bracket or comma that follows it.
                b'}' | b']' if self.depth == 0 => return Some(at - 1),
                b'}' | b']' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some(at);
                    }
                }
                b',' | b' ' | b'\t' | b'\n' | b'\r' if self.depth == 0 => return Some(at - 1),
                _ => {}
            }
        }
        None
    }

    /// The next byte of a string that means something: most of what is skipped is text.
    fn text_end(bytes: &[u8], at: usize) -> usize {
        let rest = bytes.get(at..).unwrap_or_default();
        memchr::memchr2(b'"', b'\\', rest).map_or(bytes.len(), |plain| at + plain)
    }
}

/// Scans a create body.
#[derive(Debug)]
pub(super) struct BodyScanner {
    at: At,
    extent: Extent,
    /// The unfinished request.
    partial: Vec<u8>,
    key: Vec<u8>,
    key_position: Position,
    has_requests: bool,
    position: Position,
    value_position: Position,
    /// A body, an array, or values one after another.
    form: Form,
}

impl BodyScanner {
    /// At the start of a text of this form.
    pub(super) fn new(form: Form) -> BodyScanner {
        BodyScanner {
            form,
            at: At::Start,
            extent: Extent::default(),
            partial: Vec::new(),
            key: Vec::new(),
            key_position: Position::START,
            has_requests: form != Form::Body,
            position: Position::START,
            value_position: Position::START,
        }
    }

    /// Before a request, wherever that is in a text of this form.
    pub(super) fn within(form: Form) -> BodyScanner {
        BodyScanner {
            at: At::Item { first: true },
            has_requests: true,
            ..BodyScanner::new(form)
        }
    }

    pub(super) fn form(&self) -> Form {
        self.form
    }

    pub(super) fn push(&mut self, bytes: &[u8], sink: &mut impl FnMut(Event<'_>)) {
        let mut rest = bytes;
        while let Some(byte) = rest.first().copied() {
            let taken = match self.at {
                At::Broken => return,
                At::InItem | At::InValue => self.value(rest, sink),
                At::InKey => self.in_key(rest, sink),
                At::Mark(_) => self.punctuation(byte, rest, sink),
                _ if matches!(byte, b' ' | b'\t' | b'\n' | b'\r') => 1,
                _ => self.punctuation(byte, rest, sink),
            };
            let (used, left) = rest.split_at(taken.min(rest.len()));
            self.position.offset += used.len() as u64;
            self.position.line += memchr::memchr_iter(b'\n', used).count() as u64;
            rest = left;
        }
    }

    pub(super) fn finish(&mut self, sink: &mut impl FnMut(Event<'_>)) {
        match self.at {
            At::Broken => {}
            At::End if self.has_requests => {}
            At::End => sink(Event::NoRequests(self.position)),
            At::Start | At::AfterItem if self.form == Form::Values => {}
            _ => {
                let rest = match self.form {
                    Form::Array => "the array",
                    Form::Values => "the request",
                    _ => "the create body",
                };
                let message = format!("expected the rest of {rest}, found the end of the text");
                sink(Event::Broken(message, self.position));
            }
        }
    }

    /// Bytes inside a request or a value that is skipped.
    fn value(&mut self, rest: &[u8], sink: &mut impl FnMut(Event<'_>)) -> usize {
        let end = self.extent.feed(rest);
        let taken = end.unwrap_or(rest.len());
        if self.at == At::InItem {
            let part = rest.get(..taken).unwrap_or_default();
            // Of a request that no body can hold, only that it is too long matters.
            let part = part.get(..LONGEST.saturating_sub(self.partial.len())).unwrap_or(part);
            if end.is_none() || !self.partial.is_empty() {
                growth::append(&mut self.partial, part);
            }
            if end.is_some() {
                sink(Event::Request(
                    if self.partial.is_empty() { part } else { &self.partial },
                    self.value_position,
                ));
                self.partial = Vec::new();
            }
        }
        if end.is_some() {
            self.at = if self.at == At::InItem {
                At::AfterItem
            } else {
                At::AfterValue
            };
        }
        taken
    }

    fn in_key(&mut self, rest: &[u8], sink: &mut impl FnMut(Event<'_>)) -> usize {
        let end = self.extent.feed(rest);
        let taken = end.unwrap_or(rest.len());
        let room = MAX_KEY.saturating_sub(self.key.len());
        self.key.extend(rest.iter().take(taken).take(room));
        if end.is_some() {
            self.at = At::Colon;
            if self.key != b"\"requests\"" {
                let key = String::from_utf8_lossy(&self.key);
                sink(Event::UnknownKey(key.trim_matches('"'), self.key_position));
            }
        }
        taken
    }

    fn punctuation(&mut self, byte: u8, rest: &[u8], sink: &mut impl FnMut(Event<'_>)) -> usize {
        let expected = match (self.at, byte) {
            (At::Start, b'[') if self.form == Form::Array => return self.go(At::Item { first: true }),
            (At::Start, b'{') if self.form == Form::Values => return self.start_item(),
            (At::Start, b'{') if self.form == Form::Body => return self.go(At::Key { first: true }),
            (At::Start, 0xef) if self.position.offset == 0 => return self.go(At::Mark(0xbb)),
            (At::Mark(0xbb), 0xbb) => return self.go(At::Mark(0xbf)),
            (At::Mark(0xbf), 0xbf) => return self.go(At::Start),
            (At::Start | At::Mark(_), _) => "a JSON object such as {\"requests\":[…]}",
            (At::Key { first: true }, b'}') => return self.go(At::End),
            (At::Key { .. }, b'"') => {
                self.key.clear();
                self.key_position = self.position;
                self.extent = Extent::default();
                self.at = At::InKey;
                return 0;
            }
            (At::Key { .. }, _) => "a key in double quotes",
            (At::Colon, b':') => return self.go(At::Value),
            (At::Colon, _) => "':' after a key",
            (At::Value, _) => return self.start_value(byte, rest, sink),
            (At::AfterValue, b',') => return self.go(At::Key { first: false }),
            (At::AfterValue, b'}') => return self.go(At::End),
            (At::AfterValue, _) => "',' or '}' after a value",
            (At::Item { first: true } | At::AfterItem, b']') if self.form == Form::Array => return self.go(At::End),
            (At::Item { first: true }, b']') => return self.go(At::AfterValue),
            (At::Item { .. }, b']' | b',' | b'}') => "a request",
            (At::Item { .. }, _) => return self.start_item(),
            (At::AfterItem, b',') => return self.go(At::Item { first: false }),
            // A bracket begins no request: as one it would have no bytes, and the next one would begin at it again.
            (At::AfterItem, b']' | b'}') if self.form == Form::Values => "a request or the end of the text",
            (At::AfterItem, _) if self.form == Form::Values => return self.start_item(),
            (At::AfterItem, b']') => return self.go(At::AfterValue),
            (At::AfterItem, _) => "',' or ']' after a request",
            (At::End, _) if self.form == Form::Array => "the end of the text after the array",
            (At::End, _) => "the end of the text after the create body",
            (At::InKey | At::InValue | At::InItem | At::Broken, _) => return rest.len(),
        };
        self.broken(expected, rest, sink)
    }

    fn start_value(&mut self, byte: u8, rest: &[u8], sink: &mut impl FnMut(Event<'_>)) -> usize {
        let kind = match byte {
            b'[' => "an array",
            b'{' => "an object",
            b'"' => "a string",
            b't' | b'f' => "a boolean",
            b'n' => "null",
            b'-' | b'0'..=b'9' => "a number",
            _ => return self.broken("a value", rest, sink),
        };
        if self.key == b"\"requests\"" {
            if self.has_requests {
                return self.broken("one key \"requests\"", rest, sink);
            }
            self.has_requests = true;
            if byte == b'[' {
                return self.go(At::Item { first: true });
            }
            sink(Event::NotAnArray(kind, self.position));
        }
        self.extent = Extent::default();
        self.at = At::InValue;
        0
    }

    fn start_item(&mut self) -> usize {
        self.extent = Extent::default();
        self.value_position = self.position;
        self.at = At::InItem;
        0
    }

    fn go(&mut self, next: At) -> usize {
        self.at = next;
        1
    }

    fn broken(&mut self, expected: &str, rest: &[u8], sink: &mut impl FnMut(Event<'_>)) -> usize {
        // A character of several bytes may be cut here, and the message must not depend on where the pieces end.
        let found = match rest.first() {
            Some(byte) if byte.is_ascii() => quoted(&char::from(*byte).to_string()),
            _ => "a character that is not ASCII".to_string(),
        };
        sink(Event::Broken(
            format!("expected {expected}, found {found}"),
            self.position,
        ));
        self.at = At::Broken;
        rest.len()
    }
}
