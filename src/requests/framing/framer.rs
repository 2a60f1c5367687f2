use crate::bytes::Position;
use crate::bytes::growth;
use crate::bytes::lines;
use crate::bytes::lines::Lines;
use crate::bytes::sniff::{SNIFF_LEN, Sniffed, sniff};
use crate::requests::framing::body::BodyScanner;
use crate::requests::framing::event::{Event, Sink};
use crate::requests::framing::form::{Form, form_of};

/// The framer: takes bytes cut anywhere, and passes on one request after another. It buffers at most one unfinished request.
#[derive(Debug)]
pub struct Framer {
    state: State,
}

#[derive(Debug)]
enum State {
    /// The form is undecided: the bytes so far, and the number of bytes required for the next attempt.
    Undecided(Vec<u8>, usize),
    Jsonl(Lines),
    Body(BodyScanner),
    /// The input is not UTF-8 text.
    Foreign,
}

impl Framer {
    /// Makes a framer for a known or unknown form.
    pub fn new(form: Form) -> Framer {
        Framer {
            state: match form {
                Form::Auto => State::Undecided(Vec::new(), 0),
                Form::Jsonl => State::Jsonl(Lines::default()),
                Form::Elements => State::Body(BodyScanner::within(Form::Array)),
                Form::Body | Form::Array | Form::Values => State::Body(BodyScanner::new(form)),
            },
        }
    }

    /// Makes a framer that starts at the first byte of a request, for an input of this form; for an unknown form, at its start.
    pub fn within(form: Form) -> Framer {
        let state = match form {
            Form::Body | Form::Array | Form::Values => State::Body(BodyScanner::within(form)),
            Form::Jsonl => State::Jsonl(Lines::default()),
            Form::Auto | Form::Elements => return Framer::new(form),
        };
        Framer { state }
    }

    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8], mut sink: impl FnMut(Event<'_>)) {
        self.take(bytes, &mut sink);
    }

    fn take(&mut self, bytes: &[u8], sink: Sink<'_>) {
        if let State::Undecided(start, enough) = &mut self.state {
            growth::append(start, bytes);
            // A new attempt after each byte of a long first line would take quadratic time.
            if start.len() >= *enough {
                *enough = start.len() + start.len() / 2;
                self.decide(false, sink);
            }
            return;
        }
        self.feed(bytes, sink);
    }

    /// Ends the input.
    pub fn finish(&mut self, mut sink: impl FnMut(Event<'_>)) {
        self.end(&mut sink);
    }

    fn end(&mut self, sink: Sink<'_>) {
        self.decide(true, sink);
        match &mut self.state {
            State::Jsonl(lines) => lines.finish(|line, position| request(line, position, sink)),
            State::Body(body) => body.finish(sink),
            State::Undecided(..) | State::Foreign => {}
        }
    }

    /// Returns the detected form of the input.
    pub fn form(&self) -> Form {
        match &self.state {
            State::Body(body) => body.form(),
            _ => Form::Jsonl,
        }
    }

    /// Decides the form if enough bytes have arrived.
    fn decide(&mut self, ended: bool, sink: Sink<'_>) {
        let State::Undecided(start, _) = &self.state else {
            return;
        };
        let next = match sniff(start.get(..SNIFF_LEN).unwrap_or(start), ended).as_foreign() {
            Sniffed::Undecided => return,
            Sniffed::Foreign(foreign) => {
                self.state = State::Foreign;
                return sink(Event::Foreign(foreign, Position::START));
            }
            _ => match form_of(start, ended) {
                Some(form) => Framer::new(form).state,
                None => return,
            },
        };
        if let State::Undecided(start, _) = std::mem::replace(&mut self.state, next) {
            self.feed(&start, sink);
        }
    }

    fn feed(&mut self, bytes: &[u8], sink: Sink<'_>) {
        match &mut self.state {
            State::Jsonl(lines) => lines.push(bytes, |line, position| request(line, position, sink)),
            State::Body(body) => body.push(bytes, sink),
            State::Undecided(..) | State::Foreign => {}
        }
    }
}

fn request(line: &[u8], position: Position, sink: Sink<'_>) {
    let (mut text, mut before) = lines::trim(line);
    if lines::without_marks(text).len() < text.len() {
        // A mark after white space is not skipped. A replay begins at the text, so the white space stays before it.
        let rest = lines::without_marks(line);
        (text, before) = (rest, line.len() - rest.len());
    }
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
