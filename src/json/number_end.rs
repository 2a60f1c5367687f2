//! Finds the end of a JSON number.

/// Returns how many leading bytes are a JSON number.
///
/// # Errors
/// The offset at which a digit is missing.
#[inline]
pub(super) fn number_end(bytes: &[u8]) -> Result<usize, usize> {
    let start = usize::from(bytes.first() == Some(&b'-'));
    let mut at = match bytes.get(start) {
        Some(b'0') => start + 1,
        _ => digits(bytes, start)?,
    };
    if let Some(b'.') = bytes.get(at) {
        at = digits(bytes, at + 1)?;
    }
    if let Some(b'e' | b'E') = bytes.get(at) {
        at += 1;
        if let Some(b'+' | b'-') = bytes.get(at) {
            at += 1;
        }
        at = digits(bytes, at)?;
    }
    Ok(at)
}

/// Returns the end of the digits that start here, of which there must be at least one.
fn digits(bytes: &[u8], start: usize) -> Result<usize, usize> {
    let mut at = start;
    while let Some(b'0'..=b'9') = bytes.get(at) {
        at += 1;
    }
    if at > start { Ok(at) } else { Err(at) }
}
