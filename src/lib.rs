//! Build, check, submit, watch and read Anthropic Message Batches.
//!
//! The crate is the core of the npm package `message-batches`. Everything here but the `wasm` module is plain Rust that
//! does no I/O and knows no JavaScript: bytes, numbers, time and chance come in as arguments, values go out. The `wasm`
//! module, compiled for `wasm32` alone, converts and performs.

mod backoff;
pub mod bytes;
pub mod calls;
pub mod catalog;
pub mod cost;
pub mod json;
pub mod media;
pub mod requests;
pub mod results;
pub mod rules;
pub mod wording;

#[cfg(target_arch = "wasm32")]
pub mod wasm;
