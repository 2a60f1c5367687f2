//! Fuzz targets: functions of bytes that panic where something does not hold.
//!
//! A target does more than to wait for a panic. It compares with an independent reader of the same format, or with the same reader
//! under other circumstances (cut elsewhere, without what came before), and asserts what must hold of any input.

pub mod cuts;
pub mod dictionary;
pub mod mutate;
pub mod random;
mod targets;

pub use targets::{TARGETS, Target};
