//! The headers of a response that carries a file.

use crate::results::export::format::Format;

/// `content-type` of a file.
pub fn content_type(format: Format) -> &'static str {
    match format {
        Format::Csv { .. } => "text/csv; charset=utf-8; header=present",
        Format::Jsonl | Format::Raw => "application/x-jsonl; charset=utf-8",
    }
}

/// `content-disposition` for a file with this name (RFC 6266). Characters with a special meaning in paths or headers are
/// replaced.
pub fn disposition(name: &str) -> String {
    let plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.' | ' ');
    let safe: String = name
        .chars()
        .map(|char| {
            if char.is_control() || matches!(char, '/' | '\\' | '"' | ':') {
                '_'
            } else {
                char
            }
        })
        .collect();
    let ascii: String = safe.chars().map(|char| if plain(char) { char } else { '_' }).collect();
    if ascii == safe {
        return format!("attachment; filename=\"{ascii}\"");
    }
    let mut encoded = String::new();
    for byte in safe.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
}
