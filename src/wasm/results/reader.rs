//! The readers to which a `Download` passes the bytes of results.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

use super::index::RecordIndex;
use super::options;
use super::position::{position_from_js, position_to_js};
use super::records::RecordReader;
use super::tally::tally_to_js;
use crate::bytes::Position;
use crate::results::decoder::{LineContent, ResultsDecoder, Source};
use crate::results::export::FileWriter;
use crate::results::index;
use crate::results::index::MAX_IDS;
use crate::results::record::MAX_LINE;
use crate::results::resume::DeliveryLog;
use crate::results::tally_report::TallyReport;
use crate::wasm::throw::{throw, to_js};

/// A reader of results, of one of four kinds.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Reader {
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Records(Box<RecordReader>),
    Tally(Box<TallyReader>),
    File(Box<FileWriter>),
    Index(Box<index::RecordIndex>),
}

/// The tally of a stream, without its records.
#[derive(Debug)]
struct TallyReader {
    decoder: ResultsDecoder,
    max_line: usize,
    records: u64,
    /// Set if repeated ids are counted.
    ids: Option<DeliveryLog>,
}

#[wasm_bindgen]
impl Reader {
    /// Creates a reader that returns records.
    #[wasm_bindgen(js_name = ofRecords)]
    pub fn of_records() -> Reader {
        Reader::of(Kind::Records(Box::default()))
    }

    /// Creates a reader that returns the tally at the end, optionally with the number of repeated ids.
    #[wasm_bindgen(js_name = ofTally)]
    pub fn of_tally(counts_repeated: bool) -> Reader {
        Reader::of(Kind::Tally(Box::new(TallyReader::new(MAX_LINE, counts_repeated))))
    }

    /// Creates a reader that returns the bytes of a file. Throws for an option of the wrong type.
    #[wasm_bindgen(js_name = ofFile)]
    pub fn of_file(
        #[wasm_bindgen(unchecked_param_type = "'jsonl' | 'csv'")] format: JsValue,
        #[wasm_bindgen(unchecked_param_type = "ExportOptions")] options: JsValue,
    ) -> Result<Reader, JsValue> {
        let options = options::export(&format, &options).map_err(throw)?;
        Ok(Reader::of(Kind::File(Box::new(options.writer()))))
    }

    /// Creates a reader that builds an index by id: see `takeIndex`. Throws for an option of the wrong type.
    #[wasm_bindgen(js_name = ofIndex)]
    pub fn of_index(
        #[wasm_bindgen(unchecked_param_type = "ReconcileOptions")] options: JsValue,
    ) -> Result<Reader, JsValue> {
        let max_ids = options::max_ids(&options).map_err(throw)?.unwrap_or(MAX_IDS);
        Ok(Reader::of(Kind::Index(Box::new(index::RecordIndex::new(max_ids)))))
    }

    /// Starts at a line other than the first.
    #[wasm_bindgen(js_name = startAt)]
    pub fn start_at(&mut self, line: f64, byte_offset: f64) {
        let position = position_from_js(line, byte_offset);
        match &mut self.kind {
            Kind::Records(reader) => reader.decoder.start_at(position),
            Kind::Tally(reader) => reader.decoder.start_at(position),
            Kind::File(writer) => writer.start_at(position),
            Kind::Index(index) => index.start_at(position),
        }
    }

    /// Position of the next line: its number, and its byte offset.
    #[wasm_bindgen(getter, unchecked_return_type = "[line: number, byteOffset: number]")]
    pub fn position(&self) -> Array {
        let position: Position = match &self.kind {
            Kind::Records(reader) => reader.decoder.position(),
            Kind::Tally(reader) => reader.decoder.position(),
            Kind::File(writer) => writer.position(),
            Kind::Index(index) => index.position(),
        };
        position_to_js(position)
    }

    /// Number of records read, including those of `markDelivered`.
    #[wasm_bindgen(getter)]
    pub fn count(&self) -> f64 {
        match &self.kind {
            Kind::Records(reader) => reader.delivered.len() as f64,
            Kind::Tally(reader) => reader.records as f64,
            Kind::File(writer) => writer.delivered().len() as f64,
            Kind::Index(index) => index.delivered().len() as f64,
        }
    }

    /// Marks a record as delivered to another reader, so that it is skipped after a restart. A tally skips no records.
    #[wasm_bindgen(js_name = markDelivered)]
    pub fn mark_delivered(&mut self, custom_id: &str) {
        match &mut self.kind {
            Kind::Records(reader) => reader.delivered.add_id(custom_id),
            Kind::Tally(_) => {}
            Kind::File(writer) => writer.mark_delivered(custom_id),
            Kind::Index(index) => index.mark_delivered(custom_id),
        }
    }

    /// Returns the tally so far; `undefined` for files and indexes.
    #[wasm_bindgen(unchecked_return_type = "Tally | undefined")]
    pub fn tally(&self) -> JsValue {
        match &self.kind {
            Kind::Records(reader) => tally_to_js(&reader.decoder.tally()),
            Kind::Tally(reader) => tally_to_js(&reader.decoder.tally()),
            Kind::File(_) | Kind::Index(_) => JsValue::UNDEFINED,
        }
    }

    /// Returns the export report of a file; `undefined` for other readers.
    #[wasm_bindgen(unchecked_return_type = "ExportReport | undefined")]
    pub fn report(&self) -> JsValue {
        match &self.kind {
            Kind::File(writer) => to_js(&writer.report()),
            _ => JsValue::UNDEFINED,
        }
    }

    /// Takes the index out of a reader that built one.
    #[wasm_bindgen(js_name = takeIndex)]
    pub fn take_index(&mut self) -> Option<RecordIndex> {
        let Kind::Index(index) = &mut self.kind else {
            return None;
        };
        Some(RecordIndex::new(std::mem::take(index)))
    }
}

impl Reader {
    fn of(kind: Kind) -> Reader {
        Reader { kind }
    }

    /// Sets the maximum number of bytes of a line; a longer line is malformed.
    pub(super) fn set_max_line(&mut self, max_line: usize) {
        match &mut self.kind {
            Kind::Records(reader) => reader.decoder = ResultsDecoder::with_max_line(max_line),
            Kind::Tally(reader) => **reader = TallyReader::new(max_line, reader.ids.is_some()),
            Kind::File(writer) => writer.set_max_line(max_line),
            Kind::Index(index) => index.set_max_line(max_line),
        }
    }

    /// Returns the number of records if the results end here. A last line without a line ending counts if it is a record.
    pub(super) fn count_at_end(&self) -> u64 {
        let left = match &self.kind {
            Kind::Records(reader) => reader.decoder.records_left(),
            Kind::Tally(reader) => reader.decoder.records_left(),
            Kind::File(writer) => writer.records_left(),
            Kind::Index(index) => index.records_left(),
        };
        self.count() as u64 + left
    }

    /// Returns the reason if no line is a result; `None` if one is.
    pub(super) fn no_result(&self) -> Option<String> {
        match &self.kind {
            Kind::Records(reader) => reader.decoder.no_result(),
            Kind::Tally(reader) => reader.decoder.no_result(),
            Kind::File(writer) => writer.no_result(),
            Kind::Index(index) => index.no_result(),
        }
    }

    /// Takes the next bytes. Returns `ReaderOutput` of types.ts, which is never `undefined`.
    pub(super) fn push(&mut self, bytes: &[u8]) -> JsValue {
        match &mut self.kind {
            Kind::Records(reader) => reader.push(bytes).into(),
            Kind::Tally(reader) => {
                reader.push(bytes);
                JsValue::TRUE
            }
            Kind::File(writer) => Uint8Array::from(writer.push(bytes).as_slice()).into(),
            Kind::Index(index) => {
                index.push(bytes);
                JsValue::TRUE
            }
        }
    }

    /// Ends the results; `lines` are the last complete lines, if any.
    pub(super) fn end(&mut self, lines: Option<&[u8]>) -> JsValue {
        match (&mut self.kind, lines) {
            (Kind::Records(reader), Some(lines)) => reader.push_last(lines).into(),
            (Kind::Records(reader), None) => reader.finish().into(),
            (Kind::Tally(reader), lines) => {
                lines.into_iter().for_each(|lines| reader.push(lines));
                reader.finish();
                tally_to_js(&TallyReport {
                    repeated_ids: reader
                        .ids
                        .as_ref()
                        .map(DeliveryLog::repeated)
                        .filter(|repeated| *repeated > 0),
                    ..reader.decoder.tally()
                })
            }
            (Kind::File(writer), lines) => {
                let mut bytes = lines.map(|lines| writer.push(lines)).unwrap_or_default();
                bytes.extend(writer.finish());
                Uint8Array::from(bytes.as_slice()).into()
            }
            (Kind::Index(index), lines) => {
                lines.into_iter().for_each(|lines| index.push(lines));
                index.finish();
                JsValue::TRUE
            }
        }
    }

    /// Restarts with changed results. `leave_out` receives the records that were delivered.
    pub(super) fn restart(&mut self, leave_out: impl FnOnce(&DeliveryLog)) {
        match &mut self.kind {
            Kind::Records(reader) => {
                leave_out(&reader.delivered);
                reader.restart();
            }
            // A tally delivers nothing before the end, so all records are counted again.
            Kind::Tally(reader) => {
                leave_out(&DeliveryLog::default());
                **reader = TallyReader::new(reader.max_line, reader.ids.is_some());
            }
            Kind::File(writer) => {
                leave_out(writer.delivered());
                writer.restart();
            }
            Kind::Index(index) => {
                leave_out(index.delivered());
                index.restart();
            }
        }
    }
}

impl TallyReader {
    fn new(max_line: usize, counts_repeated: bool) -> TallyReader {
        TallyReader {
            decoder: ResultsDecoder::with_max_line(max_line).skimming(),
            max_line,
            records: 0,
            ids: counts_repeated.then(DeliveryLog::default),
        }
    }

    fn push(&mut self, bytes: &[u8]) {
        let (records, ids) = (&mut self.records, &mut self.ids);
        self.decoder
            .push(bytes, |source, content| note(&source, &content, records, ids));
    }

    fn finish(&mut self) {
        let (records, ids) = (&mut self.records, &mut self.ids);
        self.decoder
            .finish(|source, content| note(&source, &content, records, ids));
    }
}

/// Counts a line, and logs the id of a record.
fn note(source: &Source<'_>, content: &LineContent<'_>, records: &mut u64, ids: &mut Option<DeliveryLog>) {
    *records += 1;
    if let Some(ids) = ids
        && let Some(id) = content.custom_id(source.line)
    {
        ids.add_id(&id);
    }
}
