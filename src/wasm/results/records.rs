//! Reads results as records, many at a time. A record crosses the boundary as numbers and string parts. JavaScript parses a part
//! when the caller reads it.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::position::position_from_js;
use super::record_rows::RecordRows;
use crate::results::answer_json;
use crate::results::decoder::ResultsDecoder;
use crate::results::resume::DeliveryLog;

/// The reader of records.
#[derive(Debug, Default)]
pub(super) struct RecordReader {
    pub(super) decoder: ResultsDecoder,
    rows: RecordRows,
    pub(super) delivered: DeliveryLog,
}

impl RecordReader {
    /// Takes a chunk. Returns the records of the lines that it completes.
    pub(super) fn push(&mut self, chunk: &[u8]) -> Array {
        self.rows.clear(self.decoder.position());
        self.decoder.push(chunk, |source, content| {
            self.delivered.add(source.line);
            self.rows.add(source, content);
        });
        self.rows.to_js(|index| self.decoder.shape(index))
    }

    /// Ends the stream. Returns the record of an unfinished last line.
    pub(super) fn finish(&mut self) -> Array {
        self.rows.clear(self.decoder.position());
        self.decoder.finish(|source, content| {
            self.delivered.add(source.line);
            self.rows.add(source, content);
        });
        self.rows.to_js(|index| self.decoder.shape(index))
    }

    /// Takes a line that a container adds at the end of the text.
    pub(super) fn push_last(&mut self, lines: &[u8]) -> Array {
        self.rows.is_after_end = true;
        self.push(lines)
    }

    /// Drops the unfinished line and continues at its start.
    pub(super) fn restart(&mut self) {
        self.decoder.start_at(self.decoder.position());
    }
}

/// Reads single lines, independently of a stream.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct LineReader {
    decoder: ResultsDecoder,
    rows: RecordRows,
}

#[wasm_bindgen]
impl LineReader {
    /// Creates a reader.
    #[wasm_bindgen(constructor)]
    pub fn new() -> LineReader {
        LineReader::default()
    }

    /// Reads a line without its ending. Returns its record.
    #[wasm_bindgen(unchecked_return_type = "RecordRows")]
    pub fn read(&mut self, line: &[u8], number: f64, byte_offset: f64) -> Array {
        let position = position_from_js(number, byte_offset);
        self.rows.clear(position);
        self.decoder
            .line(line, position, |source, content| self.rows.add(source, content));
        self.rows.to_js(|index| self.decoder.shape(index))
    }
}

/// Extracts the JSON of an answer: see `answer_json`. Returns `undefined` if there is none.
#[wasm_bindgen(js_name = answerJson)]
pub fn answer_json(text: &str) -> Option<String> {
    let (span, _) = answer_json::answer_json(text)?;
    Some(text.get(span.start..span.end)?.to_owned())
}
