//! Build, check, submit, watch and read Anthropic Message Batches.
//!
//! The crate is the core of the npm package `message-batches`. Each folder is one subject:
//!
//! | Room | Subject |
//! | --- | --- |
//! | `bytes` | bytes before they mean anything: scans, lines, positions, encodings, hashes, a table of ids, a rolling hash |
//! | `wording` | how we say things to people |
//! | `json` | strict JSON with positions |
//! | `catalog` | what the API documents: limits, versions, models and prices |
//! | `media` | what the bytes of images and PDFs say |
//! | `backoff` | when to try again, as a value |
//! | `calls` | one HTTP call and what comes of it |
//! | `rules` | whether a request is right |
//! | `cost` | tokens, shared prefixes, estimates |
//! | `requests` | where requests come from and the line they travel to a create body |
//! | `results` | what comes back |
//! | `jobs` | many batches, any crash: what a job is and what happens to it |
//! | `wasm` | the boundary: converts and performs, decides nothing |
//!
//! Every room but `wasm` is plain Rust that does no I/O and knows no JavaScript: bytes, numbers, time and chance come in
//! as arguments, values go out. The features `calls`, `results` and `checks` are the three WebAssembly modules of the
//! package. Rooms are private; the feature `internals` opens them to tests, fuzz targets and benchmarks.

// A module without the others has parts of shared rooms that it does not use.
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
