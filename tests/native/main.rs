//! The core through its public API, without WebAssembly: one file or folder per core module, and tables for all decisions with
//! several cases.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]
#![allow(
    clippy::type_complexity,
    reason = "the type of a table is best read where the table stands"
)]

mod answer_json;
mod api;
mod batch;
mod call;
mod catalog;
mod checked;
mod container;
mod counter;
mod create;
mod cut;
mod decode;
mod distinct;
mod early_end;
mod error;
mod estimate;
mod export;
mod generated;
mod hashing;
mod input;
mod json;
mod lines;
mod long_lines;
mod money;
mod outcome;
mod pipeline;
mod poll;
mod prefix;
mod property;
mod reconcile;
mod record;
mod resume;
mod retry;
mod rows;
mod rules;
mod scans;
mod shards;
mod sorting;
mod strings;
mod tokens;
mod validate;
mod wording;
