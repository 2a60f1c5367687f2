//! Buffers for what has no known size: a line, a request, a field.

/// Adds bytes to a buffer that may become large. A vector of its own would double: to hold a line it would take up to four
/// times the line's size, for the allocator of WebAssembly moves what grows, and its memory never shrinks.
pub fn append(buffer: &mut Vec<u8>, bytes: &[u8]) {
    reserve(buffer, bytes.len());
    buffer.extend_from_slice(bytes);
}

/// Makes room for so many bytes behind those that are there.
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
    // The allocator extends a buffer where it is, if it is the last one and there is room behind it: this makes the room.
    drop(std::hint::black_box(Vec::<u8>::with_capacity(more + LARGE)));
    buffer.reserve_exact(more);
}
