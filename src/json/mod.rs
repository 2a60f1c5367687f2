//! JSON as bytes: strict readers that know where everything stands.
//!
//! Both accept exactly RFC 8259 in UTF-8 and report byte positions, which is what the checks need and what general
//! parsers throw away. [`Reader`] pulls a few values out of a text in one go; [`Index`] notes where all of them stand, for
//! rules that look back and forth.

pub mod cursor;
pub(crate) mod escape;
mod index;
mod last_tools;
pub mod number;
mod reader;
pub(crate) mod symbol;
pub mod transcode;

pub use index::{Index, Oddity, Value, Wanted};
pub use last_tools::Again;
pub use reader::{Fault, Kind, Reader, Span, Text};
pub use symbol::Word;
pub(crate) use symbol::{word, words};
