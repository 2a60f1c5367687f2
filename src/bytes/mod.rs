//! Bytes before they mean anything: vector scans, lines, encodings, a table of ids, a rolling hash.

pub mod encoding;
pub mod id_table;
pub mod lines;
pub(crate) mod plain;
mod position;
pub mod rolling_hash;
mod same;
pub mod simd;
mod stripes;

pub use position::Position;
pub(crate) use same::begins;
