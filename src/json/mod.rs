//! Strict JSON readers that work on bytes and report positions.
//!
//! [`Reader`] and [`Index`] accept exactly RFC 8259 in UTF-8 and report byte positions, which the checks need and general parsers
//! discard. `Reader` extracts a few values from a text in one pass. `Index` records the position of every value, for rules that
//! need random access. [`cursor`] reads lines of results.

mod bits;
mod block_writer;
mod characters;
mod container_end;
pub mod cursor;
pub mod escape;
mod extent;
mod index;
mod last_tools;
mod node;
mod nodes;
pub mod number;
mod number_end;
mod reader;
mod scanner;
mod skim;
mod string_check;
pub mod string_end;
mod string_place;
pub mod symbol;
mod syntax;
mod text;
pub mod transcode;
mod unescape;
mod units;

pub use block_writer::{BLOCK, BlockWriter};
pub use characters::CharacterCounts;
pub use extent::Extent;
pub use index::{Elements, Entries, Fields, Index, Items, Key, Value};
pub use last_tools::ToolsVersion;
pub use nodes::Lossy;
pub use reader::Reader;
pub use symbol::Word;
pub use symbol::{word, words};
pub use syntax::{Fault, Kind, Span, Unexpected};
pub use text::Text;
