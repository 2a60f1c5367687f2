//! Results by id: which line answers which request.

use js_sys::{Array, Float64Array};
use wasm_bindgen::prelude::*;

use crate::results::index;
use crate::wasm::throw::to_js;

/// The index of results, made by a `Reader`.
#[wasm_bindgen]
#[derive(Debug)]
pub struct RecordIndex {
    state: index::RecordIndex,
}

#[wasm_bindgen]
impl RecordIndex {
    /// Looks for ids. Returns three numbers each: line, first byte and length of its record; a length of 0: it has none.
    pub fn ask(&mut self, #[wasm_bindgen(unchecked_param_type = "string[]")] ids: Array) -> Float64Array {
        let locations: Vec<f64> = ids
            .iter()
            .flat_map(|id| match self.state.ask(&id.as_string().unwrap_or_default()) {
                Some(found) => [
                    found.position.line as f64,
                    found.position.offset as f64,
                    f64::from(found.len),
                ],
                None => [0.0; 3],
            })
            .collect();
        Float64Array::from(locations.as_slice())
    }

    /// The account of the ids that were asked for.
    #[wasm_bindgen(unchecked_return_type = "Reconciliation")]
    pub fn account(&self) -> JsValue {
        to_js(&self.state.account())
    }
}

impl RecordIndex {
    pub(super) fn new(state: index::RecordIndex) -> RecordIndex {
        RecordIndex { state }
    }
}
