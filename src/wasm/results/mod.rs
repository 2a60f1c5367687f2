//! Reads results: takes chunks of bytes, returns records, a tally, a file or an index.

mod chunk_text;
mod download;
mod file;
mod index;
mod options;
mod position;
mod reader;
mod record_rows;
mod records;
mod tally;

pub use chunk_text::ChunkText;
pub use download::{Download, ask_for};
pub use file::{PairWriter, file_headers};
pub use index::RecordIndex;
pub use reader::Reader;
pub use records::{LineReader, answer_json};
