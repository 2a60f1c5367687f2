//! Results by id: which line answers which request.

use js_sys::{Array, Float64Array};
use wasm_bindgen::prelude::*;

use super::export::{place, told};
use super::options;
use crate::results::index::{self, MAX_IDS};
use crate::wasm::throw::{throw, to_js};

/// The index of results, fed by a `Download`.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Index {
    pub(super) state: index::Index,
}

#[wasm_bindgen]
impl Index {
    /// An option of the wrong kind throws.
    #[wasm_bindgen(constructor)]
    pub fn new(#[wasm_bindgen(unchecked_param_type = "ReconcileOptions")] options: JsValue) -> Result<Index, JsValue> {
        let most = options::max_ids(&options).map_err(throw)?;
        Ok(Index {
            state: index::Index::new(most.unwrap_or(MAX_IDS)),
        })
    }

    /// Asks for ids. Gives three numbers each: line, first byte and length of its record; a length of 0: it has none.
    pub fn ask(&mut self, #[wasm_bindgen(unchecked_param_type = "string[]")] ids: Array) -> Float64Array {
        let found: Vec<f64> = ids
            .iter()
            .flat_map(|id| match self.state.ask(&id.as_string().unwrap_or_default()) {
                Some(found) => [found.place.line as f64, found.place.offset as f64, f64::from(found.len)],
                None => [0.0; 3],
            })
            .collect();
        Float64Array::from(found.as_slice())
    }

    /// What came of the ids that were asked for.
    #[wasm_bindgen(unchecked_return_type = "Reconciliation")]
    pub fn account(&self) -> JsValue {
        to_js(&self.state.account())
    }

    /// Notes a record that was read before.
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
