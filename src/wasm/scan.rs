//! A plain search for line ends, as an upper bound for the speed of any line reader. Only the benchmarks use it; the package does
//! not export it.

use wasm_bindgen::prelude::*;

/// Counts line feeds.
#[wasm_bindgen(js_name = countLines)]
pub fn count_lines(bytes: &[u8]) -> f64 {
    memchr::memchr_iter(b'\n', bytes).count() as f64
}
