//! What text that is not UTF-8 most likely is, and how to make UTF-8 of it.

/// Bytes needed to tell. Shorter inputs are told from what they have.
pub(super) const ENOUGH: usize = 16;

/// The complaint about an input that starts like UTF-16 or UTF-32.
pub(super) fn wide(start: &[u8]) -> Option<String> {
    let name = match start {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => "UTF-32",
        [0xff, 0xfe, ..] => "UTF-16LE",
        [0xfe, 0xff, ..] => "UTF-16BE",
        // Without a mark: text that begins in ASCII has a zero in every second byte, at least four times.
        _ if start.len() >= 8 && zeros(start, 1) => "UTF-16LE",
        _ if start.len() >= 8 && zeros(start, 0) => "UTF-16BE",
        _ => return None,
    };
    Some(format!("expected UTF-8, found {name}. {}", how(name)))
}

fn zeros(start: &[u8], first: usize) -> bool {
    let every_second = |from: usize| start.iter().skip(from).step_by(2);
    every_second(first).all(|byte| *byte == 0) && every_second(1 - first).all(|byte| *byte != 0)
}

/// The complaint about text that turned out not to be UTF-8.
pub(super) fn narrow(text: &[u8]) -> String {
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
        how("WINDOWS-1252")
    )
}

fn how(name: &str) -> String {
    format!(
        "Convert it first: iconv -f {name} -t UTF-8, or new TextDecoder(\"{}\").decode(bytes)",
        name.to_ascii_lowercase()
    )
}
