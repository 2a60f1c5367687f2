//! Results as files: the lines as they came, or chosen columns as CSV or JSON Lines. Fed by bytes, so that no record becomes
//! a value on the way.

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
