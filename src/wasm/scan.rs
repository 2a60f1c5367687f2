//! The bare scan for line ends: what nothing that reads lines in this module can be faster than. The benchmarks measure
//! against it; the package does not export it.

use wasm_bindgen::prelude::*;

/// How many line feeds these bytes hold.
#[wasm_bindgen(js_name = countLines)]
pub fn count_lines(bytes: &[u8]) -> f64 {
    memchr::memchr_iter(b'\n', bytes).count() as f64
}
