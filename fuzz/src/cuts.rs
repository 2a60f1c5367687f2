//! Ways to cut an input into pieces, for readers that must not care. Where the cuts are follows from the input itself, so that a
//! corpus holds plain inputs, and each change to one moves all cuts.

use crate::random::Random;

/// Inputs up to here are also cut into single bytes.
const SINGLES: usize = 1024;

/// Several ways: single bytes, two pieces, short pieces, and long ones. Empty pieces are among them.
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

/// One way.
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
