//! Results: chunks of bytes in, records out, many at a time. A record crosses as numbers and pieces of strings; JavaScript
//! makes a value of a part when somebody reads it.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::rows::Rows;
use super::throw::to_js;
use crate::decode::Decode;

/// The incremental reader of a results stream.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Decoder {
    decode: Decode,
    rows: Rows,
}

#[wasm_bindgen]
impl Decoder {
    /// Starts at the first byte.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Decoder {
        Decoder::default()
    }

    /// Takes a chunk and gives the records of the lines that it completes.
    #[wasm_bindgen(unchecked_return_type = "RecordRows")]
    pub fn push(&mut self, chunk: &[u8]) -> Array {
        self.rows.clear(self.decode.place());
        self.decode.push(chunk, |source, found| self.rows.add(source, found));
        self.rows.to_js(|index| self.decode.shape(index))
    }

    /// Ends the stream and gives the record of an unfinished last line.
    #[wasm_bindgen(unchecked_return_type = "RecordRows")]
    pub fn finish(&mut self) -> Array {
        self.rows.clear(self.decode.place());
        self.decode.finish(|source, found| self.rows.add(source, found));
        self.rows.to_js(|index| self.decode.shape(index))
    }

    /// Where the next line starts: its number, and its byte offset.
    #[wasm_bindgen(getter, unchecked_return_type = "[line: number, byteOffset: number]")]
    pub fn place(&self) -> Array {
        place(&self.decode)
    }

    /// The account of the records so far.
    #[wasm_bindgen(unchecked_return_type = "Tally")]
    pub fn tally(&self) -> JsValue {
        to_js(&self.decode.tally())
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
        to_js(&self.decode.tally())
    }

    /// Where the next line starts, and how many records there were: line, byte offset, records.
    #[wasm_bindgen(
        getter,
        unchecked_return_type = "[line: number, byteOffset: number, records: number]"
    )]
    pub fn place(&self) -> Array {
        let place = place(&self.decode);
        place.push(&(self.records as f64).into());
        place
    }
}

fn place(decode: &Decode) -> Array {
    let place = decode.place();
    Array::of2(&(place.line as f64).into(), &(place.offset as f64).into())
}
