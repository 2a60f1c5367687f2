use crate::bytes::Position;
use crate::bytes::encoding::{Beginning, beginning};
use crate::bytes::lines;
use crate::bytes::lines::Lines;
use crate::requests::framing::body::Body;

/// How the requests stand in the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// Told by the beginning: a first key `requests`, or a line end before the first key, means a create body; anything else
    /// one request a line.
    #[default]
    Auto,
    /// One request a line.
    Jsonl,
    /// A create body: `{"requests":[…]}`.
    Body,
}

/// What the framer found.
#[derive(Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// The text of one request, white space around it left out. It is a complete value, but not yet checked.
    Request(&'a [u8], Position),
    /// A create body has a key other than `requests`.
    UnknownKey(&'a str, Position),
    /// `requests` is not an array; its kind with an article.
    NotAnArray(&'static str, Position),
    /// A create body ended without `requests`.
    NoRequests(Position),
    /// The envelope is not a JSON object: what was expected and found. Nothing after it is looked at.
    Broken(String, Position),
    /// The text is not UTF-8 but this encoding. Nothing of it is looked at.
    Encoding(&'static str, Position),
}

/// The framer: give it bytes cut anywhere, get requests. It holds one unfinished request at most.
#[derive(Debug)]
pub struct Framer {
    state: State,
}

#[derive(Debug)]
enum State {
    /// Not enough seen to tell the form.
    Undecided(Vec<u8>),
    Jsonl(Lines),
    Body(Body),
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
                Form::Body => State::Body(Body::default()),
            },
        }
    }

    /// A framer for an input of this form from the first byte of a request on; where the form is not known, from the start.
    pub fn within(form: Form) -> Framer {
        match form {
            Form::Body => Framer {
                state: State::Body(Body::within()),
            },
            Form::Auto | Form::Jsonl => Framer::new(form),
        }
    }

    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8], mut sink: impl FnMut(Event<'_>)) {
        if let State::Undecided(seen) = &mut self.state {
            seen.extend_from_slice(bytes);
            match beginning(seen) {
                Beginning::Open => {}
                Beginning::Other(encoding) => {
                    self.state = State::Foreign;
                    sink(Event::Encoding(encoding, Position { line: 1, offset: 0 }));
                }
                Beginning::Utf8 => {
                    if let Some(form) = tell(seen) {
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
        if let State::Undecided(seen) = &self.state {
            self.decide(tell(seen).unwrap_or(Form::Jsonl), &mut sink);
        }
        match &mut self.state {
            State::Jsonl(lines) => lines.finish(|line, place| request(line, place, &mut sink)),
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
        if let State::Undecided(seen) = std::mem::replace(&mut self.state, next) {
            self.feed(&seen, sink);
        }
    }

    fn feed(&mut self, bytes: &[u8], sink: &mut impl FnMut(Event<'_>)) {
        match &mut self.state {
            State::Jsonl(lines) => lines.push(bytes, |line, place| request(line, place, sink)),
            State::Body(body) => body.push(bytes, sink),
            State::Undecided(_) | State::Foreign => {}
        }
    }
}

fn request(line: &[u8], place: Position, sink: &mut impl FnMut(Event<'_>)) {
    let (text, before) = lines::trim(line, place);
    if !text.is_empty() {
        sink(Event::Request(
            text,
            Position {
                line: place.line,
                offset: place.offset + before as u64,
            },
        ));
    }
}

/// Tells the form from the first bytes; `None` while they could still be either.
fn tell(seen: &[u8]) -> Option<Form> {
    const BODY_KEY: &[u8] = b"\"requests\"";
    let seen = match seen {
        [] | [0xef] | [0xef, 0xbb] => return None,
        _ => seen.strip_prefix(b"\xef\xbb\xbf").unwrap_or(seen),
    };
    match seen.trim_ascii_start() {
        [] => None,
        [b'[', ..] => Some(Form::Body),
        [b'{', rest @ ..] => {
            let key = rest.trim_ascii_start();
            let before = rest.len() - key.len();
            // A request of JSONL has no line ends, so what is laid out over lines is meant to be a body, whatever its key.
            let is_laid_out = rest.iter().take(before).any(|byte| matches!(byte, b'\n' | b'\r'));
            if is_laid_out || key.starts_with(BODY_KEY) {
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
