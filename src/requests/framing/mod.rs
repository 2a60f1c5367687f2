//! Text in pieces becomes one request after another, each with its position.

mod body;
mod framer;

pub use framer::{Event, Form, Framer};
