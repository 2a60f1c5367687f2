//! Converts JSON strings to UTF-16, the encoding of JavaScript strings.

/// Passes the UTF-16 units of a valid string, escapes resolved, to `unit`.
pub(super) fn each_unit(raw: &[u8], mut unit: impl FnMut(u16)) {
    let mut rest = raw;
    while let Some(next) = next_character(rest, &mut unit) {
        rest = next;
    }
}

/// Passes the units of the first character or escape to `unit`. Returns what follows it.
pub(super) fn next_character(text: &[u8], mut unit: impl FnMut(u16)) -> Option<&[u8]> {
    let (first, tail) = text.split_first()?;
    match *first {
        b'\\' => {
            let (value, length) = unescape(text)?;
            unit(value);
            text.get(length..)
        }
        0..0x80 => {
            unit(u16::from(*first));
            Some(tail)
        }
        _ => Some(beyond_ascii(*first, tail, &mut unit)),
    }
}

/// The same for a character of two to four bytes.
fn beyond_ascii<'a>(first: u8, tail: &'a [u8], unit: &mut impl FnMut(u16)) -> &'a [u8] {
    let bits = |byte: &u8| u32::from(*byte & 0x3f);
    let first = u32::from(first);
    match tail {
        [b, rest @ ..] if first < 0xe0 => {
            unit(((first & 0x1f) << 6 | bits(b)) as u16);
            rest
        }
        [b, c, rest @ ..] if first < 0xf0 => {
            unit(((first & 0x0f) << 12 | bits(b) << 6 | bits(c)) as u16);
            rest
        }
        [b, c, d, rest @ ..] => {
            let above = ((first & 0x07) << 18 | bits(b) << 12 | bits(c) << 6 | bits(d)).wrapping_sub(0x10000);
            unit((0xd800 + (above >> 10)) as u16);
            unit((0xdc00 + (above & 0x3ff)) as u16);
            rest
        }
        _ => &[],
    }
}

/// The unit that an escape stands for, and the length of the escape.
fn unescape(text: &[u8]) -> Option<(u16, usize)> {
    let kind = *text.get(1)?;
    let unit = match kind {
        b'n' => 0x0a,
        b't' => 0x09,
        b'r' => 0x0d,
        b'b' => 0x08,
        b'f' => 0x0c,
        b'u' => {
            let digits = text.get(2..6)?.iter();
            let value = digits.fold(0, |value, digit| {
                value << 4 | char::from(*digit).to_digit(16).unwrap_or(0)
            });
            return Some((value as u16, 6));
        }
        other => u16::from(other),
    };
    Some((unit, 2))
}
