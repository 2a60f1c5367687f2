//! Detects the compression and encoding of an input.

use wasm_bindgen::prelude::*;

use crate::bytes::sniff;

/// Returns how the shell must decode an input: `gzip`, an encoding label, or empty for plain text; `foreign` if it is not text,
/// and `open` if there are too few bytes to decide.
#[wasm_bindgen(unchecked_return_type = "'open' | 'gzip' | 'utf-16le' | 'utf-16be' | 'utf-8' | 'foreign' | ''")]
pub fn wrapping(head: &[u8], ended: bool) -> String {
    sniff::wrapping(head, ended).into()
}
