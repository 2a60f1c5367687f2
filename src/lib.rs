//! Build, check, submit, watch and read Anthropic Message Batches.
//!
//! The crate is the core of the npm package `message-batches`. Everything here but the `wasm` module is plain Rust that
//! does no I/O and knows no JavaScript: bytes, numbers, time and chance come in as arguments, values go out. The `wasm`
//! module, compiled for `wasm32` alone, converts and performs.

pub mod api;
pub mod batch;
pub mod call;
pub mod error;
pub mod input;
pub mod json;
pub mod limits;
pub mod lines;
pub mod models;
mod near;
pub mod outcome;
pub mod plan;
pub mod poll;
pub mod record;
pub mod retry;
pub mod schema;
pub mod validate;

#[cfg(target_arch = "wasm32")]
pub mod wasm;
