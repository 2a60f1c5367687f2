//! Counts the characters of a text by class, for token estimates.

use crate::bytes::block::{FAR, character_bits};

/// The number of characters of each class.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct CharacterCounts {
    /// ASCII letters, and single spaces.
    pub letters: usize,
    /// ASCII digits.
    pub digits: usize,
    /// Spaces after spaces.
    pub runs: usize,
    /// All other ASCII: punctuation, line ends.
    pub marks: usize,
    /// Latin letters with accents, and right-to-left scripts.
    pub accented: usize,
    /// Greek, Cyrillic and Armenian.
    pub greek: usize,
    /// Indic and South East Asian.
    pub indic: usize,
    /// Kana and Hangul.
    pub syllables: usize,
    /// Chinese characters.
    pub ideographs: usize,
    /// Emoji and rare characters, beyond the first 65,536 code points.
    pub rare: usize,
    /// Halves of surrogate pairs, written as escapes.
    pub halves: usize,
    /// Everything else.
    pub others: usize,
}

impl CharacterCounts {
    /// Counts the value of a JSON string from its raw inner bytes. `escaped`: whether it may have escapes.
    pub fn of_string(inner: &[u8], escaped: bool) -> CharacterCounts {
        let mut counts = CharacterCounts::default();
        let mut rest = inner;
        while !rest.is_empty() {
            let length = counts.add_plain(rest, escaped);
            rest = rest.get(length..).unwrap_or_default();
            if let Some((b'\\', escape)) = rest.split_first() {
                let length = counts.add_escape(escape);
                rest = escape.get(length..).unwrap_or_default();
            }
        }
        counts
    }

    /// Counts UTF-8 text.
    pub fn of_text(text: &[u8]) -> CharacterCounts {
        let mut counts = CharacterCounts::default();
        counts.add_plain(text, false);
        counts
    }

    /// Adds a text, 64 bytes at a time, up to its first backslash if it is `escaped`. Returns the number of bytes read.
    fn add_plain(&mut self, text: &[u8], escaped: bool) -> usize {
        let (mut runs, mut after_space, mut any_wide) = (0, 0, 0);
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let last;
            let block = match rest.first_chunk() {
                Some(block) => block,
                None => {
                    last = padded(rest);
                    &last
                }
            };
            let bits = character_bits(block);
            let escape = if escaped {
                bits.backslashes.trailing_zeros()
            } else {
                u64::BITS
            };
            let length = rest.len().min(FAR).min(escape as usize);
            let within = if length < FAR { (1 << length) - 1 } else { u64::MAX };
            let count = |bits: u64| (bits & within).count_ones() as usize;
            self.letters += count(bits.letters | bits.spaces);
            self.digits += count(bits.digits);
            self.marks += length - count(bits.letters | bits.spaces | bits.digits | bits.wide);
            runs += count(bits.spaces & (bits.spaces << 1 | after_space));
            after_space = bits.spaces >> (FAR - 1);
            any_wide |= bits.wide & within;
            let mut leads = bits.leads & within;
            while leads != 0 {
                let lead = leads.trailing_zeros() as usize;
                self.add_code(code(rest.get(lead..).unwrap_or_default()));
                leads &= leads - 1;
            }
            at += length;
            if length < FAR {
                break;
            }
        }
        // Runs of spaces are counted only in ASCII text.
        if any_wide == 0 {
            self.letters -= runs;
            self.runs += runs;
        }
        at
    }

    fn add_code(&mut self, code: u32) {
        let count = match code {
            0x20 | 0x41..=0x5a | 0x61..=0x7a => &mut self.letters,
            0x30..=0x39 => &mut self.digits,
            0..=0x7f => &mut self.marks,
            0x80..=0x36f | 0x590..=0x8ff => &mut self.accented,
            0x370..=0x58f => &mut self.greek,
            0x900..=0x10ff => &mut self.indic,
            0x3040..=0x30ff | 0x1100..=0x11ff | 0xac00..=0xd7af => &mut self.syllables,
            0x3400..=0x9fff | 0x2_0000..=0x3_ffff => &mut self.ideographs,
            0x1_0000.. => &mut self.rare,
            _ => &mut self.others,
        };
        *count += 1;
    }

    /// Counts an escape without its backslash, and returns its length.
    fn add_escape(&mut self, text: &[u8]) -> usize {
        if text.first() != Some(&b'u') {
            self.marks += 1;
            return 1;
        }
        let code = text.get(1..5).and_then(|digits| std::str::from_utf8(digits).ok());
        match code.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
            Some(0xd800..=0xdfff) => self.halves += 1,
            Some(code) => self.add_code(code),
            None => {}
        }
        5
    }
}

/// Returns the code point of the non-ASCII character at the start of a text.
fn code(text: &[u8]) -> u32 {
    let [lead, second, third, fourth] = [0, 1, 2, 3].map(|at| u32::from(text.get(at).copied().unwrap_or_default()));
    let [second, third, fourth] = [second, third, fourth].map(|byte| byte & 0x3f);
    match lead {
        ..=0xdf => (lead & 0x1f) << 6 | second,
        0xe0..=0xef => (lead & 0x0f) << 12 | second << 6 | third,
        _ => (lead & 0x07) << 18 | second << 12 | third << 6 | fourth,
    }
}

#[cold]
#[inline(never)]
fn padded(rest: &[u8]) -> [u8; FAR] {
    let mut block = [0; FAR];
    block.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    block
}
