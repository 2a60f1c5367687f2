//! Checks for visible text.

use crate::json::Value;

/// Whether a string consists of whitespace, escaped or not. Its first byte nearly always decides.
pub(super) fn is_blank(value: Value<'_>) -> bool {
    match value.inner() {
        Some((inner, _)) if has_visible_text(inner) => false,
        _ => value.text().is_some_and(|text| text.is_blank()),
    }
}

/// Whether the text between two quotes is certainly not blank: its first character that is not plain whitespace is visible.
/// Other texts may be visible too, but need a closer check.
pub(super) fn has_visible_text(inner: &[u8]) -> bool {
    let mut rest = inner;
    loop {
        match rest {
            [b' ', tail @ ..] | [b'\\', b'n' | b't' | b'r' | b'f', tail @ ..] => rest = tail,
            [b'\\', b'"' | b'\\' | b'/', ..] => return true,
            [first, ..] if first.is_ascii() => return first.is_ascii_graphic() && *first != b'\\',
            _ => break,
        }
    }
    let first = |width| str::from_utf8(rest.get(..width)?).ok()?.chars().next();
    (2..=4).find_map(first).is_some_and(|first| !first.is_whitespace())
}

/// Whether the text between two quotes certainly does not end in whitespace.
pub(super) fn ends_in_visible_text(inner: &[u8]) -> bool {
    /// Length of the longest escape in bytes.
    const ESCAPE: usize = 6;
    let end = inner.get(inner.len().saturating_sub(ESCAPE)..).unwrap_or_default();
    end.last().is_some_and(u8::is_ascii_graphic) && !end.contains(&b'\\')
}

/// Whether a string ends in white space.
pub(super) fn ends_in_whitespace(value: Value<'_>) -> bool {
    value
        .text()
        .is_some_and(|text| text.chars().last().is_some_and(char::is_whitespace))
}
