use crate::bytes::sniff::{Sniffed, sniff};

/// Returns how an input must be decoded before it can be read, by its first bytes: `gzip`, an encoding label, `foreign` for a
/// format that is not text, or empty for plain text. Returns `open` while there are too few bytes to decide.
pub fn wrapping(head: &[u8], ended: bool) -> &'static str {
    match sniff(head, ended) {
        Sniffed::Undecided => "open",
        Sniffed::Gzip => "gzip",
        Sniffed::Utf16(label) => label,
        // Whatever it is, decoding it would hide it.
        Sniffed::Foreign(_) => "foreign",
        Sniffed::Utf8 if head.starts_with(b"\xef\xbb\xbf") => "utf-8",
        Sniffed::Utf8 => "",
    }
}
