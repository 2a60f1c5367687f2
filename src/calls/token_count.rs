//! The response to a call that counts tokens. [`crate::catalog::count_body`] makes the request.

use crate::calls::reply_body::{read_body, skip};

/// Reads the number of input tokens.
///
/// # Errors
/// A description of the body if it has no token count, as a sentence without its full stop.
pub fn parse(body: &str) -> Result<u64, String> {
    let mut tokens = None;
    read_body(body, "a token count", &mut |reader, name| {
        match name {
            "input_tokens" => tokens = reader.count_if()?,
            _ => skip(reader)?,
        }
        Ok(())
    })?;
    tokens.ok_or_else(|| "expected a token count, found a JSON object without input_tokens".to_string())
}
