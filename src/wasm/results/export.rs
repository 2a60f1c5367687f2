//! Files made of results: options in, bytes out.

use crate::bytes::Position;
use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::options;
use crate::results::export;
use crate::results::export::{Format, content_type, disposition};
use crate::wasm::throw::throw;

/// The writer of a file, fed by a `Download`.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Export {
    pub(super) state: export::Export,
    format: Format,
    filename: String,
}

#[wasm_bindgen]
impl Export {
    /// An option of the wrong kind throws.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "'jsonl' | 'csv'")] format: JsValue,
        #[wasm_bindgen(unchecked_param_type = "ExportOptions")] options: JsValue,
    ) -> Result<Export, JsValue> {
        let options = options::export(&format, &options).map_err(throw)?;
        Ok(Export {
            format: options.format,
            filename: options.filename,
            state: export::Export::new(options.format, options.columns, options.outcomes),
        })
    }

    /// Names and values of the headers of an answer that is this file.
    #[wasm_bindgen(unchecked_return_type = "[string, string][]")]
    pub fn headers(&self) -> Array {
        let pair = |name: &str, value: &str| Array::of2(&name.into(), &value.into());
        Array::of2(
            &pair("content-type", content_type(self.format)),
            &pair("content-disposition", &disposition(&self.filename)),
        )
    }

    /// Writes a row and, if there is one, the record that answers it.
    pub fn pair(&mut self, row: &str, record: &[u8], line: f64, byte_offset: f64) -> Vec<u8> {
        self.state.pair(row.as_bytes(), record, place(line, byte_offset))
    }

    /// Ends a file of pairs: there is a header line even if there is no pair.
    pub fn finish(&mut self) -> Vec<u8> {
        self.state.finish()
    }

    /// Notes a record that is in another file already.
    pub fn gave(&mut self, custom_id: &str) {
        self.state.seen().id(custom_id);
    }

    /// Starts at a line that is not the first.
    #[wasm_bindgen(js_name = startAt)]
    pub fn start_at(&mut self, line: f64, byte_offset: f64) {
        self.state.start_at(place(line, byte_offset));
    }

    /// Where the next line starts: its number, and its byte offset.
    #[wasm_bindgen(getter, unchecked_return_type = "[line: number, byteOffset: number]")]
    pub fn place(&self) -> Array {
        told(self.state.place())
    }

    /// Records that were read.
    #[wasm_bindgen(getter)]
    pub fn records(&mut self) -> f64 {
        self.state.seen().len() as f64
    }
}

pub(super) fn place(line: f64, byte_offset: f64) -> Position {
    Position {
        line: line as u64,
        offset: byte_offset as u64,
    }
}

pub(super) fn told(place: Position) -> Array {
    Array::of2(&(place.line as f64).into(), &(place.offset as f64).into())
}
