//! The answer to a call that counts tokens. What is sent: [`crate::catalog::count_body`].

use crate::calls::reply_body::{read_body, skip};

/// Reads the number of input tokens.
///
/// # Errors
/// What the body is instead, as a sentence without its end.
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
