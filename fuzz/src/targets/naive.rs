//! Slow and simple readers for comparison.

use serde::de::IgnoredAny;

/// Whether it is JSON according to `serde_json`: at any depth, in UTF-8.
pub fn is_json(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok())
}

/// Returns the values of a text that has nothing else, each with its offset; none for any other text.
pub fn values(text: &[u8]) -> Vec<(&[u8], usize)> {
    let Ok(text) = std::str::from_utf8(text) else {
        return Vec::new();
    };
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    let (mut values, mut from) = (Vec::new(), 0);
    while let Some(value) = stream.next() {
        if value.is_err() {
            return Vec::new();
        }
        let end = stream.byte_offset();
        let value = text[from..end].trim_start_matches([' ', '\t', '\n', '\r']);
        values.push((value.as_bytes(), end - value.len()));
        from = end;
    }
    values
}

/// Returns its maximum nesting depth, if it is JSON.
pub fn depth(json: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth -= 1,
            _ => {}
        }
    }
    deepest
}

/// Returns the value of the text between the quotes of a JSON string. Half of a surrogate pair becomes U+FFFD.
pub fn string(inner: &str) -> String {
    let mut units: Vec<u16> = Vec::new();
    let mut chars = inner.chars();
    while let Some(char) = chars.next() {
        let char = match char {
            '\\' => match chars.next().expect("a backslash has something behind it") {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\u{8}',
                'f' => '\u{c}',
                'u' => {
                    let digits: String = chars.by_ref().take(4).collect();
                    units.push(u16::from_str_radix(&digits, 16).expect("four digits"));
                    continue;
                }
                other => other,
            },
            char => char,
        };
        units.extend_from_slice(char.encode_utf16(&mut [0; 2]));
    }
    String::from_utf16_lossy(&units)
}

/// A byte order mark.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Returns lines as `(text, line, offset)`, ended by LF, CRLF or CR, without blank ones, without leading byte order marks, and
/// without surrounding JSON white space.
pub fn lines(input: &[u8]) -> Vec<(&[u8], u64, u64)> {
    let mut lines = Vec::new();
    let (mut start, mut number) = (0, 1);
    loop {
        let end = input[start..]
            .iter()
            .position(|byte| matches!(byte, b'\n' | b'\r'))
            .map_or(input.len(), |length| start + length);
        let mut from = start;
        while input[from..end].starts_with(MARK) {
            from += 3;
        }
        let unmarked = from;
        let mut to = end;
        while from < to && matches!(input[from], b' ' | b'\t') {
            from += 1;
        }
        while to > from && matches!(input[to - 1], b' ' | b'\t') {
            to -= 1;
        }
        if input[from..to].starts_with(MARK) {
            // After white space, which then belongs to the text.
            lines.push((&input[unmarked..end], number, unmarked as u64));
        } else if from < to {
            lines.push((&input[from..to], number, from as u64));
        }
        if end == input.len() {
            return lines;
        }
        start = end + if input[end..].starts_with(b"\r\n") { 2 } else { 1 };
        number += 1;
    }
}
