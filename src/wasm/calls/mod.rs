//! Calls: options in, one call performed, its answer out.

mod exports;
mod failure;
mod fetch;
mod options;
mod payload;
mod perform;
mod sleep;

pub use exports::{cancel, count_tokens, create, list, open_results, poll_step, remove, reopen_results, retrieve};
