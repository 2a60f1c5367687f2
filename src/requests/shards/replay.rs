//! A planned shard is uploaded: its requests are read from the input again, and only if they are what the plan read does
//! the end of the body leave. No rules are involved.

use crate::requests::error::Error;
use crate::requests::framing::{Event, Form, Framer};
use crate::requests::shards::body::{BodyDigest, BodyWriter};

/// Reads an input again, from the first byte of a shard's first request on, and writes the shard's body.
///
/// The end of the body is written only if all of it is what it was, so that a server never gets a whole body that was not
/// checked: without its end, a body is not JSON.
#[derive(Debug)]
pub struct Replay {
    framer: Framer,
    state: State,
}

#[derive(Debug)]
struct State {
    expected: BodyDigest,
    writer: BodyWriter,
    /// The requests were all there.
    is_full: bool,
    has_changed: bool,
}

impl Replay {
    /// `form` is that of the planned input; `Auto` for a whole input, such as the body itself.
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

    /// Takes the next bytes and writes those of the body. What follows the last request is not read.
    pub fn push(&mut self, bytes: &[u8], mut sink: impl FnMut(&[u8])) -> Result<(), Error> {
        let Replay { framer, state } = self;
        framer.push(bytes, |event| state.take(event, &mut sink));
        state.check_unchanged()
    }

    /// Whether no more bytes are needed.
    pub fn is_full(&self) -> bool {
        self.state.is_full
    }

    /// Ends the input and writes the end of the body.
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
        // A body that grew is noticed before more than was planned has left.
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
