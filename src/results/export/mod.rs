//! Exports results as files: unchanged lines, or selected columns as CSV or JSON Lines. Works on bytes, without converting
//! records to JavaScript values.

mod column;
mod csv;
mod file_writer;
mod format;
mod headers;
mod jsonl;
mod line;
mod value;

pub use column::{Column, DEFAULT_COLUMNS};
pub use file_writer::{ExportReport, FileWriter};
pub use format::{Format, OUTCOMES};
pub use headers::{content_type, disposition};
