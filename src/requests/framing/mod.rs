//! Splits an input, cut anywhere, into requests, each with its position.

mod body;
mod event;
mod form;
mod framer;

pub use event::Event;
pub use form::Form;
pub(in crate::requests) use form::spans_lines;
pub use framer::Framer;
