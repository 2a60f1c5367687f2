use crate::bytes::Position;
use crate::bytes::encoding::{Beginning, beginning};
use crate::bytes::lines;
use crate::bytes::lines::Lines;
use crate::requests::framing::body::BodyScanner;
use crate::requests::framing::event::Event;

/// How the requests stand in the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// Decided by the beginning: a first key `requests`, or a line end before the first key, means a create body; anything
    /// else one request a line.
    #[default]
    Auto,
    /// One request a line.
    Jsonl,
    /// A create body: `{"requests":[…]}`.
    Body,
}

/// The framer: takes bytes cut anywhere, passes on one request after another. It holds one unfinished request at most.
#[derive(Debug)]
pub struct Framer {
    state: State,
}

#[derive(Debug)]
enum State {
    /// Too few bytes came to decide the form: these.
    Undecided(Vec<u8>),
    Jsonl(Lines),
    Body(BodyScanner),
    /// Of another encoding.
    Foreign,
}

impl Framer {
    /// A framer for a known or unknown form.
    pub fn new(form: Form) -> Framer {
        Framer {
            state: match form {
                Form::Auto => State::Undecided(Vec::new()),
                Form::Jsonl => State::Jsonl(Lines::default()),
                Form::Body => State::Body(BodyScanner::default()),
            },
        }
    }

    /// A framer for an input of this form from the first byte of a request on; where the form is not known, from the start.
    pub fn within(form: Form) -> Framer {
        match form {
            Form::Body => Framer {
                state: State::Body(BodyScanner::within()),
            },
            Form::Auto | Form::Jsonl => Framer::new(form),
        }
    }

    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8], mut sink: impl FnMut(Event<'_>)) {
        if let State::Undecided(start) = &mut self.state {
            start.extend_from_slice(bytes);
            match beginning(start) {
                Beginning::Open => {}
                Beginning::Other(encoding) => {
                    self.state = State::Foreign;
                    sink(Event::Encoding(encoding, Position::START));
                }
                Beginning::Utf8 => {
                    if let Some(form) = form_of(start) {
                        self.decide(form, &mut sink);
                    }
                }
            }
            return;
        }
        self.feed(bytes, &mut sink);
    }

    /// Ends the input.
    pub fn finish(&mut self, mut sink: impl FnMut(Event<'_>)) {
        if let State::Undecided(start) = &self.state {
            self.decide(form_of(start).unwrap_or(Form::Jsonl), &mut sink);
        }
        match &mut self.state {
            State::Jsonl(lines) => lines.finish(|line, position| request(line, position, &mut sink)),
            State::Body(body) => body.finish(&mut sink),
            State::Undecided(_) | State::Foreign => {}
        }
    }

    /// Whether the input turned out to be a create body, which must fit in one batch.
    pub fn is_body(&self) -> bool {
        matches!(self.state, State::Body(_))
    }

    fn decide(&mut self, form: Form, sink: &mut impl FnMut(Event<'_>)) {
        let next = Framer::new(form).state;
        if let State::Undecided(start) = std::mem::replace(&mut self.state, next) {
            self.feed(&start, sink);
        }
    }

    fn feed(&mut self, bytes: &[u8], sink: &mut impl FnMut(Event<'_>)) {
        match &mut self.state {
            State::Jsonl(lines) => lines.push(bytes, |line, position| request(line, position, sink)),
            State::Body(body) => body.push(bytes, sink),
            State::Undecided(_) | State::Foreign => {}
        }
    }
}

fn request(line: &[u8], position: Position, sink: &mut impl FnMut(Event<'_>)) {
    let (text, before) = lines::trim(line, position);
    if !text.is_empty() {
        sink(Event::Request(
            text,
            Position {
                line: position.line,
                offset: position.offset + before as u64,
            },
        ));
    }
}

/// The form of a text that starts with these bytes; `None` while it could still be either.
fn form_of(start: &[u8]) -> Option<Form> {
    const BODY_KEY: &[u8] = b"\"requests\"";
    let text = match start {
        [] | [0xef] | [0xef, 0xbb] => return None,
        _ => start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start),
    };
    match text.trim_ascii_start() {
        [] => None,
        [b'[', ..] => Some(Form::Body),
        [b'{', rest @ ..] => {
            let key = rest.trim_ascii_start();
            let before = rest.len() - key.len();
            // A request of JSONL has no line ends, so an object over several lines is meant to be a body, whatever its key.
            let spans_lines = rest.iter().take(before).any(|byte| matches!(byte, b'\n' | b'\r'));
            if spans_lines || key.starts_with(BODY_KEY) {
                Some(Form::Body)
            } else if BODY_KEY.starts_with(key) {
                None
            } else {
                Some(Form::Jsonl)
            }
        }
        _ => Some(Form::Jsonl),
    }
}
