use js_sys::Array;

use crate::bytes::Position;

pub(super) fn position_from_js(line: f64, byte_offset: f64) -> Position {
    Position {
        line: line as u64,
        offset: byte_offset as u64,
    }
}

/// `[line, byteOffset]`.
pub(super) fn position_to_js(position: Position) -> Array {
    Array::of2(&(position.line as f64).into(), &(position.offset as f64).into())
}
