//! Ways to cut an input into pieces, for readers whose result must not depend on them.

/// The whole input, one byte at a time, and every cut in two or three pieces, including empty ones.
pub fn everywhere(input: &[u8]) -> impl Iterator<Item = Vec<&[u8]>> {
    let singles = input.chunks(1).collect();
    let pairs = (0..=input.len()).flat_map(move |first| {
        (first..=input.len()).map(move |second| vec![&input[..first], &input[first..second], &input[second..]])
    });
    [vec![input], singles].into_iter().chain(pairs)
}

/// The whole input, one byte at a time, and every cut in two pieces: for inputs that are too long for two cuts.
pub fn once(input: &[u8]) -> impl Iterator<Item = Vec<&[u8]>> {
    let singles = input.chunks(1).collect();
    let halves = (0..=input.len()).map(move |at| vec![&input[..at], &input[at..]]);
    [vec![input], singles].into_iter().chain(halves)
}
