//! Cuts an input into pieces, for readers whose result must not depend on the cuts. The cuts are derived from the input itself,
//! so a corpus contains plain inputs, and each change to an input moves all cuts.

use crate::random::Random;

/// Inputs up to this size are also cut into single bytes.
const SINGLES: usize = 1024;

/// Returns several ways to cut: single bytes, two pieces, short pieces, long pieces. Some pieces are empty.
pub fn ways(input: &[u8]) -> Vec<Vec<&[u8]>> {
    let mut random = Random::of(input);
    let mut ways = vec![
        two(input, &mut random),
        pieces(input, &mut random, 9),
        pieces(input, &mut random, 200),
    ];
    if input.len() <= SINGLES {
        ways.push(input.chunks(1).collect());
    }
    ways
}

/// Returns one way to cut.
pub fn one(input: &[u8]) -> Vec<&[u8]> {
    pieces(input, &mut Random::of(input), 64)
}

fn two<'a>(input: &'a [u8], random: &mut Random) -> Vec<&'a [u8]> {
    let (first, second) = input.split_at(random.below(input.len() + 1));
    vec![first, second]
}

fn pieces<'a>(input: &'a [u8], random: &mut Random, longest: usize) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    let mut rest = input;
    while !rest.is_empty() {
        let (piece, more) = rest.split_at(random.below(longest + 1).min(rest.len()));
        pieces.push(piece);
        rest = more;
    }
    pieces
}
