use crate::bytes::block;

/// Returns whether `text` begins with `with`. The `memcmp` of the WebAssembly target compares one byte at a time.
#[inline(never)]
pub fn begins(text: &[u8], with: &[u8]) -> bool {
    begins_inline(text, with)
}

/// Like `begins`, but inlined, for many short comparisons. Only for code that is compiled for speed: elsewhere the compiler loads
/// vectors byte by byte.
#[inline(always)]
pub fn begins_inline(text: &[u8], with: &[u8]) -> bool {
    let Some(text) = text.get(..with.len()) else {
        return false;
    };
    let (far, rest) = text.as_chunks();
    let (other_far, other_rest) = with.as_chunks();
    if !far
        .iter()
        .zip(other_far)
        .all(|(far, other)| block::same_far(far, other))
    {
        return false;
    }
    let (blocks, rest) = rest.as_chunks();
    let (others, other_rest) = other_rest.as_chunks();
    if !blocks
        .iter()
        .zip(others)
        .all(|(block, other)| block::same(block, other))
    {
        return false;
    }
    // Compares the remainder together with preceding bytes that are known to be equal.
    if let (Some(last), Some(other)) = (text.last_chunk(), with.last_chunk()) {
        return block::same(last, other);
    }
    if let (Some(head), Some(other_head), Some(last), Some(other)) = (
        text.first_chunk::<8>(),
        with.first_chunk::<8>(),
        text.last_chunk::<8>(),
        with.last_chunk::<8>(),
    ) {
        return u64::from_le_bytes(*head) == u64::from_le_bytes(*other_head)
            && u64::from_le_bytes(*last) == u64::from_le_bytes(*other);
    }
    rest.iter().zip(other_rest).all(|(byte, other)| byte == other)
}
