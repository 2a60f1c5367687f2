//! Results: chunks of bytes in, rows out. A row holds what nearly every reader wants; the rest is cut out of the line's
//! bytes when somebody asks.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::lines::{Lines, Place, trim};
use crate::outcome::Outcome;
use crate::record;

/// The incremental reader of a results stream.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Decoder {
    lines: Lines,
}

#[wasm_bindgen]
impl Decoder {
    /// Starts at the first byte.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Decoder {
        Decoder::default()
    }

    /// Takes a chunk and gives the rows of the lines that it completes.
    #[wasm_bindgen(unchecked_return_type = "RecordRow[]")]
    pub fn push(&mut self, chunk: &[u8]) -> Array {
        let rows = Array::new();
        self.lines.push(chunk, |line, place| row(&rows, line, place));
        rows
    }

    /// Ends the stream and gives the row of an unfinished last line.
    #[wasm_bindgen(unchecked_return_type = "RecordRow[]")]
    pub fn finish(&mut self) -> Array {
        let rows = Array::new();
        self.lines.finish(|line, place| row(&rows, line, place));
        rows
    }

    /// Where the next line starts: its number, and its byte offset.
    #[wasm_bindgen(getter, unchecked_return_type = "[line: number, byteOffset: number]")]
    pub fn place(&self) -> Array {
        let place = self.lines.place();
        Array::of2(&(place.line as f64).into(), &(place.offset as f64).into())
    }
}

fn row(rows: &Array, line: &[u8], place: Place) {
    let line = trim(line, place);
    if line.is_empty() {
        return;
    }
    let row = Array::new();
    row.push(&(place.line as f64).into());
    row.push(&(place.offset as f64).into());
    row.push(&Uint8Array::from(line));
    match record::parse(line) {
        Ok(record) => {
            row.push(&record.custom_id.as_ref().into());
            row.push(&record.result_type.as_str().into());
            row.push(&Outcome::of(&record).as_str().into());
        }
        Err(malformed) => {
            row.push(&"".into());
            row.push(&"malformed".into());
            row.push(&Outcome::Malformed.as_str().into());
            let at = malformed.at.map(|at| format!(" at byte {at}")).unwrap_or_default();
            row.push(&format!("line {}{at}: {}", place.line, malformed.problem).into());
        }
    }
    rows.push(&row);
}

/// The parts of a record's line that are cut out on demand: the joined text, and first and last byte of the result, the
/// usage and the inner error.
#[wasm_bindgen(js_name = recordParts, unchecked_return_type = "RecordParts")]
pub fn record_parts(line: &[u8]) -> Array {
    let parts = Array::new();
    if let Ok(record) = record::parse(line) {
        parts.push(&record.texts.concat().into());
        for span in [Some(record.result), record.usage, record.error] {
            let (start, end) = span.map_or((JsValue::UNDEFINED, JsValue::UNDEFINED), |span| {
                (span.start.into(), span.end.into())
            });
            parts.push(&start);
            parts.push(&end);
        }
    }
    parts
}
