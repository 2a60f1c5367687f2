//! Text in pieces becomes one request after another, each with its place.

mod body;
mod framer;

pub use framer::{Event, Form, Framer};
