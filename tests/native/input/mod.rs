mod body;
mod container;
mod cuts;
mod encoding;
mod form;
mod media;
mod sniff;

use message_batches::requests::framing::{Event, Form, Framer};

/// Returns a short form of an event: its kind, then line and offset.
fn shown(event: &Event<'_>) -> String {
    match event {
        Event::Request(text, at) => format!("{}:{} request {}", at.line, at.offset, String::from_utf8_lossy(text)),
        Event::UnknownKey(key, at) => format!("{}:{} key {key}", at.line, at.offset),
        Event::NotAnArray(kind, at) => format!("{}:{} not an array but {kind}", at.line, at.offset),
        Event::NoRequests(at) => format!("{}:{} no requests", at.line, at.offset),
        Event::Foreign(foreign, at) => format!("{}:{} is {}", at.line, at.offset, foreign.name),
        Event::Broken(problem, at) => format!("{}:{} {problem}", at.line, at.offset),
    }
}

/// Returns all events of an input in pieces.
fn events<'a>(form: Form, pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<String> {
    let mut framer = Framer::new(form);
    let mut found = Vec::new();
    for piece in pieces {
        framer.push(piece, |event| found.push(shown(&event)));
    }
    framer.finish(|event| found.push(shown(&event)));
    found
}

/// Returns all events of an input in one piece, whose form is not specified.
fn of(text: &str) -> Vec<String> {
    events(Form::Auto, [text.as_bytes()])
}
