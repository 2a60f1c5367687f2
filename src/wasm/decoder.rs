//! Results: chunks of bytes in, records out, many at a time. A record crosses as numbers that say where its parts stand
//! in the bytes of its lines; JavaScript makes a value of a part when somebody reads it.

use js_sys::{Array, Float64Array, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::json::Span;
use crate::lines::{Lines, Place, trim};
use crate::outcome::Outcome;
use crate::record;
use crate::resume::Seen;

/// The incremental reader of a results stream.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Decoder {
    lines: Lines,
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
        self.lines = Lines::at(Place {
            line: line as u64,
            offset: byte_offset as u64,
        });
    }

    /// Takes a chunk and gives the records of the lines that it completes.
    #[wasm_bindgen(unchecked_return_type = "RecordRows")]
    pub fn push(&mut self, chunk: &[u8]) -> Array {
        let mut rows = Rows::with_capacity(chunk.len());
        let seen = &mut self.seen;
        self.lines.push(chunk, |line, place| rows.add(line, place, seen));
        rows.into_js()
    }

    /// Ends the stream and gives the record of an unfinished last line.
    #[wasm_bindgen(unchecked_return_type = "RecordRows")]
    pub fn finish(&mut self) -> Array {
        let mut rows = Rows::with_capacity(0);
        let seen = &mut self.seen;
        self.lines.finish(|line, place| rows.add(line, place, seen));
        rows.into_js()
    }

    /// Where the next line starts: its number, and its byte offset.
    #[wasm_bindgen(getter, unchecked_return_type = "[line: number, byteOffset: number]")]
    pub fn place(&self) -> Array {
        let place = self.lines.place();
        Array::of2(&(place.line as f64).into(), &(place.offset as f64).into())
    }
}

impl Decoder {
    /// The records that were given.
    pub(super) fn seen(&self) -> &Seen {
        &self.seen
    }

    /// Goes on at the line that is unfinished, without what is there of it.
    pub(super) fn restart(&mut self) {
        self.lines = Lines::at(self.lines.place());
    }
}

/// The records of one push: the bytes of their lines, and 15 numbers each, in the order of `RecordRows` in types.ts.
struct Rows {
    bytes: Vec<u8>,
    numbers: Vec<f64>,
    /// What is wrong with malformed lines, by record.
    problems: Array,
}

impl Rows {
    fn with_capacity(bytes: usize) -> Rows {
        Rows {
            bytes: Vec::with_capacity(bytes),
            numbers: Vec::new(),
            problems: Array::new(),
        }
    }

    fn add(&mut self, line: &[u8], place: Place, seen: &mut Seen) {
        let line = trim(line, place);
        if line.is_empty() {
            return;
        }
        let base = self.bytes.len();
        self.bytes.extend_from_slice(line);
        // Numbers of the stream may pass 4 GiB, which a `usize` here cannot hold.
        self.numbers.push(place.line as f64);
        self.numbers.push(place.offset as f64);
        let mut put = |number: usize| self.numbers.push(number as f64);
        let mut span = |span: Option<Span>| {
            // Two zeros say that there is no such part.
            put(span.map_or(0, |span| base + span.start));
            put(span.map_or(0, |span| base + span.end));
        };
        span(Some(Span {
            start: 0,
            end: line.len(),
        }));
        match record::parse(line) {
            Ok(record) => {
                seen.id(&record.custom_id);
                span(Some(record.custom_id_at));
                span(Some(record.result_type_at));
                span(Some(record.result));
                span(record.usage);
                span(record.error);
                put(Outcome::of(&record) as usize);
            }
            Err(malformed) => {
                seen.malformed(line);
                for _ in 0..5 {
                    span(None);
                }
                put(Outcome::Malformed as usize);
                let at = malformed.at.map(|at| format!(" at byte {at}")).unwrap_or_default();
                let problem = format!("line {}{at}: {}", place.line, malformed.problem);
                let index = (self.numbers.len() / 15 - 1) as u32;
                self.problems.push(&Array::of2(&index.into(), &problem.into()));
            }
        }
    }

    fn into_js(self) -> Array {
        Array::of4(
            &Uint8Array::from(self.bytes.as_slice()),
            &Float64Array::from(self.numbers.as_slice()),
            &self.problems,
            &self.bytes.is_ascii().into(),
        )
    }
}

/// The text of the answer in a line: its text blocks, joined.
#[wasm_bindgen(js_name = textOf)]
pub fn text_of(line: &[u8]) -> String {
    record::parse(line).map(|record| record.text()).unwrap_or_default()
}
