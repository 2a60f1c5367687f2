//! Where requests come from: text in pieces becomes one request after another, each with its place; rows and a template
//! become such text.

mod body;
mod columns;
mod csv;
mod custom_id;
mod delimiter;
mod encoding;
mod escape;
mod framer;
mod holes;
pub mod media;
mod rows;
mod template;

pub use framer::{Event, Form, Framer, Place};
pub use rows::{Format, RowOptions, Rows};
