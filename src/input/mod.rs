//! Where requests come from: text in pieces becomes one request after another, each with its place.

mod body;
mod encoding;
mod framer;
pub mod media;

pub use framer::{Event, Form, Framer, Place};
