//! Build, check, submit, watch and read Anthropic Message Batches.
//!
//! This crate is the core of the npm package `message-batches`, compiled to WebAssembly. It is not published to crates.io
//! and promises no Rust API: the public interface is the npm package.
//!
//! # Rooms
//!
//! Each module is a room with one subject:
//!
//! | Room | Subject |
//! | --- | --- |
//! | `bytes` | raw bytes: scans, line splitting, positions, encodings, hashes, tables of ids, a rolling hash |
//! | `wording` | quoting and "did you mean" for messages |
//! | `json` | strict JSON with positions |
//! | `catalog` | facts that the API documents: limits, versions, models and prices |
//! | `media` | headers of images and PDFs |
//! | `backoff` | how long to wait before a retry |
//! | `sorting` | one sort for all types of items |
//! | `calls` | one HTTP call and its response |
//! | `rules` | the checks of requests |
//! | `cost` | tokens, shared prefixes, estimates |
//! | `requests` | inputs, rows, and the pipeline that writes create bodies |
//! | `results` | the results of a batch |
//! | `jobs` | the state machine of jobs: many batches that survive any crash |
//! | `wasm` | the boundary: converts and performs, decides nothing |
//!
//! A request travels `requests::rows` or `requests::framing` → `requests::pipeline`, which passes it to `rules` and `cost`
//! and writes it into a shard. `calls` decides how to send that body, `wasm` sends it. A response travels `calls` →
//! `results`. Every room but `wasm` is plain Rust that does no I/O and knows no JavaScript: bytes, time and randomness are
//! arguments, and results are values.
//!
//! # Build
//!
//! `npm run build` compiles the npm package; `cargo test` runs the native tests. The features `calls`, `results`, `checks`
//! and `jobs` are the four WebAssembly modules of the package; `cargo check --no-default-features --features calls` shows
//! whether a room uses more than its module has.
//!
//! # Example
//!
//! Rooms are private. The feature `internals` opens them to tests, fuzz targets and benchmarks, without any promise:
//!
//! ```
//! # #[cfg(all(feature = "internals", feature = "checks"))] {
//! use message_batches::requests::pipeline::{InputSettings, Pipeline, Stages};
//! use message_batches::rules::{Checker, Options};
//!
//! let stages = Stages {
//!     checker: Some(Checker::new(Options::default())),
//!     ..Stages::default()
//! };
//! let mut pipeline = Pipeline::new(InputSettings::default(), stages);
//! pipeline.push(br#"{"custom_id":"a","params":{"model":"claude-haiku-4-5","max_tokens":"#);
//! pipeline.push(br#"0,"messages":[{"role":"user","content":"Hi"}]}}"#);
//! let report = pipeline.finish();
//! assert_eq!((report.ok, report.requests), (false, 1));
//! # }
//! ```

// A build of one module contains parts of shared rooms that the module does not use.
#![cfg_attr(
    not(all(
        feature = "internals",
        feature = "calls",
        feature = "results",
        feature = "checks",
        feature = "jobs"
    )),
    allow(dead_code, unused_imports, unused_macros)
)]

#[cfg(all(feature = "internals", any(feature = "calls", feature = "jobs", feature = "results")))]
#[doc(hidden)]
pub mod backoff;
#[cfg(all(
    not(feature = "internals"),
    any(feature = "calls", feature = "jobs", feature = "results")
))]
mod backoff;

#[cfg(all(feature = "internals", feature = "calls"))]
#[doc(hidden)]
pub mod calls;
#[cfg(all(not(feature = "internals"), feature = "calls"))]
mod calls;

#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod catalog;
#[cfg(not(feature = "internals"))]
mod catalog;

#[cfg(all(feature = "internals", feature = "checks"))]
#[doc(hidden)]
pub mod cost;
#[cfg(all(not(feature = "internals"), feature = "checks"))]
mod cost;

#[cfg(all(feature = "internals", feature = "jobs"))]
#[doc(hidden)]
pub mod jobs;
#[cfg(all(not(feature = "internals"), feature = "jobs"))]
mod jobs;

#[cfg(all(feature = "internals", feature = "checks"))]
#[doc(hidden)]
pub mod media;
#[cfg(all(not(feature = "internals"), feature = "checks"))]
mod media;

#[cfg(all(feature = "internals", feature = "checks"))]
#[doc(hidden)]
pub mod requests;
#[cfg(all(not(feature = "internals"), feature = "checks"))]
mod requests;

#[cfg(all(feature = "internals", feature = "results"))]
#[doc(hidden)]
pub mod results;
#[cfg(all(not(feature = "internals"), feature = "results"))]
mod results;

#[cfg(all(feature = "internals", feature = "checks"))]
#[doc(hidden)]
pub mod rules;
#[cfg(all(not(feature = "internals"), feature = "checks"))]
mod rules;

#[cfg(all(feature = "internals", feature = "checks"))]
#[doc(hidden)]
pub mod sorting;
#[cfg(all(not(feature = "internals"), feature = "checks"))]
mod sorting;

#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod wording;
#[cfg(not(feature = "internals"))]
mod wording;

#[cfg(feature = "internals")]
#[doc(hidden)]
pub use message_batches_text::{bytes, json};
#[cfg(not(feature = "internals"))]
use message_batches_text::{bytes, json};

#[cfg(target_arch = "wasm32")]
pub mod wasm;
