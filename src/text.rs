//! Bytes and JSON: the rooms that look at every byte. A package of their own, see hot/Cargo.toml.

pub mod bytes;
pub mod json;
