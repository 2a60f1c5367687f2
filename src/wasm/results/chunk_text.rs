//! Values of a chunk that JavaScript reads on demand: JSON to parse, and texts.

use js_sys::{Array, Int32Array};
use wasm_bindgen::prelude::*;

use super::record_rows::view;
use crate::json::BlockWriter;
use crate::json::cursor::JsonStr;
use crate::json::transcode;

/// Makes texts for JavaScript from bytes of results. The buffers are reused, so each result is valid until the next call.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct ChunkText {
    bytes: BlockWriter,
}

#[wasm_bindgen]
impl ChunkText {
    /// Creates an instance.
    #[wasm_bindgen(constructor)]
    pub fn new() -> ChunkText {
        ChunkText::default()
    }

    /// Returns the values at these positions of the chunk, two numbers each, as one JSON array with one byte per character.
    #[wasm_bindgen(unchecked_return_type = "Uint8Array<ArrayBuffer>")]
    pub fn array(&mut self, chunk: &[u8], places: &[i32]) -> JsValue {
        self.bytes.clear();
        self.bytes.append(b"[");
        for (index, value) in each(chunk, places).enumerate() {
            if index > 0 {
                self.bytes.append(b",");
            }
            transcode::append_json(&mut self.bytes, value);
        }
        self.bytes.append(b"]");
        view(self.bytes.text())
    }

    /// Returns the strings at these positions, without quotes, as `longs` and `bytes` of `RecordRows`. Each string is described
    /// by the numbers of `answers`.
    #[wasm_bindgen(unchecked_return_type = "[longs: Int32Array, bytes: Uint8Array<ArrayBuffer>]")]
    pub fn strings(&mut self, chunk: &[u8], places: &[i32]) -> Array {
        self.bytes.clear();
        let mut longs = Vec::with_capacity(places.len());
        for [start, end, kind] in places.as_chunks().0 {
            let text = cut(chunk, *start, *end);
            let string = JsonStr {
                start: 0,
                end: text.len(),
                escaped: true,
                ascii: *kind != 0,
            };
            let span = transcode::append_string(&mut self.bytes, text, string);
            longs.extend([span.start as i32, (span.end << 2 | span.form as usize) as i32]);
        }
        Array::of2(&Int32Array::from(longs.as_slice()).into(), &view(self.bytes.text()))
    }
}

/// Iterates over the bytes at positions, two numbers each.
fn each<'a>(chunk: &'a [u8], places: &'a [i32]) -> impl Iterator<Item = &'a [u8]> {
    let (places, _) = places.as_chunks();
    places.iter().map(|[start, end]| cut(chunk, *start, *end))
}

fn cut(chunk: &[u8], start: i32, end: i32) -> &[u8] {
    chunk.get(start as usize..end as usize).unwrap_or_default()
}
