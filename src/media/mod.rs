//! What the bytes of images and PDFs say.

pub(crate) mod base64;
pub(crate) mod format;
pub(crate) mod pdf;
mod probe;

pub(crate) use probe::*;
