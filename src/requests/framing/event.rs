use crate::bytes::Position;
use crate::bytes::sniff::Foreign;

/// A part of the input.
#[derive(Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// The text of one request, without surrounding white space. It is a complete value, but not validated.
    Request(&'a [u8], Position),
    /// A create body has a key other than `requests`.
    UnknownKey(&'a str, Position),
    /// `requests` is not an array. Contains the kind of the value, with an article.
    NotAnArray(&'static str, Position),
    /// A create body ended without `requests`.
    NoRequests(Position),
    /// The envelope is not a JSON object. Contains what was expected and found. Nothing after it is read.
    Broken(String, Position),
    /// The input has this format instead of UTF-8 text, and is not read.
    Foreign(Foreign, Position),
}

/// Receives events. A trait object, so that there is a single compiled framer for checks and for planned shards.
pub(super) type Sink<'s> = &'s mut dyn FnMut(Event<'_>);
