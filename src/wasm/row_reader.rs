//! Rows in, requests out, a piece at a time.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use super::convert;
use super::throw::Failure;
use crate::error::Error;
use crate::input::Rows;

/// Requests are handed out in pieces of about this many bytes.
const PIECE: usize = 65_536;

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
        let rows = convert::rows(&options).and_then(|options| Rows::new(template, options));
        Ok(RowReader {
            rows: rows.map_err(Failure::from)?,
            out: Vec::new(),
            ended: false,
            error: None,
        })
    }

    /// Takes the next bytes of the rows.
    pub fn push(&mut self, bytes: &[u8]) {
        self.rows.push(bytes);
    }

    /// Ends the rows.
    pub fn end(&mut self) {
        self.ended = true;
        self.rows.end();
    }

    /// Whole lines of JSONL; none if there is no piece's worth of them yet, or if it has `failed`.
    ///
    /// It does not throw: an export that does gives several values, and at one that is called often enough to be
    /// optimised V8 up to Node 20 aborts the process ("unreachable code" in the deoptimizer).
    pub fn take(&mut self) -> Uint8Array {
        if self.error.is_none() {
            match self.rows.take(&mut self.out, PIECE) {
                Ok(false) if !self.ended => return Uint8Array::new_with_length(0),
                Ok(_) => {}
                Err(error) => self.error = Some(error),
            }
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
            Some(error) => Err(Failure::from(error).into()),
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
