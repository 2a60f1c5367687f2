//! Results: chunks of bytes in, records out, many at a time. A record crosses as numbers and pieces of strings; JavaScript
//! makes a value of a part when somebody reads it.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::export::{place, told};
use super::record_rows::Rows;
use crate::results::decoder::Decode;
use crate::results::resume::Seen;
use crate::wasm::throw::to_js;

/// The incremental reader of a results stream.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Decoder {
    decode: Decode,
    rows: Rows,
    seen: Seen,
}

#[wasm_bindgen]
impl Decoder {
    /// Starts at the first byte.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Decoder {
        Decoder::default()
    }

    /// Records that were given.
    #[wasm_bindgen(getter)]
    pub fn records(&self) -> f64 {
        self.seen.len() as f64
    }

    /// Notes a record that was given by another decoder.
    pub fn gave(&mut self, custom_id: &str) {
        self.seen.id(custom_id);
    }

    /// Starts at a line that is not the first.
    #[wasm_bindgen(js_name = startAt)]
    pub fn start_at(&mut self, line: f64, byte_offset: f64) {
        self.decode.start_at(place(line, byte_offset));
    }

    /// Takes a chunk and gives the records of the lines that it completes.
    #[wasm_bindgen(unchecked_return_type = "RecordRows")]
    pub fn push(&mut self, chunk: &[u8]) -> Array {
        self.rows.clear(self.decode.place());
        self.decode.push(chunk, |source, found| {
            self.seen.found(&source, &found);
            self.rows.add(source, found);
        });
        self.rows.told(|index| self.decode.shape(index))
    }

    /// Ends the stream and gives the record of an unfinished last line.
    #[wasm_bindgen(unchecked_return_type = "RecordRows")]
    pub fn finish(&mut self) -> Array {
        self.rows.clear(self.decode.place());
        self.decode.finish(|source, found| {
            self.seen.found(&source, &found);
            self.rows.add(source, found);
        });
        self.rows.told(|index| self.decode.shape(index))
    }

    /// Where the next line starts: its number, and its byte offset.
    #[wasm_bindgen(getter, unchecked_return_type = "[line: number, byteOffset: number]")]
    pub fn place(&self) -> Array {
        told(self.decode.place())
    }

    /// The account of the records so far.
    #[wasm_bindgen(unchecked_return_type = "Tally")]
    pub fn tally(&self) -> JsValue {
        to_js(&self.decode.tally())
    }
}

impl Decoder {
    /// The records that were given.
    pub(super) fn seen(&self) -> &Seen {
        &self.seen
    }

    /// Goes on at the line that is unfinished, without what is there of it.
    pub(super) fn restart(&mut self) {
        self.decode.start_at(self.decode.place());
    }
}

/// The account of a results stream, without its records.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Tallier {
    decode: Decode,
    records: u64,
}

#[wasm_bindgen]
impl Tallier {
    /// Starts at the first byte.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Tallier {
        Tallier::default()
    }

    /// Takes a chunk.
    pub fn push(&mut self, chunk: &[u8]) {
        let records = &mut self.records;
        self.decode.push(chunk, |_, _| *records += 1);
    }

    /// Ends the stream and gives the account.
    #[wasm_bindgen(unchecked_return_type = "Tally")]
    pub fn finish(&mut self) -> JsValue {
        let records = &mut self.records;
        self.decode.finish(|_, _| *records += 1);
        self.tally()
    }

    /// The account so far.
    #[wasm_bindgen(unchecked_return_type = "Tally")]
    pub fn tally(&self) -> JsValue {
        to_js(&self.decode.tally())
    }

    /// Where the next line starts: its number, and its byte offset.
    #[wasm_bindgen(getter, unchecked_return_type = "[line: number, byteOffset: number]")]
    pub fn place(&self) -> Array {
        told(self.decode.place())
    }

    /// Records that were counted.
    #[wasm_bindgen(getter)]
    pub fn records(&self) -> f64 {
        self.records as f64
    }

    /// Starts at a line that is not the first.
    #[wasm_bindgen(js_name = startAt)]
    pub fn start_at(&mut self, line: f64, byte_offset: f64) {
        self.decode.start_at(place(line, byte_offset));
    }
}
