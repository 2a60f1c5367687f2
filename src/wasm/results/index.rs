//! The index of results by id.

use js_sys::{Array, Float64Array};
use wasm_bindgen::prelude::*;

use crate::results::index;
use crate::wasm::throw::{ToJsError, throw, to_js};

/// The index of results, made by a `Reader`.
#[wasm_bindgen]
#[derive(Debug)]
pub struct RecordIndex {
    state: index::RecordIndex,
}

#[wasm_bindgen]
impl RecordIndex {
    /// Looks up ids, or rows by the keys from which their ids were made. Returns three numbers for each: line, byte offset and
    /// length of its record. A length of 0 means that there is no record.
    pub fn ask(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string[]")] ids: Array,
        #[wasm_bindgen(js_name = areKeys)] are_keys: bool,
    ) -> Float64Array {
        let mut ask = |id: &str| match are_keys {
            true => self.state.locate_key(id),
            false => self.state.locate(id),
        };
        let locations: Vec<f64> = ids
            .iter()
            .flat_map(|id| match ask(&id.as_string().unwrap_or_default()) {
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

    /// Throws if there were rows, but none of them has a record. `key` describes how rows are matched.
    #[wasm_bindgen(js_name = refuseJoin)]
    pub fn refuse_join(&self, key: &str) -> Result<(), JsValue> {
        self.state
            .no_match(key)
            .map_or(Ok(()), |message| Err(throw(NoMatch(message))))
    }

    /// Returns the reconciliation of the ids that were looked up.
    #[wasm_bindgen(unchecked_return_type = "Reconciliation")]
    pub fn account(&self) -> JsValue {
        to_js(&self.state.account())
    }
}

/// The error of a join without a single pair.
struct NoMatch(String);

impl ToJsError for NoMatch {
    fn class(&self) -> &'static str {
        "BatchError"
    }

    fn code(&self) -> &'static str {
        "invalid_option"
    }

    fn message(&self) -> String {
        self.0.clone()
    }
}

impl RecordIndex {
    pub(super) fn new(state: index::RecordIndex) -> RecordIndex {
        RecordIndex { state }
    }
}
