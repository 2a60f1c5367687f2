//! Whether bytes are the same. What WebAssembly has for it looks at one byte at a time.

const WIDTH: usize = 16;

/// Whether a text begins with another.
#[inline]
pub(crate) fn begins(text: &[u8], with: &[u8]) -> bool {
    text.get(..with.len()).is_some_and(|start| same(start, with))
}

/// Whether two texts are the same.
#[inline]
fn same(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let (left, left_rest) = left.as_chunks::<WIDTH>();
    let (right, right_rest) = right.as_chunks::<WIDTH>();
    let halves = |chunk: &[u8; WIDTH]| u128::from_ne_bytes(*chunk);
    left.iter()
        .zip(right)
        .all(|(left, right)| halves(left) == halves(right))
        && left_rest.iter().zip(right_rest).all(|(left, right)| left == right)
}
