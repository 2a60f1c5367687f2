//! Text into JSON strings.

/// Appends text as it stands between the quotes of a JSON string.
pub(super) fn escape(out: &mut Vec<u8>, text: &[u8]) {
    out.reserve(text.len());
    let mut done = 0;
    // What is common is searched for; what is rare is only looked out for.
    for at in memchr::memchr3_iter(b'"', b'\\', b'\n', text) {
        plain(out, text.get(done..at).unwrap_or_default());
        out.extend_from_slice(match text.get(at) {
            Some(b'"') => b"\\\"",
            Some(b'\\') => b"\\\\",
            _ => b"\\n",
        });
        done = at + 1;
    }
    plain(out, text.get(done..).unwrap_or_default());
}

/// Whether all bytes are ASCII; much faster than asking for UTF-8, which it is too then.
pub(super) fn is_ascii(text: &[u8]) -> bool {
    text.iter().fold(0, |all, byte| all | byte) < 0x80
}

/// Appends text in which no quote, backslash or line feed is.
fn plain(out: &mut Vec<u8>, text: &[u8]) {
    // Without an early exit the compiler looks at 16 bytes at a time.
    if text.iter().fold(false, |any, byte| any | (*byte < 0x20)) {
        for byte in text {
            control(out, *byte);
        }
    } else {
        out.extend_from_slice(text);
    }
}

fn control(out: &mut Vec<u8>, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    match byte {
        b'\t' => out.extend_from_slice(b"\\t"),
        b'\r' => out.extend_from_slice(b"\\r"),
        0..0x20 => {
            out.extend_from_slice(b"\\u00");
            let digit = |half: u8| DIGITS.get(usize::from(half)).copied().unwrap_or_default();
            out.extend_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
        }
        _ => out.push(byte),
    }
}
