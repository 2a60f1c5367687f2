//! Finds the end of a string step by step, and the position and reason of an error in it. `string_end.rs` is faster, but larger
//! code.

use super::syntax::{Fault, Unexpected};
use crate::bytes::strings::string_run;

/// Returns the offset of the closing quote of the string whose text begins at `start`.
///
/// # Errors
/// A [`Fault`] at the first byte that is not allowed in a string.
#[inline(never)]
pub(super) fn checked_end(text: &[u8], start: usize) -> Result<usize, Fault> {
    let mut at = start;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let (length, _) = string_run(rest);
        if let Err(error) = std::str::from_utf8(rest.get(..length).unwrap_or_default()) {
            return Err(Fault {
                at: at + error.valid_up_to(),
                expected: "UTF-8",
                found: Unexpected::Words("a byte that is not"),
            });
        }
        at += length;
        match text.get(at) {
            Some(b'"') => return Ok(at),
            Some(b'\\') => at = escape_end(text, at + 1)?,
            Some(_) => {
                let expected = "an escape such as \\n for a control character";
                return Err(Fault::here(text, at, expected));
            }
            None => return Err(Fault::here(text, at, "'\"' at the end of a string")),
        }
    }
}

/// Returns the end of an escape whose backslash is before `at`.
fn escape_end(text: &[u8], at: usize) -> Result<usize, Fault> {
    match text.get(at) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 1),
        Some(b'u') => {
            let mut digits = at + 1..at + 5;
            match digits.find(|at| !text.get(*at).is_some_and(u8::is_ascii_hexdigit)) {
                Some(at) => Err(Fault::here(text, at, "four hexadecimal digits after \\u")),
                None => Ok(at + 5),
            }
        }
        _ => Err(Fault::here(text, at, "one of \" \\ / b f n r t u after a backslash")),
    }
}
