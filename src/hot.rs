//! The rooms `bytes` and `json`, which process every byte of input. They are a separate package so that they can be compiled for
//! speed: see hot/Cargo.toml.

pub mod bytes;
pub mod json;
