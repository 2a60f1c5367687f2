//! Writes results to files.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::options;
use super::position::position_from_js;
use crate::results::export::{FileWriter, content_type, disposition};
use crate::wasm::throw::{throw, to_js};

/// Writes a file of rows joined with their records.
#[wasm_bindgen]
#[derive(Debug)]
pub struct PairWriter {
    state: FileWriter,
}

#[wasm_bindgen]
impl PairWriter {
    /// Creates a writer. Throws for an option of the wrong type.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "'jsonl' | 'csv'")] format: JsValue,
        #[wasm_bindgen(unchecked_param_type = "ExportOptions")] options: JsValue,
    ) -> Result<PairWriter, JsValue> {
        let options = options::export(&format, &options).map_err(throw)?;
        Ok(PairWriter {
            state: options.writer(),
        })
    }

    /// Writes a row and its record, if there is one.
    pub fn write(&mut self, row: &str, record: &[u8], line: f64, byte_offset: f64) -> Vec<u8> {
        self.state
            .pair(row.as_bytes(), record, position_from_js(line, byte_offset))
    }

    /// Returns the export report.
    #[wasm_bindgen(unchecked_return_type = "ExportReport")]
    pub fn report(&self) -> JsValue {
        to_js(&self.state.report())
    }

    /// Ends the file. A CSV has a header line even without pairs.
    pub fn finish(&mut self) -> Vec<u8> {
        self.state.finish()
    }
}

/// Returns the names and values of the headers of a response with a file. Throws for an option of the wrong type.
#[wasm_bindgen(js_name = fileHeaders, unchecked_return_type = "[string, string][]")]
pub fn file_headers(
    #[wasm_bindgen(unchecked_param_type = "'jsonl' | 'csv'")] format: JsValue,
    #[wasm_bindgen(unchecked_param_type = "ExportOptions")] options: JsValue,
) -> Result<Array, JsValue> {
    let options = options::export(&format, &options).map_err(throw)?;
    let pair = |name: &str, value: &str| Array::of2(&name.into(), &value.into());
    Ok(Array::of2(
        &pair("content-type", content_type(options.format)),
        &pair("content-disposition", &disposition(&options.filename)),
    ))
}
