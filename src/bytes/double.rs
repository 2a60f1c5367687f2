//! Encodings with one or two bytes per character, recognized by the most frequent pairs of their languages.

/// An encoding.
#[derive(Debug, Clone, Copy)]
pub(super) struct Encoding {
    /// Its label in `TextDecoder`.
    pub(super) label: &'static str,
    /// The region, language or script in which it is used.
    pub(super) region: &'static str,
}

/// A range of byte pairs, by its first and its last.
type Rows = (u16, u16);

/// An encoding with two bytes per character.
struct Double {
    encoding: Encoding,
    /// The smallest second byte, and the smallest second byte of the frequent characters.
    least: u8,
    usual: u8,
    /// The bytes that are characters on their own.
    alone: (u8, u8),
    /// The frequent characters.
    frequent: &'static [Rows],
    /// Characters that occur in every text of the language.
    needed: &'static [Rows],
}

/// Among encodings that fit equally, the first is the likeliest.
const DOUBLES: [Double; 5] = [
    Double {
        encoding: Encoding {
            label: "shift_jis",
            region: "Japan",
        },
        least: 0x40,
        usual: 0x40,
        alone: (0xa1, 0xdf),
        frequent: &[(0x8140, 0x817e), (0x829f, 0x82f1), (0x8340, 0x8396), (0x889f, 0x9872)],
        needed: &[(0x829f, 0x82f1), (0x8340, 0x8396)],
    },
    Double {
        encoding: Encoding {
            label: "euc-jp",
            region: "Japan",
        },
        least: 0xa1,
        usual: 0xa1,
        alone: NONE,
        frequent: &[(0xa1a1, 0xa1de), (0xa4a1, 0xa5f6), (0xb0a1, 0xcffe)],
        needed: &[(0xa4a1, 0xa5f6)],
    },
    Double {
        encoding: Encoding {
            label: "euc-kr",
            region: "Korea",
        },
        least: 0x41,
        usual: 0xa1,
        alone: NONE,
        frequent: &[(0xa1a1, 0xa1fe), (0xb0a1, 0xc8fe)],
        needed: &[],
    },
    Double {
        encoding: Encoding {
            label: "gbk",
            region: "China",
        },
        least: 0x40,
        usual: 0xa1,
        alone: NONE,
        frequent: &[(0xa1a1, 0xa1bf), (0xa3a1, 0xa3fe), (0xb0a1, 0xd7f9)],
        needed: &[],
    },
    Double {
        encoding: Encoding {
            label: "big5",
            region: "Taiwan",
        },
        least: 0x40,
        usual: 0x40,
        alone: NONE,
        frequent: &[(0xa140, 0xa17e), (0xa440, 0xc67e)],
        needed: &[],
    },
];
const NONE: (u8, u8) = (0xff, 0);
/// At least one character of this many must be a needed one.
const SELDOM: usize = 10;

/// Returns for each encoding the percentage of non-ASCII characters that are frequent, or 0 if some bytes are not characters.
pub(super) fn scores(text: &[u8]) -> Vec<(usize, Encoding)> {
    let scores = DOUBLES
        .iter()
        .map(|double| (double.score(text).unwrap_or(0), double.encoding));
    scores.collect()
}

impl Double {
    #[inline(never)]
    fn score(&self, text: &[u8]) -> Option<usize> {
        let is_in = |rows: &[Rows], pair: u16| rows.iter().any(|(first, last)| (*first..=*last).contains(&pair));
        let (mut all, mut frequent, mut needed) = (0_usize, 0_usize, 0_usize);
        let mut bytes = text.iter().copied();
        while let Some(lead) = bytes.next() {
            if lead.is_ascii() {
                continue;
            }
            all += 1;
            if (self.alone.0..=self.alone.1).contains(&lead) {
                continue;
            }
            let trail = bytes
                .next()
                .filter(|trail| (self.least..0xff).contains(trail) && *trail != 0x7f)?;
            let pair = u16::from_be_bytes([lead, trail]);
            frequent += usize::from(trail >= self.usual && is_in(self.frequent, pair));
            needed += usize::from(is_in(self.needed, pair));
        }
        let enough = self.needed.is_empty() || needed * SELDOM >= all;
        (enough && all > 0).then(|| 100 * frequent / all)
    }
}
