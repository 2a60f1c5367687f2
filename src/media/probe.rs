//! The facts about images and PDFs that the rules read, for code that builds or counts them.

use super::{format as formats, pdf};
use crate::json::Value;

pub use super::base64::Encoded;
pub use super::format::{Format, Picture};

/// Maximum width and height of an image, and maximum number of characters of its base64.
pub const MAX_SIDE: u32 = 8_000;
pub const MAX_CHARACTERS: usize = 10 * 1024 * 1024;

/// Returns the format of an image from its first bytes, or a description of those bytes.
pub fn format(start: &[u8]) -> Result<Format, &'static str> {
    formats::sniff(start).ok_or_else(|| formats::describe_other(start))
}

/// Reads the header of an image from base64, as a value of a request or on its own.
pub fn picture(encoded: Encoded<'_>) -> Option<Picture> {
    let bytes = encoded.bytes();
    let mut start = [0; 16];
    let length = bytes.clone().fill(&mut start);
    formats::read(formats::sniff(start.get(..length)?)?, bytes)
}

/// Wraps base64 that is the value of a field.
pub fn of_value(data: Value<'_>) -> Option<Encoded<'_>> {
    Encoded::new(data)
}

/// Wraps base64 that has no escapes.
pub fn encoded(base64: &[u8]) -> Encoded<'_> {
    Encoded::plain(base64)
}

/// Counts the pages of a PDF that can be found without decompressing it.
pub fn pages(encoded: Encoded<'_>) -> usize {
    pdf::read(encoded.bytes()).pages
}
