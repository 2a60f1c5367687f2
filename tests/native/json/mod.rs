mod cursor;
mod differential;
mod grammar;
mod index;
mod inputs;
mod number;
mod text;
mod word;

use message_batches::json::{Fault, Reader, Span};

/// Reads one value of any kind that must be all there is.
fn whole(text: &[u8]) -> Result<Span, Fault> {
    let mut reader = Reader::new(text);
    let span = reader.skip()?;
    reader.end()?;
    Ok(span)
}
