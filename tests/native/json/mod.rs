mod cursor;
mod differential;
mod grammar;
mod index;
mod inputs;
mod number;
mod text;
mod word;

use message_batches::json::{Fault, Reader, Span};

/// Reads one value of any kind, which must be the complete text.
fn whole(text: &[u8]) -> Result<Span, Fault> {
    let mut reader = Reader::new(text);
    let span = reader.skip()?;
    reader.end()?;
    Ok(span)
}
