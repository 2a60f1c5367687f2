//! Content blocks: their common fields, and text.

mod citations;
mod fields;
mod roles;
mod text;
