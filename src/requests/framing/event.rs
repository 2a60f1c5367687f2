use crate::bytes::Position;
use crate::bytes::sniff::Foreign;

/// A part of the input.
#[derive(Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// The text of one request, without surrounding white space. It is a complete value, but not checked.
    Request(&'a [u8], Position),
    /// A create body has a key other than `requests`.
    UnknownKey(&'a str, Position),
    /// `requests` is not an array; its kind with an article.
    NotAnArray(&'static str, Position),
    /// A create body ended without `requests`.
    NoRequests(Position),
    /// The envelope is not a JSON object: what was expected and found. Nothing after it is read.
    Broken(String, Position),
    /// The input is not UTF-8 text but this format. Nothing of it is read.
    Foreign(Foreign, Position),
}

/// Takes events. Its kind is not known when the framer is compiled: one framer serves checks and planned shards.
pub(super) type Sink<'s> = &'s mut dyn FnMut(Event<'_>);
