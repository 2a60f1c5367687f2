//! Finds the start and end of each request in a create body, an array or a sequence of values, cut anywhere. Inside a request it
//! tracks only strings and brackets; the checks validate the JSON later, on the complete text of the request.

use crate::bytes::Position;
use crate::bytes::growth;
use crate::bytes::lines::LONGEST;
use crate::json::Extent;
use crate::requests::framing::event::{Event, Sink};
use crate::requests::framing::form::Form;
use crate::wording::quoted;

/// Maximum number of bytes of a key that are stored. Messages shorten longer keys.
const MAX_KEY: usize = 256;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    /// Inside a byte order mark, before this byte.
    Mark(u8),
    /// Before a key; after `{`, a `}` may follow instead.
    Key {
        first: bool,
    },
    InKey,
    Colon,
    Value,
    /// Inside the value of a key that is not `requests`, or of `requests` that is not an array.
    InValue,
    AfterValue,
    /// Before a request; after `[`, a `]` may follow instead.
    Item {
        first: bool,
    },
    InItem,
    AfterItem,
    End,
    Broken,
}

/// Scans a create body.
#[derive(Debug)]
pub(super) struct BodyScanner {
    at: State,
    extent: Extent,
    /// The unfinished request.
    partial: Vec<u8>,
    key: Vec<u8>,
    key_position: Position,
    has_requests: bool,
    position: Position,
    /// Whether to count lines: not if the scanner began inside a text.
    counts_lines: bool,
    value_position: Position,
    /// The form: a body, an array, or a sequence of values.
    form: Form,
}

impl BodyScanner {
    /// Makes a scanner at the start of a text of this form.
    pub(super) fn new(form: Form) -> BodyScanner {
        BodyScanner {
            form,
            at: State::Start,
            extent: Extent::default(),
            partial: Vec::new(),
            key: Vec::new(),
            key_position: Position::START,
            has_requests: form != Form::Body,
            position: Position::START,
            counts_lines: true,
            value_position: Position::START,
        }
    }

    /// Makes a scanner before a request of a text of this form.
    pub(super) fn within(form: Form) -> BodyScanner {
        BodyScanner {
            at: State::Item { first: true },
            has_requests: true,
            counts_lines: false,
            ..BodyScanner::new(form)
        }
    }

    pub(super) fn form(&self) -> Form {
        self.form
    }

    pub(super) fn push(&mut self, bytes: &[u8], sink: Sink<'_>) {
        let mut rest = bytes;
        while let Some(byte) = rest.first().copied() {
            let taken = match self.at {
                State::Broken => return,
                State::InItem | State::InValue => self.value(rest, sink),
                State::InKey => self.in_key(rest, sink),
                State::Mark(_) => self.punctuation(byte, rest, sink),
                _ if matches!(byte, b' ' | b'\t' | b'\n' | b'\r') => 1,
                _ => self.punctuation(byte, rest, sink),
            };
            let (used, left) = rest.split_at(taken.min(rest.len()));
            self.position.offset += used.len() as u64;
            if self.counts_lines {
                self.position.line += memchr::memchr_iter(b'\n', used).count() as u64;
            }
            rest = left;
        }
    }

    pub(super) fn finish(&mut self, sink: Sink<'_>) {
        match self.at {
            State::Broken => {}
            State::End if self.has_requests => {}
            State::End => sink(Event::NoRequests(self.position)),
            State::Start | State::AfterItem if self.form == Form::Values => {}
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

    /// Takes bytes inside a request or a skipped value.
    fn value(&mut self, rest: &[u8], sink: Sink<'_>) -> usize {
        let end = self.extent.feed(rest);
        let taken = end.unwrap_or(rest.len());
        if self.at == State::InItem {
            let part = rest.get(..taken).unwrap_or_default();
            // For a request that is larger than any body, only the fact that it is too long matters.
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
            self.at = if self.at == State::InItem {
                State::AfterItem
            } else {
                State::AfterValue
            };
        }
        taken
    }

    fn in_key(&mut self, rest: &[u8], sink: Sink<'_>) -> usize {
        let end = self.extent.feed(rest);
        let taken = end.unwrap_or(rest.len());
        let room = MAX_KEY.saturating_sub(self.key.len());
        self.key.extend(rest.iter().take(taken).take(room));
        if end.is_some() {
            self.at = State::Colon;
            if self.key != b"\"requests\"" {
                let key = String::from_utf8_lossy(&self.key);
                let name = key.strip_prefix('"').unwrap_or(&key);
                sink(Event::UnknownKey(
                    name.strip_suffix('"').unwrap_or(name),
                    self.key_position,
                ));
            }
        }
        taken
    }

    fn punctuation(&mut self, byte: u8, rest: &[u8], sink: Sink<'_>) -> usize {
        let expected = match (self.at, byte) {
            (State::Start, b'[') if self.form == Form::Array => return self.advance(State::Item { first: true }),
            (State::Start, b'{') if self.form == Form::Values => return self.start_item(),
            (State::Start, b'{') if self.form == Form::Body => return self.advance(State::Key { first: true }),
            (State::Start, 0xef) => return self.advance(State::Mark(0xbb)),
            (State::Mark(0xbb), 0xbb) => return self.advance(State::Mark(0xbf)),
            (State::Mark(0xbf), 0xbf) => return self.advance(State::Start),
            (State::Start | State::Mark(_), _) => "a JSON object such as {\"requests\":[…]}",
            (State::Key { first: true }, b'}') => return self.advance(State::End),
            (State::Key { .. }, b'"') => {
                self.key.clear();
                self.key_position = self.position;
                self.extent = Extent::default();
                self.at = State::InKey;
                return 0;
            }
            (State::Key { first: false }, b'}') => "a key after the comma",
            (State::Key { .. }, _) => "a key in double quotes",
            (State::Colon, b':') => return self.advance(State::Value),
            (State::Colon, _) => "':' after a key",
            (State::Value, _) => return self.start_value(byte, rest, sink),
            (State::AfterValue, b',') => return self.advance(State::Key { first: false }),
            (State::AfterValue, b'}') => return self.advance(State::End),
            (State::AfterValue, _) => "',' or '}' after a value",
            (State::Item { first: true } | State::AfterItem, b']') if self.form == Form::Array => {
                return self.advance(State::End);
            }
            (State::Item { first: true }, b']') => return self.advance(State::AfterValue),
            (State::Item { first: true }, b',' | b'}') => "a request",
            (State::Item { .. }, b']' | b',' | b'}') => "a request after the comma",
            (State::Item { .. }, _) => return self.start_item(),
            (State::AfterItem, b',') => return self.advance(State::Item { first: false }),
            // A bracket does not begin a request: that request would have no bytes, and the next one would begin at the same
            // bracket.
            (State::AfterItem, b']' | b'}') if self.form == Form::Values => "a request or the end of the text",
            (State::AfterItem, _) if self.form == Form::Values => return self.start_item(),
            (State::AfterItem, b']') => return self.advance(State::AfterValue),
            (State::AfterItem, _) => "',' or ']' after a request",
            (State::End, _) if self.form == Form::Array => "the end of the text after the array",
            (State::End, _) => "the end of the text after the create body",
            (State::InKey | State::InValue | State::InItem | State::Broken, _) => return rest.len(),
        };
        self.fail(expected, rest, sink)
    }

    fn start_value(&mut self, byte: u8, rest: &[u8], sink: Sink<'_>) -> usize {
        let kind = match byte {
            b'[' => "an array",
            b'{' => "an object",
            b'"' => "a string",
            b't' | b'f' => "a boolean",
            b'n' => "null",
            b'-' | b'0'..=b'9' => "a number",
            _ => return self.fail("a value", rest, sink),
        };
        if self.key == b"\"requests\"" {
            if self.has_requests {
                return self.fail("one key \"requests\"", rest, sink);
            }
            self.has_requests = true;
            if byte == b'[' {
                return self.advance(State::Item { first: true });
            }
            sink(Event::NotAnArray(kind, self.position));
        }
        self.extent = Extent::default();
        self.at = State::InValue;
        0
    }

    fn start_item(&mut self) -> usize {
        self.extent = Extent::default();
        self.value_position = self.position;
        self.at = State::InItem;
        0
    }

    fn advance(&mut self, next: State) -> usize {
        self.at = next;
        1
    }

    fn fail(&mut self, expected: &str, rest: &[u8], sink: Sink<'_>) -> usize {
        // A multi-byte character may be cut here, and the message must not depend on where the pieces end.
        let found = match rest.first() {
            Some(byte) if byte.is_ascii() => quoted(&char::from(*byte).to_string()),
            _ => "a character that is not ASCII".to_string(),
        };
        sink(Event::Broken(
            format!("expected {expected}, found {found}"),
            self.position,
        ));
        self.at = State::Broken;
        rest.len()
    }
}
