//! Results: chunks of bytes in; records, an account, a file or an index out.

mod decoder;
mod download;
mod export;
mod index;
mod options;
mod record_rows;

pub use decoder::{Decoder, Tallier};
pub use download::{Download, ask_for};
pub use export::Export;
pub use index::Index;
