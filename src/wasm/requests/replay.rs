//! Reads a planned body again.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use super::options;
use crate::requests::error::Error;
use crate::requests::shards::replay;
use crate::wasm::throw::throw;

/// Takes the bytes of an input from a shard's first request on, and returns the bytes of its create body.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Replay {
    replay: replay::Replay,
    out: Vec<u8>,
}

#[wasm_bindgen]
impl Replay {
    /// Creates a replay of a shard returned by `Encoder.shard`.
    #[wasm_bindgen(constructor)]
    pub fn new(#[wasm_bindgen(unchecked_param_type = "ShardFacts")] shard: JsValue) -> Result<Replay, JsValue> {
        let (form, digest) = options::shard(&shard).map_err(throw)?;
        Ok(Replay {
            replay: replay::Replay::new(form, digest),
            out: Vec::new(),
        })
    }

    /// Takes the next bytes and returns those of the body. Throws if the requests are not the planned ones.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Uint8Array, JsValue> {
        let Replay { replay, out } = self;
        let pushed = replay.push(bytes, |bytes| out.extend_from_slice(bytes));
        self.written(pushed)
    }

    /// Whether no more bytes are needed.
    #[wasm_bindgen(getter, js_name = isFull)]
    pub fn is_full(&self) -> bool {
        self.replay.is_full()
    }

    /// Ends the input and returns the end of the body. Throws if the requests are not the planned ones.
    pub fn finish(&mut self) -> Result<Uint8Array, JsValue> {
        let Replay { replay, out } = self;
        let finished = replay.finish(|bytes| out.extend_from_slice(bytes));
        self.written(finished)
    }

    fn written(&mut self, result: Result<(), Error>) -> Result<Uint8Array, JsValue> {
        result.map_err(throw)?;
        let bytes = Uint8Array::from(self.out.as_slice());
        self.out.clear();
        Ok(bytes)
    }
}
