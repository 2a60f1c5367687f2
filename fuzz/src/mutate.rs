//! Reproducible mutations of corpus inputs, for machines without libFuzzer and for `npm test`.

use crate::random::Random;

/// Longer inputs are truncated.
const LONGEST: usize = 8_192;

/// Makes inputs from those of a corpus and from words.
#[derive(Debug)]
pub struct Mutator<'a> {
    corpus: &'a [Vec<u8>],
    words: &'a [Vec<u8>],
    random: Random,
}

impl<'a> Mutator<'a> {
    /// Creates a mutator; the same seed makes the same inputs.
    pub fn new(corpus: &'a [Vec<u8>], words: &'a [Vec<u8>], seed: u64) -> Mutator<'a> {
        Mutator {
            corpus,
            words,
            random: Random::new(seed),
        }
    }

    /// Returns the next input: one of the corpus with one to five changes.
    pub fn next_input(&mut self) -> Vec<u8> {
        let mut input = self.of_corpus().to_vec();
        for _ in 0..=self.random.below(5) {
            self.change(&mut input);
        }
        input.truncate(LONGEST);
        input
    }

    fn of_corpus(&mut self) -> &'a [u8] {
        let at = self.random.below(self.corpus.len());
        self.corpus.get(at).map(Vec::as_slice).unwrap_or_default()
    }

    fn change(&mut self, input: &mut Vec<u8>) {
        let at = self.random.below(input.len() + 1);
        match self.random.below(11) {
            0 => input.truncate(at),
            1 => drop(input.drain(..at)),
            2 => drop(input.drain(self.span(input))),
            3 => {
                if let Some(byte) = input.get_mut(at) {
                    *byte ^= 1 << self.random.below(8);
                }
            }
            4 => {
                const BYTES: &[u8] = b"\0\t\n\r \"\\,:{}[]0-9.e'\x7f\x80\xc3\xed\xf0\xff";
                input.insert(at, BYTES[self.random.below(BYTES.len())]);
            }
            5 | 6 => {
                let word = &self.words[self.random.below(self.words.len())];
                let replaced = if self.random.once_in(2) {
                    0
                } else {
                    word.len().min(input.len() - at)
                };
                input.splice(at..at + replaced, word.iter().copied());
            }
            7 => {
                // Repeats a part of it.
                let part = input[self.span(input)].to_vec();
                let times = if self.random.once_in(4) {
                    2 + self.random.below(40)
                } else {
                    1
                };
                input.splice(at..at, part.repeat(times));
            }
            8 => {
                // Appends the end of another input.
                let other = self.of_corpus();
                input.truncate(at);
                input.extend_from_slice(&other[self.random.below(other.len() + 1)..]);
            }
            9 => self.number(input),
            _ => self.line(input),
        }
    }

    /// Returns a span of up to 64 bytes, or of any length.
    fn span(&mut self, input: &[u8]) -> std::ops::Range<usize> {
        let start = self.random.below(input.len() + 1);
        let longest = if self.random.once_in(4) { input.len() } else { 64 };
        let length = self.random.below(longest + 1).min(input.len() - start);
        start..start + length
    }

    /// Replaces a number by another.
    fn number(&mut self, input: &mut Vec<u8>) {
        const NUMBERS: [&str; 12] = [
            "0",
            "-1",
            "00",
            "4294967296",
            "9999999999",
            "999999999",
            "9007199254740993",
            "18446744073709551615",
            "18446744073709551616",
            "1e999",
            "-0.0",
            "123456789012345678901234567890",
        ];
        let starts: Vec<usize> = (0..input.len()).filter(|at| input[*at].is_ascii_digit()).collect();
        if let Some(start) = starts.get(self.random.below(starts.len())).copied() {
            let length = input[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            let number = NUMBERS[self.random.below(NUMBERS.len())];
            input.splice(start..start + length, number.bytes());
        }
    }

    /// Removes a line, or repeats it elsewhere.
    fn line(&mut self, input: &mut Vec<u8>) {
        let mut lines: Vec<&[u8]> = input.split_inclusive(|byte| *byte == b'\n').collect();
        let line = self.random.below(lines.len());
        if let Some(text) = lines.get(line).copied() {
            if self.random.once_in(2) {
                lines.remove(line);
            } else {
                lines.insert(self.random.below(lines.len()), text);
            }
            *input = lines.concat();
        }
    }
}
