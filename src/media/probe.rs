//! What the rules read of images and PDFs, for those who build or count them.

use super::{format as formats, pdf};
use crate::json::Value;

pub use super::base64::Encoded;
pub use super::format::{Format, Picture};

/// The most pixels on a side of an image, and the most characters of its base64.
pub const MAX_SIDE: u32 = 8_000;
pub const MAX_CHARACTERS: usize = 10 * 1024 * 1024;

/// The format of an image by its first bytes, or what they are instead.
pub fn format(start: &[u8]) -> Result<Format, &'static str> {
    formats::sniff(start).ok_or_else(|| formats::other(start))
}

/// What the header of an image says that stands as base64, as a value of a request or as it is.
pub fn picture(encoded: Encoded<'_>) -> Option<Picture> {
    let bytes = encoded.bytes();
    let mut start = [0; 16];
    let length = bytes.clone().fill(&mut start);
    formats::read(formats::sniff(start.get(..length)?)?, bytes)
}

/// Base64 that is the value of a field.
pub fn value(data: Value<'_>) -> Option<Encoded<'_>> {
    Encoded::new(data)
}

/// Base64 that was just made.
pub fn made(base64: &[u8]) -> Encoded<'_> {
    Encoded::plain(base64)
}

/// Pages of a PDF that can be seen without unpacking it.
pub fn pages(encoded: Encoded<'_>) -> usize {
    pdf::read(encoded.bytes()).pages
}
