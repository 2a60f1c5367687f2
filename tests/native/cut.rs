//! Ways to cut an input into pieces, for readers that must not care.

/// The whole, one byte at a time, and every cut in two or three pieces. Empty pieces are among them.
pub fn everywhere(input: &[u8]) -> impl Iterator<Item = Vec<&[u8]>> {
    let singles = input.chunks(1).collect();
    let pairs = (0..=input.len()).flat_map(move |first| {
        (first..=input.len()).map(move |second| vec![&input[..first], &input[first..second], &input[second..]])
    });
    [vec![input], singles].into_iter().chain(pairs)
}

/// The whole, one byte at a time, and every cut in two pieces: for inputs too long to cut twice.
pub fn once(input: &[u8]) -> impl Iterator<Item = Vec<&[u8]>> {
    let singles = input.chunks(1).collect();
    let halves = (0..=input.len()).map(move |at| vec![&input[..at], &input[at..]]);
    [vec![input], singles].into_iter().chain(halves)
}
