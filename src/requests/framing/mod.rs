//! Text in pieces becomes one request after another, each with its position.

mod body;
mod event;
mod framer;

pub use event::Event;
pub use framer::{Form, Framer};
