//! JSON as bytes: strict readers that know where everything stands.
//!
//! Both accept exactly RFC 8259 in UTF-8 and report byte positions, which is what the checks need and what general
//! parsers throw away. [`Reader`] pulls a few values out of a text in one go; [`Index`] notes where all of them stand, for
//! rules that look back and forth.

mod again;
mod index;
mod plain;
mod reader;
mod same;
mod word;

pub use again::Again;
pub use index::{Index, Oddity, Value, Wanted};
pub use reader::{Fault, Kind, Reader, Span, Text};
pub(crate) use same::begins;
pub use word::Word;
pub(crate) use word::{word, words};
