//! Values of a chunk that JavaScript reads later: what it parses, and texts.

use js_sys::{Array, Int32Array};
use wasm_bindgen::prelude::*;

use super::record_rows::view;
use crate::json::cursor::JsonStr;
use crate::json::transcode;

/// Makes texts for JavaScript out of bytes of results. The buffers are reused: each result is valid until the next call.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct ChunkText {
    bytes: Vec<u8>,
}

#[wasm_bindgen]
impl ChunkText {
    /// Creates one.
    #[wasm_bindgen(constructor)]
    pub fn new() -> ChunkText {
        ChunkText::default()
    }

    /// Returns the values at these places of the chunk, two numbers each, as one JSON array of one byte a character.
    #[wasm_bindgen(unchecked_return_type = "Uint8Array<ArrayBuffer>")]
    pub fn array(&mut self, chunk: &[u8], places: &[i32]) -> JsValue {
        self.bytes.clear();
        self.bytes.reserve(chunk.len() + 2);
        self.bytes.push(b'[');
        for (index, value) in each(chunk, places).enumerate() {
            if index > 0 {
                self.bytes.push(b',');
            }
            transcode::append_json(&mut self.bytes, value);
        }
        self.bytes.push(b']');
        view(&self.bytes)
    }

    /// Returns the strings at these places, quotes left out: `longs` and `bytes` of `RecordRows`.
    #[wasm_bindgen(unchecked_return_type = "[longs: Int32Array, bytes: Uint8Array<ArrayBuffer>]")]
    pub fn strings(&mut self, chunk: &[u8], places: &[i32]) -> Array {
        self.bytes.clear();
        let mut longs = Vec::with_capacity(places.len());
        for text in each(chunk, places) {
            let string = JsonStr {
                start: 0,
                end: text.len(),
                escaped: true,
                ascii: text.is_ascii(),
            };
            let span = transcode::append_string(&mut self.bytes, text, string);
            longs.extend([span.start as i32, (span.end << 2 | span.form as usize) as i32]);
        }
        Array::of2(&Int32Array::from(longs.as_slice()).into(), &view(&self.bytes))
    }
}

/// The bytes at places, two numbers each.
fn each<'a>(chunk: &'a [u8], places: &'a [i32]) -> impl Iterator<Item = &'a [u8]> {
    let (places, _) = places.as_chunks::<2>();
    places
        .iter()
        .map(|[start, end]| chunk.get(*start as usize..*end as usize).unwrap_or_default())
}
