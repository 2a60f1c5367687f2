use crate::bytes::sniff::{Sniffed, sniff};

/// What must be taken off an input before its text can be read, by its first bytes: `gzip`, or the label of an encoding. None
/// if that is nothing, and `open` while there are too few bytes to know.
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
