//! The core as JavaScript sees it, with a scripted `fetch`. The same tests run in Node and in a browser.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

mod abort;
mod calls;
mod encoder;
mod events;
mod failures;
mod headers;
mod js;
mod lists;
mod operations;
mod options;
mod payload;
mod poll;
mod reader;
mod redirects;
mod results;
mod retries;
mod scans;
mod server;
mod timeouts;
mod timers;
