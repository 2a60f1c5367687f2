//! Content blocks: what they share, and text.

mod citations;
mod fields;
mod roles;
mod text;
