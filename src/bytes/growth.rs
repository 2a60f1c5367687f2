//! Growth of buffers of unknown final size: a line, a request, a field.

/// Appends bytes to a buffer that may become large. A plain `Vec` doubles its capacity: since the WebAssembly allocator moves
/// a growing buffer and memory never shrinks, a line would take up to four times its size.
pub fn append(buffer: &mut Vec<u8>, bytes: &[u8]) {
    reserve(buffer, bytes.len());
    buffer.extend_from_slice(bytes);
}

/// Reserves room for `more` bytes.
pub fn reserve(buffer: &mut Vec<u8>, more: usize) {
    if buffer.capacity() - buffer.len() < more {
        grow(buffer, more);
    }
}

#[cold]
#[inline(never)]
fn grow(buffer: &mut Vec<u8>, more: usize) {
    const LARGE: usize = 1 << 20;
    if buffer.len() + more < LARGE {
        return buffer.reserve(more);
    }
    let more = more.max(buffer.len() / 8);
    // The allocator extends a buffer in place if it is the last one and there is room after it. This makes the room.
    drop(std::hint::black_box(Vec::<u8>::with_capacity(more + LARGE)));
    buffer.reserve_exact(more);
}
