//! JSON as bytes: a strict pull reader that knows where everything stands.
//!
//! It accepts exactly RFC 8259 in UTF-8, builds no tree, and reports byte positions, which is what the checks need and
//! what general parsers throw away. Values are read in the order in which they stand; whatever is not asked for is
//! skipped, but checked for syntax all the same.

mod reader;

pub use reader::{Fault, Kind, Reader, Span, Text};
