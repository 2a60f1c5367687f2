//! Converts rows and a template to requests, one line of JSON each.

mod buffer;
mod columns;
mod csv;
mod csv_rows;
mod csv_scan;
mod custom_ids;
mod defaults;
mod delimiter;
mod json_rows;
mod json_text;
mod mistaken;
mod object_columns;
mod options;
mod placeholder;
mod reader;
mod template;
mod unused;
mod writer;

pub use options::{Format, RowOptions};
pub use reader::Rows;
