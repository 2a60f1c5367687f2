//! Rows in, requests out, a piece at a time: as text, or to another part of the core.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use super::options;
use crate::requests::error::Error;
use crate::requests::rows::Rows;
use crate::wasm::throw::throw;

/// Requests are handed out in pieces of about this many bytes.
const PIECE: usize = 65_536;
/// What stays in the core is handed on while it is still in the processor's nearest memory.
const NEAR: usize = 8_192;

/// Text of rows in, JSONL of requests out.
#[wasm_bindgen]
#[derive(Debug)]
pub struct RowReader {
    rows: Rows,
    out: Vec<u8>,
    ended: bool,
    /// Told once everything before it was handed out.
    error: Option<Error>,
}

#[wasm_bindgen]
impl RowReader {
    /// `template` is JSON text, and so are the defaults among the options.
    #[wasm_bindgen(constructor)]
    pub fn new(
        template: &str,
        #[wasm_bindgen(unchecked_param_type = "RowReaderOptions")] options: JsValue,
    ) -> Result<RowReader, JsValue> {
        let rows = Rows::new(template, options::rows(&options).map_err(throw)?);
        Ok(RowReader {
            rows: rows.map_err(throw)?,
            out: Vec::new(),
            ended: false,
            error: None,
        })
    }

    /// Takes the next bytes of the rows.
    pub fn push(&mut self, bytes: Vec<u8>) {
        self.rows.push(bytes);
    }

    /// Ends the rows.
    pub fn end(&mut self) {
        self.ended = true;
        self.rows.end();
    }

    /// The rows broke off: what was made of them is to be had, an unfinished row is not.
    #[wasm_bindgen(js_name = breakOff)]
    pub fn break_off(&mut self) {
        self.ended = true;
    }

    /// Whole lines of JSONL; none if there is no piece's worth of them yet, or if it has `failed`.
    ///
    /// It does not throw: an export that does gives several values, and at one that is called often enough to be
    /// optimised V8 up to Node 20 aborts the process ("unreachable code" in the deoptimizer).
    pub fn take(&mut self) -> Uint8Array {
        if !self.read(PIECE) && !self.ended && self.error.is_none() {
            return Uint8Array::new_with_length(0);
        }
        let piece = Uint8Array::from(self.out.as_slice());
        self.out.clear();
        piece
    }

    /// Whether the rows cannot be read on. What stands before was given or is still to be taken.
    #[wasm_bindgen(getter)]
    pub fn failed(&self) -> bool {
        self.error.is_some()
    }

    /// Throws what it failed with.
    pub fn fail(&mut self) -> Result<(), JsValue> {
        match self.error.take() {
            Some(error) => Err(throw(error)),
            None => Ok(()),
        }
    }

    /// Names of the columns; none before they were read.
    #[wasm_bindgen(getter)]
    pub fn columns(&self) -> Vec<String> {
        self.rows.columns().to_vec()
    }

    /// Which id belongs to which row, as JSONL, since the last call.
    #[wasm_bindgen(js_name = takeIds)]
    pub fn take_ids(&mut self) -> Uint8Array {
        Uint8Array::from(self.rows.take_ids().as_slice())
    }
}

impl RowReader {
    /// Hands over all requests that are there, to whoever of the core takes requests, and says how many bytes they were.
    pub(super) fn hand_over(&mut self, mut to: impl FnMut(&[u8])) -> f64 {
        let mut bytes = 0;
        loop {
            let more = self.read(NEAR);
            bytes += self.out.len();
            to(&self.out);
            self.out.clear();
            if !more {
                return bytes as f64;
            }
        }
    }

    /// Reads on until `enough` bytes of requests are there, and says whether there may be more.
    fn read(&mut self, enough: usize) -> bool {
        if self.error.is_some() {
            return false;
        }
        self.rows.take(&mut self.out, enough).unwrap_or_else(|error| {
            self.error = Some(error);
            false
        })
    }
}
