//! The same requests once more: what a plan saw is read again and laid out, and nothing else goes through.

use crate::requests::error::Error;
use crate::requests::framing::{Event, Form, Framer};
use crate::requests::shards::body::{Laid, Layout};

/// Reads an input again from the first byte of a shard's first request on.
///
/// The end of the body is given only when all of it is what it was, so that a server never gets a whole body that was not
/// checked: without the end it is not JSON.
#[derive(Debug)]
pub struct Replay {
    framer: Framer,
    state: State,
}

#[derive(Debug)]
struct State {
    expected: Laid,
    layout: Layout,
    /// The requests were all there.
    is_full: bool,
    has_changed: bool,
}

impl Replay {
    /// `form` as it turned out to be; `Auto` for a whole input, such as the body itself.
    pub fn new(form: Form, expected: Laid) -> Replay {
        Replay {
            framer: Framer::within(form),
            state: State {
                expected,
                layout: Layout::new(true),
                is_full: expected.requests == 0,
                has_changed: false,
            },
        }
    }

    /// Takes the next bytes and gives those of the body. What follows the last request is not looked at.
    pub fn push(&mut self, bytes: &[u8], mut sink: impl FnMut(&[u8])) -> Result<(), Error> {
        let Replay { framer, state } = self;
        framer.push(bytes, |event| state.take(event, &mut sink));
        state.unchanged()
    }

    /// Whether no more bytes are needed.
    pub fn is_full(&self) -> bool {
        self.state.is_full
    }

    /// Ends the input and gives the end of the body.
    pub fn finish(&mut self, mut sink: impl FnMut(&[u8])) -> Result<(), Error> {
        let Replay { framer, state } = self;
        if !state.is_full {
            framer.finish(|event| state.take(event, &mut sink));
        }
        state.unchanged()?;
        let mut end = Vec::new();
        if state.layout.close(|bytes| end.extend_from_slice(bytes)) != state.expected {
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
        // No more than what was planned ever leaves: a body that grew is told before it is too long.
        if self.layout.bytes_with(request.len()) > self.expected.bytes {
            self.has_changed = true;
            return;
        }
        self.layout.add(request, sink);
        self.is_full = self.layout.requests() == self.expected.requests;
    }

    fn unchanged(&self) -> Result<(), Error> {
        match self.has_changed {
            true => Err(Error::InputChanged),
            false => Ok(()),
        }
    }
}
