/// What the first bytes tell about the encoding of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beginning {
    /// Too few bytes to tell.
    Open,
    /// Nothing speaks against UTF-8.
    Utf8,
    /// Another encoding, by the name that converters know it by.
    Other(&'static str),
}

/// Tells UTF-16 and UTF-32 by their mark or, as JSON begins with an ASCII character, by the zeros beside that. JSON in
/// UTF-8 holds neither `FF`, `FE` nor a zero.
pub(super) fn beginning(seen: &[u8]) -> Beginning {
    match seen {
        [0xff, 0xfe, 0, 0, ..] | [1..=0xff, 0, 0, 0, ..] => Beginning::Other("UTF-32LE"),
        [0, 0, 0xfe, 0xff, ..] | [0, 0, 0, 1..=0xff, ..] => Beginning::Other("UTF-32BE"),
        [0xff, 0xfe, _, _, ..] | [1..=0xff, 0, _, _, ..] => Beginning::Other("UTF-16LE"),
        [0xfe, 0xff, ..] | [0, 1..=0xff, ..] => Beginning::Other("UTF-16BE"),
        [] | [_] | [0xff, 0xfe] | [0xff, 0xfe, _] | [_, 0] | [_, 0, _] => Beginning::Open,
        _ => Beginning::Utf8,
    }
}
