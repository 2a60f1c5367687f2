use std::fmt;

/// A value in quotes, cut so that a message stays a sentence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quoted<'t>(pub(crate) &'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;
        const SHOWN: usize = 60;
        let mut chars = self.0.chars();
        f.write_char('"')?;
        for char in chars.by_ref().take(SHOWN) {
            write!(f, "{}", char.escape_debug())?;
        }
        f.write_str(if chars.next().is_some() { "…\"" } else { "\"" })
    }
}

/// The same as text.
pub(crate) fn quoted(text: &str) -> String {
    Quoted(text).to_string()
}
