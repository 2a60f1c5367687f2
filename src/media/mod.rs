//! Reads the bytes of images and PDFs.

pub mod base64;
pub mod format;
pub mod pdf;
mod probe;

pub use probe::*;
