//! What can be read in a text.

use crate::json::Value;

/// Whether a string has nothing but white space, escaped or not. Nearly always its first byte decides.
pub(super) fn is_blank(value: Value<'_>) -> bool {
    match value.inner() {
        Some((inner, _)) if says_something(inner) => false,
        _ => value.text().is_some_and(|text| text.is_blank()),
    }
}

/// Whether the text between two quotes is sure not to be blank: the first that is no plain white space is something to
/// read. Others may have something to read too, but not so that it can be seen at once.
pub(super) fn says_something(inner: &[u8]) -> bool {
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

/// Whether the text between two quotes is sure not to end in white space.
pub(super) fn ends_visibly(inner: &[u8]) -> bool {
    /// Bytes of the longest escape.
    const ESCAPE: usize = 6;
    let end = inner.get(inner.len().saturating_sub(ESCAPE)..).unwrap_or_default();
    end.last().is_some_and(u8::is_ascii_graphic) && !end.contains(&b'\\')
}

/// Whether a string ends in white space.
pub(super) fn ends_blank(value: Value<'_>) -> bool {
    value
        .text()
        .is_some_and(|text| text.chars().last().is_some_and(char::is_whitespace))
}
