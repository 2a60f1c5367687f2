//! Placeholders in a template's strings: `{{column}}`, `{{column | json}}`. Four braces are two
//! literal braces.

use crate::bytes::find;
use crate::wording::quoted;

/// A part of a template's string.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    Text(&'t str),
    Placeholder {
        name: &'t str,
        /// Whether the column contains a JSON value, which replaces the whole string.
        json: bool,
    },
}

/// Returns the text before and after a part of a text.
pub(super) fn halves<'a>(text: &'a str, part: &str) -> Option<(&'a str, &'a str)> {
    let at = find(text, part)?;
    Some((text.get(..at)?, text.get(at + part.len()..)?))
}

/// Splits a string into pieces. An error contains what was expected and what was found.
pub(super) fn pieces(text: &str) -> Result<Vec<Piece<'_>>, (&'static str, String)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = find(rest, "{{") {
        let (before, from) = rest.split_at_checked(at).unwrap_or_default();
        let braces = from.bytes().take_while(|byte| *byte == b'{').count();
        // From the left, every four braces are two literal braces. The last two of the remainder open a placeholder.
        let (literal, opens) = match braces % 4 {
            left @ (0 | 1) => (braces / 4 * 2 + left, false),
            left => (braces / 4 * 2 + left - 2, true),
        };
        let (run, inner) = from.split_at_checked(braces).unwrap_or_default();
        for part in [before, run.get(..literal).unwrap_or_default()] {
            if !part.is_empty() {
                pieces.push(Piece::Text(part));
            }
        }
        rest = inner;
        if opens {
            let Some((name, after)) = halves(inner, "}}") else {
                return Err(("}} after {{ (write {{{{ for literal braces)", excerpt(inner)));
            };
            pieces.push(placeholder(name)?);
            rest = after;
        }
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    Ok(pieces)
}

fn placeholder(inner: &str) -> Result<Piece<'_>, (&'static str, String)> {
    let (name, json) = match inner.rsplit_once('|') {
        None => (inner.trim(), false),
        Some((name, filter)) if filter.trim() == "json" => (name.trim(), true),
        Some((_, filter)) => {
            return Err(("| json, or nothing, after a column name", quoted(&format!("|{filter}"))));
        }
    };
    if name.is_empty() {
        return Err(("a column name between {{ and }}", "none".into()));
    }
    Ok(Piece::Placeholder { name, json })
}

fn excerpt(rest: &str) -> String {
    if rest.is_empty() {
        "the end of the string".into()
    } else {
        quoted(rest)
    }
}
