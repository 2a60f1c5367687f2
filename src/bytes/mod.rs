//! Raw bytes: scans, line splitting, format detection, encodings, hashes, tables of ids, a rolling hash.

mod begins;
pub mod block;
mod double;
pub mod encoding;
mod find;
pub mod growth;
pub mod hashing;
pub mod id_table;
mod legacy;
pub mod lines;
mod position;
mod quoted_char;
pub mod recode;
pub mod rolling_hash;
pub mod shared_map;
pub mod sniff;
pub mod strings;
pub mod stripes;

pub use begins::{begins, begins_inline};
pub use block::{CsvBits, csv_bits, escape_mask};
pub use find::find;
pub use position::Position;
pub use quoted_char::{QuotedChar, is_plain};
