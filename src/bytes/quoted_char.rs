//! Formats characters for messages.

use std::fmt::{self, Write};

/// A character in single quotes. (The standard `Debug` of characters and strings includes tables of every unassigned character,
/// with 7 kB of data and code.)
#[derive(Debug, Clone, Copy)]
pub struct QuotedChar(pub char);

impl fmt::Display for QuotedChar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('\'')?;
        match self.0 {
            '\0' => f.write_str("\\0")?,
            char if char == '"' || is_plain(char) => f.write_char(char)?,
            char => write!(f, "{}", char.escape_default())?,
        }
        f.write_char('\'')
    }
}

/// Whether a character is displayed unchanged. Others are escaped: those that would end a quote, that are invisible, or that
/// change the direction of text.
pub fn is_plain(char: char) -> bool {
    !matches!(char,
        '"' | '\'' | '\\'
        // Controls, the no-break space, the soft hyphen.
        | '\0'..='\u{1f}' | '\u{7f}'..='\u{a0}' | '\u{ad}'
        // Spaces, joiners and direction marks of all blocks.
        | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180e}'
        | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}'
        | '\u{3000}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffc}'
        // Private use, tags, and noncharacters.
        | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..)
}
