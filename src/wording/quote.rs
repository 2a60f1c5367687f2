use std::fmt;

use crate::bytes::is_plain;

/// A value in quotes, shortened.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quoted<'t>(pub(crate) &'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;
        const SHOWN: usize = 60;
        let mut chars = self.0.chars();
        f.write_char('"')?;
        for char in chars.by_ref().take(SHOWN) {
            match char {
                '\0' => f.write_str("\\0")?,
                _ if char == '\'' || is_plain(char) => f.write_char(char)?,
                _ => write!(f, "{}", char.escape_default())?,
            }
        }
        f.write_str(if chars.next().is_some() { "…\"" } else { "\"" })
    }
}

/// Returns the quoted text as a `String`.
pub(crate) fn quoted(text: &str) -> String {
    Quoted(text).to_string()
}
