//! Fuzz targets: functions of bytes that panic when a property fails.
//!
//! A target does more than detect panics of the core. It compares the core with an independent reader of the same format, or with
//! itself under other conditions (cut elsewhere, without earlier input), and asserts properties of every input.

pub mod cuts;
pub mod dictionary;
pub mod mutate;
pub mod random;
mod targets;

pub use targets::{TARGETS, Target};
