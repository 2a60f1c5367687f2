//! Rows and a template become requests, one line of JSON each.

mod columns;
mod csv;
mod custom_id;
mod delimiter;
mod placeholder;
mod reader;
mod template;

pub use reader::{Format, RowOptions, Rows};
