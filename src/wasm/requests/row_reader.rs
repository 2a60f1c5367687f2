//! Converts rows to requests, as JSONL or directly into a pipeline.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use super::options;
use crate::requests::error::Error;
use crate::requests::pipeline::Pipeline;
use crate::requests::rows::Rows;
use crate::wasm::throw::throw;

/// Approximate size of the returned pieces of JSONL in bytes.
const PIECE: usize = 65_536;

/// Takes the text of rows, and returns the JSONL of requests.
#[wasm_bindgen]
#[derive(Debug)]
pub struct RowReader {
    rows: Rows,
    out: Vec<u8>,
    ended: bool,
    /// The error that stopped reading. It is thrown after all earlier requests were taken.
    error: Option<Error>,
}

#[wasm_bindgen]
impl RowReader {
    /// Creates a reader. `template` and the option `defaults` are JSON text.
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

    /// Called if the input failed: requests of complete rows can still be taken, and an unfinished row is dropped.
    #[wasm_bindgen(js_name = breakOff)]
    pub fn break_off(&mut self) {
        self.ended = true;
    }

    /// Returns complete lines of JSONL; empty if there is less than a piece so far, or if it has `failed`.
    ///
    /// Does not throw: an export that does returns several values, and if such an export is called often enough to be optimized,
    /// V8 up to Node 20 aborts the process ("unreachable code" in the deoptimizer).
    pub fn take(&mut self) -> Uint8Array {
        if !self.fill(PIECE) && !self.ended && self.error.is_none() {
            return Uint8Array::new_with_length(0);
        }
        let piece = Uint8Array::from(self.out.as_slice());
        self.out.clear();
        piece
    }

    /// Whether reading failed. Requests of earlier rows can still be taken.
    #[wasm_bindgen(getter)]
    pub fn failed(&self) -> bool {
        self.error.is_some()
    }

    /// Throws the error that stopped reading.
    pub fn fail(&mut self) -> Result<(), JsValue> {
        match self.error.take() {
            Some(error) => Err(throw(error)),
            None => Ok(()),
        }
    }

    /// Names of the columns; empty until they are read.
    #[wasm_bindgen(getter)]
    pub fn columns(&self) -> Vec<String> {
        self.rows.columns().to_vec()
    }

    /// Number of rows skipped so far because they are empty in every column.
    #[wasm_bindgen(getter)]
    pub fn skipped(&self) -> f64 {
        self.rows.skipped() as f64
    }

    /// Returns the row of each id since the last call, as JSONL.
    #[wasm_bindgen(js_name = takeIds)]
    pub fn take_ids(&mut self) -> Uint8Array {
        Uint8Array::from(self.rows.take_ids().as_slice())
    }
}

impl RowReader {
    /// Passes every finished request to a pipeline; returns their size as JSONL in bytes. Use either this or `take` on a
    /// reader, not both.
    pub(super) fn push_into(&mut self, pipeline: &mut Pipeline) -> f64 {
        let mut bytes = 0;
        let read = self.rows.each_filled(|request, position| {
            bytes += request.text.len() + 1;
            pipeline.filled(request, position);
        });
        if let Err(error) = read {
            self.error = Some(error);
        }
        pipeline.set_skipped_rows(self.rows.skipped());
        bytes as f64
    }

    /// Collects JSONL up to `enough` bytes; returns whether there may be more.
    fn fill(&mut self, enough: usize) -> bool {
        if self.error.is_some() {
            return false;
        }
        self.rows.take(&mut self.out, enough).unwrap_or_else(|error| {
            self.error = Some(error);
            false
        })
    }
}
