//! Which encoding a text most likely has, and how to make UTF-8 of it. JSON begins with an ASCII character, so a few bytes of
//! it are enough; rows need more.

/// The encoding of a text, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beginning {
    /// Too few bytes to know.
    Open,
    /// Nothing speaks against UTF-8.
    Utf8,
    /// Another encoding, by the name that converters know it by.
    Other(&'static str),
}

/// Recognises UTF-16 and UTF-32 by their byte order mark or, as JSON begins with an ASCII character, by the zeros beside
/// that. JSON in UTF-8 holds neither `FF`, `FE` nor a zero.
pub fn beginning(seen: &[u8]) -> Beginning {
    match seen {
        [0xff, 0xfe, 0, 0, ..] | [1..=0xff, 0, 0, 0, ..] => Beginning::Other("UTF-32LE"),
        [0, 0, 0xfe, 0xff, ..] | [0, 0, 0, 1..=0xff, ..] => Beginning::Other("UTF-32BE"),
        [0xff, 0xfe, _, _, ..] | [1..=0xff, 0, _, _, ..] => Beginning::Other("UTF-16LE"),
        [0xfe, 0xff, ..] | [0, 1..=0xff, ..] => Beginning::Other("UTF-16BE"),
        [] | [_] | [0xff, 0xfe] | [0xff, 0xfe, _] | [_, 0] | [_, 0, _] => Beginning::Open,
        _ => Beginning::Utf8,
    }
}

/// Bytes that are enough to know. Of a shorter input all are used.
pub const ENOUGH: usize = 16;

/// The complaint about an input that starts like UTF-16 or UTF-32.
pub fn wide(start: &[u8]) -> Option<String> {
    let name = match start {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => "UTF-32",
        [0xff, 0xfe, ..] => "UTF-16LE",
        [0xfe, 0xff, ..] => "UTF-16BE",
        // Without a mark: text that begins in ASCII has a zero in every second byte, at least four times.
        _ if start.len() >= 8 && zeros(start, 1) => "UTF-16LE",
        _ if start.len() >= 8 && zeros(start, 0) => "UTF-16BE",
        _ => return None,
    };
    Some(format!("expected UTF-8, found {name}. {}", how_to_convert(name)))
}

fn zeros(start: &[u8], first: usize) -> bool {
    let every_second = |from: usize| start.iter().skip(from).step_by(2);
    every_second(first).all(|byte| *byte == 0) && every_second(1 - first).all(|byte| *byte != 0)
}

/// The complaint about text that turned out not to be UTF-8.
pub fn narrow(text: &[u8]) -> String {
    let at = std::str::from_utf8(text).map_or_else(|error| error.valid_up_to(), |_| 0);
    let byte = text.get(at).copied().unwrap_or_default();
    // Latin-1 has control characters there, which nobody writes; Windows-1252 has quotes, dashes and the euro.
    let windows = text.iter().any(|byte| (0x80..0xa0).contains(byte));
    let name = if windows {
        "Windows-1252"
    } else {
        "Latin-1 or Windows-1252"
    };
    format!(
        "expected UTF-8, found the byte 0x{byte:02x}, as {name} has it. {}",
        how_to_convert("WINDOWS-1252")
    )
}

fn how_to_convert(name: &str) -> String {
    format!(
        "Convert it first: iconv -f {name} -t UTF-8, or new TextDecoder(\"{}\").decode(bytes)",
        name.to_ascii_lowercase()
    )
}
