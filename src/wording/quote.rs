use std::fmt;

/// A value in quotes, cut to keep messages short.
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
                _ if is_plain(char) => f.write_char(char)?,
                _ => write!(f, "{}", char.escape_default())?,
            }
        }
        f.write_str(if chars.next().is_some() { "…\"" } else { "\"" })
    }
}

/// Whether a character is shown as is. Others are escaped: those that would end the quote, that are invisible, or that
/// change the direction of text. (The standard `escape_debug` knows every unassigned character, with 7 kB of tables.)
fn is_plain(char: char) -> bool {
    !matches!(char,
        '"' | '\'' | '\\'
        // Controls, a space that does not break, a hyphen that does not show.
        | '\0'..='\u{1f}' | '\u{7f}'..='\u{a0}' | '\u{ad}'
        // Spaces, joiners and marks of direction, in all their blocks.
        | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180e}'
        | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}'
        | '\u{3000}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffc}'
        // Private use, tags, and noncharacters.
        | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..)
}

/// Returns the same as a `String`.
pub(crate) fn quoted(text: &str) -> String {
    Quoted(text).to_string()
}
