//! Uploads a planned shard: reads its requests from the input again, and writes the end of the body only if they are the planned
//! ones. Does not check any rules.

use crate::requests::error::Error;
use crate::requests::framing::{Event, Form, Framer};
use crate::requests::shards::body::{BodyDigest, BodyWriter};

/// Reads an input again, from the first byte of a shard's first request, and writes the shard's body.
///
/// The end of the body is written only if nothing has changed. A body without its end is not valid JSON, so a server never
/// receives a complete body that was not checked.
#[derive(Debug)]
pub struct Replay {
    framer: Framer,
    state: State,
}

#[derive(Debug)]
struct State {
    expected: BodyDigest,
    writer: BodyWriter,
    /// Whether all requests were read.
    is_full: bool,
    has_changed: bool,
}

impl Replay {
    /// Creates a replay. `form` is the form of the planned input, or `Auto` for a complete input, such as the body itself.
    pub fn new(form: Form, expected: BodyDigest) -> Replay {
        Replay {
            framer: Framer::within(form),
            state: State {
                expected,
                writer: BodyWriter::new(true),
                is_full: expected.requests == 0,
                has_changed: false,
            },
        }
    }

    /// Takes the next bytes and writes those of the body. Bytes after the last request are ignored.
    ///
    /// # Errors
    /// `Error::InputChanged` if the requests are not the planned ones.
    pub fn push(&mut self, bytes: &[u8], mut sink: impl FnMut(&[u8])) -> Result<(), Error> {
        let Replay { framer, state } = self;
        framer.push(bytes, |event| state.take(event, &mut sink));
        state.check_unchanged()
    }

    /// Returns whether no more bytes are needed.
    pub fn is_full(&self) -> bool {
        self.state.is_full
    }

    /// Ends the input and writes the end of the body.
    ///
    /// # Errors
    /// `Error::InputChanged` if the requests are not the planned ones.
    pub fn finish(&mut self, mut sink: impl FnMut(&[u8])) -> Result<(), Error> {
        let Replay { framer, state } = self;
        if !state.is_full {
            framer.finish(|event| state.take(event, &mut sink));
        }
        state.check_unchanged()?;
        let mut end = Vec::new();
        if state.writer.close(|bytes| end.extend_from_slice(bytes)) != state.expected {
            return Err(Error::InputChanged);
        }
        sink(&end);
        Ok(())
    }
}

impl State {
    fn take(&mut self, event: Event<'_>, sink: &mut impl FnMut(&[u8])) {
        if self.is_full || self.has_changed {
            return;
        }
        let Event::Request(request, _) = event else {
            self.has_changed = true;
            return;
        };
        // Detects a body that grew before more than the planned bytes are sent.
        if self.writer.bytes_with(request.len()) > self.expected.bytes {
            self.has_changed = true;
            return;
        }
        self.writer.add(request, sink);
        self.is_full = self.writer.requests() == self.expected.requests;
    }

    fn check_unchanged(&self) -> Result<(), Error> {
        match self.has_changed {
            true => Err(Error::InputChanged),
            false => Ok(()),
        }
    }
}
