//! Build, check, submit, watch and read Anthropic Message Batches.
//!
//! The crate is the core of the npm package `message-batches`. Everything here but the `wasm` module is plain Rust that
//! does no I/O and knows no JavaScript: bytes, numbers, time and chance come in as arguments, values go out. The `wasm`
//! module, compiled for `wasm32` alone, converts and performs.

pub mod api;
pub mod batch;
pub mod call;
pub mod decode;
pub mod error;
pub mod estimate;
pub mod export;
pub mod input;
pub mod json;
pub mod layout;
pub mod limits;
pub mod lines;
pub mod models;
mod near;
pub mod outcome;
pub mod plan;
pub mod poll;
pub mod prefix;
pub mod prompt;
pub mod reconcile;
pub mod record;
pub mod replay;
pub mod resume;
pub mod retry;
pub mod scan;
pub mod schema;
pub mod shape;
pub mod shards;
pub mod simd;
pub mod strings;
pub mod tally;
pub mod tokens;
pub mod usage;
pub mod validate;

#[cfg(target_arch = "wasm32")]
pub mod wasm;
