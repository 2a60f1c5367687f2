//! Finds parts of regular expressions that the API cannot compile.

use crate::rules::json_schema;

/// Larger repetition counts are reported. The docs give no number; smaller counts are known to work.
const MANY: u32 = 1_000;

/// Returns the first unsupported part of a pattern, for messages.
pub(super) fn unsupported(pattern: &str) -> Option<&'static str> {
    let mut rest = pattern;
    // In `[…]`, most characters are literal.
    let mut in_class = false;
    loop {
        let mut chars = rest.chars();
        let char = chars.next()?;
        rest = chars.as_str();
        match char {
            '\\' => {
                let escaped = chars.next();
                rest = chars.as_str();
                match escaped {
                    _ if in_class => {}
                    Some('1'..='9') => return Some("a back-reference"),
                    Some('k') if rest.starts_with('<') => return Some("a back-reference"),
                    Some('b' | 'B') => return Some("a word boundary"),
                    _ => {}
                }
            }
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class && ["?=", "?!", "?<=", "?<!"].iter().any(|ahead| rest.starts_with(ahead)) => {
                return Some("look-around");
            }
            '(' if !in_class && rest.starts_with("?P=") => return Some("a back-reference"),
            '{' if !in_class && is_large(rest) => return Some("a repetition of more than 1000 times"),
            _ => {}
        }
    }
}

/// Whether a pattern has neither a fault nor an unsupported part.
pub(super) fn is_fine(pattern: &str) -> bool {
    unsupported(pattern).is_none() && json_schema::fault_of_pattern(pattern).is_none()
}

/// Whether the text after a brace is `n}`, `n,}` or `n,m}` with a large count.
fn is_large(range: &str) -> bool {
    // Longer texts are not ranges whose counts fit a number.
    const LONGEST: usize = 24;
    let Some(end) = range.bytes().take(LONGEST).position(|byte| byte == b'}') else {
        return false;
    };
    let (least, most) = match range.get(..end).unwrap_or_default().split_once(',') {
        Some((least, "")) => (least, least),
        Some(bounds) => bounds,
        None => (range.get(..end).unwrap_or_default(), "0"),
    };
    match (least.parse::<u64>(), most.parse::<u64>()) {
        (Ok(least), Ok(most)) => least.max(most) > u64::from(MANY),
        _ => false,
    }
}
