//! Escapes text for JSON strings.

use crate::bytes::strings::string_run;

/// Appends text, escaped as in a JSON string, without quotes.
pub fn escape(out: &mut Vec<u8>, text: &[u8]) {
    out.reserve(text.len());
    let mut rest = text;
    loop {
        let (length, _) = string_run(rest);
        let (plain, stop) = rest.split_at(length.min(rest.len()));
        out.extend_from_slice(plain);
        let Some((byte, after)) = stop.split_first() else {
            return;
        };
        escaped(out, *byte);
        rest = after;
    }
}

/// Returns whether all bytes are ASCII. Much faster than a UTF-8 check, which ASCII implies.
pub fn is_ascii(text: &[u8]) -> bool {
    text.iter().fold(0, |all, byte| all | byte) < 0x80
}

fn escaped(out: &mut Vec<u8>, byte: u8) {
    let (escape, length) = escape_of(byte);
    out.extend_from_slice(escape.get(..length).unwrap_or_default());
}

/// Returns the escape of a quote, a backslash or a control character, and its length.
pub(super) fn escape_of(byte: u8) -> ([u8; 6], usize) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let short = match byte {
        b'\n' => b'n',
        b'"' | b'\\' => byte,
        b'\t' => b't',
        b'\r' => b'r',
        _ => {
            let digit = |half: u8| DIGITS.get(usize::from(half)).copied().unwrap_or_default();
            return ([b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte & 15)], 6);
        }
    };
    ([b'\\', short, 0, 0, 0, 0], 2)
}
