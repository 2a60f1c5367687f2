use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::results::tally_report::TallyReport;
use crate::wasm::options::get;
use crate::wasm::throw::to_js;

/// Converts to `Tally` of types.ts. Pairs of words and counts become own properties of objects, even `__proto__`.
pub(super) fn tally_to_js(tally: &TallyReport) -> JsValue {
    let object = to_js(tally);
    for name in ["types", "outcomes", "errorTypes", "stopReasons"] {
        // Neither call fails for an object that was just made from pairs.
        if let Ok(words) = Object::from_entries(&get(&object, name)) {
            let _ = Reflect::set(&object, &name.into(), &words);
        }
    }
    object
}
