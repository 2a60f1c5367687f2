//! What the rules read of images and PDFs, for those who build or count them.

use super::format;
use super::pdf;
use crate::json::Value;

pub(crate) use super::base64::Encoded;
pub(crate) use super::format::{Format, Picture};

/// The most pixels on a side of an image, and the most characters of its base64.
pub(crate) const MAX_SIDE: u32 = super::image::MAX_SIDE;
pub(crate) const MAX_CHARACTERS: usize = super::image::MAX_CHARACTERS;

/// The format of an image by its first bytes, or what they are instead.
pub(crate) fn format(start: &[u8]) -> Result<Format, &'static str> {
    format::sniff(start).ok_or_else(|| format::other(start))
}

/// What the header of an image says that stands as base64, as a value of a request or as it is.
pub(crate) fn picture(encoded: Encoded<'_>) -> Option<Picture> {
    let bytes = encoded.bytes();
    let mut start = [0; 16];
    let length = bytes.clone().fill(&mut start);
    format::read(format::sniff(start.get(..length)?)?, bytes)
}

/// Base64 that is the value of a field.
pub(crate) fn value(data: Value<'_>) -> Option<Encoded<'_>> {
    Encoded::new(data)
}

/// Base64 that was just made.
pub(crate) fn made(base64: &[u8]) -> Encoded<'_> {
    Encoded::plain(base64)
}

/// Pages of a PDF that can be seen without unpacking it.
pub(crate) fn pages(encoded: Encoded<'_>) -> usize {
    pdf::read(encoded.bytes()).pages
}
