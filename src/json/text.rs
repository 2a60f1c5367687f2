use std::borrow::Cow;

/// A string as written in the text, without its quotes, with escapes unresolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text<'a> {
    raw: &'a str,
    escaped: bool,
}

impl<'a> Text<'a> {
    /// Makes a text from the bytes between a string's quotes. `escaped`: whether it has escapes.
    pub(super) fn new(raw: &'a str, escaped: bool) -> Text<'a> {
        Text { raw, escaped }
    }

    /// Returns the string's value. A lone surrogate escape, which has no UTF-8 form, becomes U+FFFD.
    pub fn value(&self) -> Cow<'a, str> {
        if self.escaped {
            Cow::Owned(self.chars().collect())
        } else {
            Cow::Borrowed(self.raw)
        }
    }

    /// Iterates over the characters of the value, and resolves escapes.
    pub fn chars(&self) -> impl Iterator<Item = char> + use<'a> {
        let mut chars = self.raw.chars();
        let escaped = self.escaped;
        std::iter::from_fn(move || match chars.next()? {
            '\\' if escaped => Some(match chars.next()? {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\u{8}',
                'f' => '\u{c}',
                'u' => unescape(&mut chars),
                other => other,
            }),
            char => Some(char),
        })
    }

    /// Returns whether it contains only white space. Stops at the first other character.
    pub fn is_blank(&self) -> bool {
        self.chars().all(char::is_whitespace)
    }

    /// Returns whether the value equals `other`, without allocating.
    pub fn is(&self, other: &str) -> bool {
        if self.escaped {
            self.chars().eq(other.chars())
        } else {
            self.raw == other
        }
    }
}

/// Reads the four digits after `\u`, and the second half of a pair if one follows.
fn unescape(chars: &mut std::str::Chars<'_>) -> char {
    let high = hex4(chars);
    if (0xd800..0xdc00).contains(&high) {
        let mut ahead = chars.clone();
        if ahead.next() == Some('\\') && ahead.next() == Some('u') {
            let low = hex4(&mut ahead);
            if (0xdc00..0xe000).contains(&low) {
                *chars = ahead;
                return char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)).unwrap_or('\u{fffd}');
            }
        }
    }
    char::from_u32(high).unwrap_or('\u{fffd}')
}

fn hex4(chars: &mut std::str::Chars<'_>) -> u32 {
    chars
        .by_ref()
        .take(4)
        .fold(0, |value, char| value * 16 + char.to_digit(16).unwrap_or(0))
}
